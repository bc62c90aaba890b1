import type { Clock } from '../../platform/clock.ts';
import type { Database, DatabaseOptions, Tx } from '../../platform/database/index.ts';
import type { Bilingual } from '../../platform/failure.ts';
import type { CallerResolver } from '../../platform/http/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Evidence } from '../evidence/index.ts';
import type { AccessContext } from './access-context.ts';
import { createLocalAccounts } from './authentication/local-accounts.ts';
import type {
  CookieChange,
  SignInStep,
  StaffAuthentication,
  TotpEnrolment,
} from './authentication/staff-authentication.ts';
import { changeRole, disableStaff, issueSignInLink } from './change-staff.ts';
import { createApiKey, type NewApiKey, revokeApiKey } from './create-api-key.ts';
import { holdersOf, type Role } from './domain/roles.ts';
import { createAdministrator, inviteAgain, inviteStaff, type NewStaff } from './invite-staff.ts';
import type { OneTimeLink } from './issue-link.ts';
import { recordStaffAct, type StaffAct } from './record-staff-act.ts';
import { acceptInvitation, enterByLink, peekLink } from './redeem-link.ts';
import { apiKeyResolver, staffResolver } from './resolve-caller.ts';
import { enrolTotp, signIn, verifyTotp } from './sign-in.ts';
import { openStaff, pseudonymOf, type StaffMember } from './staff-identity.ts';
import { stepUp } from './step-up.ts';
import { type ApiKeyRow, listKeyRows } from './store/api-key-store.ts';
import type { LinkKind } from './store/link-store.ts';
import { anyStaff, deleteExpired, listStaffRows, readStaff } from './store/staff-store.ts';
import { readTrail, type TrailRow } from './store/trail-store.ts';

/** What access needs from outside. */
export interface AccessDependencies {
  readonly database: Database;
  /** Of the same database; the authentication library keeps a few connections of its own. */
  readonly connection: DatabaseOptions['connection'];
  readonly clock: Clock;
  readonly service: Pick<ServiceRing, 'key' | 'sealSmall' | 'unsealSmall'>;
  readonly evidence: Pick<Evidence, 'recordAct'>;
  readonly log: Logger;
  readonly publicUrl: string;
  /** An administrator's key for automation, at least 32 characters. */
  readonly bootstrapKey?: string;
  /** Another way to prove who staff are; local accounts unless told. */
  readonly authentication?: StaffAuthentication;
}

/** Staff, roles, API keys and the trail. Operations throw a `Failure` with code `access.…`. */
export interface Access {
  /** Who calls, by API key or by the console's session. */
  readonly resolvers: {
    readonly apiKey: CallerResolver;
    readonly staff: CallerResolver;
    readonly holdersOf: (permission: string) => Bilingual;
  };
  /** Appends to the trail of staff acts in the caller's transaction. */
  recordStaffAct(tx: Tx, act: StaffAct): Promise<void>;
  hasStaff(tx: Tx): Promise<boolean>;
  staff(tx: Tx): Promise<StaffMember[]>;
  staffMember(tx: Tx, id: string): Promise<StaffMember | undefined>;
  /** The first administrator; `hashPassword` comes before, because it takes longer than a transaction should. */
  createAdministrator(tx: Tx, administrator: { email: string; name: string; passwordHash: string }): Promise<string>;
  hashPassword(password: string): Promise<string>;
  inviteStaff(tx: Tx, staff: NewStaff): Promise<{ id: string; link: OneTimeLink }>;
  inviteAgain(tx: Tx, id: string, by: string): Promise<OneTimeLink>;
  changeRole(tx: Tx, id: string, role: Role, by: string): Promise<void>;
  disableStaff(tx: Tx, id: string, by: string): Promise<void>;
  issueSignInLink(tx: Tx, id: string, by: string): Promise<OneTimeLink>;
  peekLink(tx: Tx, kind: LinkKind, token: string): Promise<void>;
  acceptInvitation(token: string, password: string): Promise<CookieChange>;
  enterByLink(token: string): Promise<CookieChange>;
  signIn(email: string, password: string): Promise<SignInStep>;
  verifyTotp(cookie: string, code: string): Promise<CookieChange>;
  enrolTotp(cookie: string, id: string, password: string): Promise<TotpEnrolment>;
  /** Proves a one-time code again in a session; see `StaffCaller.steppedUpAt`. */
  stepUp(cookie: string, id: string, code: string): Promise<CookieChange>;
  openSession(id: string): Promise<CookieChange>;
  hasTotp(tx: Tx, id: string): Promise<boolean>;
  signOut(cookie: string): Promise<CookieChange>;
  /** The account that an address belongs to, without the address: for counting attempts. */
  pseudonymOf(email: string): string;
  createApiKey(tx: Tx, wanted: NewApiKey): Promise<{ id: string; key: string }>;
  revokeApiKey(tx: Tx, id: string, by: string): Promise<void>;
  apiKeys(tx: Tx): Promise<ApiKeyRow[]>;
  trail(tx: Tx, page: { limit: number; before?: number; actor?: string }): Promise<TrailRow[]>;
  /** Deletes sessions and one-time values that have ended. */
  forgetExpired(tx: Tx): Promise<void>;
  close(): Promise<void>;
}

/** Opens the access context. */
export function createAccess(dependencies: AccessDependencies): Access {
  const { database, clock, service, evidence } = dependencies;
  const authentication =
    dependencies.authentication ??
    createLocalAccounts({ ...dependencies, secret: service.key('access.sessions').toString('base64url') });
  const pseudonymKey = service.key('access.pseudonyms');
  const context: AccessContext = { database, clock, service, evidence, authentication, pseudonymKey };
  return {
    resolvers: { apiKey: apiKeyResolver(context, dependencies.bootstrapKey), staff: staffResolver(context), holdersOf },
    recordStaffAct: (tx, act) => recordStaffAct(context, tx, act),
    hasStaff: anyStaff,
    staff: async (tx) => (await listStaffRows(tx)).map((row) => openStaff(context, row)),
    staffMember: async (tx, id) => {
      const row = await readStaff(tx, id);
      return row === undefined ? undefined : openStaff(context, row);
    },
    createAdministrator: (tx, administrator) => createAdministrator(context, tx, administrator),
    hashPassword: (password) => authentication.hashPassword(password),
    inviteStaff: (tx, staff) => inviteStaff(context, tx, staff),
    inviteAgain: (tx, id, by) => inviteAgain(context, tx, id, by),
    changeRole: (tx, id, role, by) => changeRole(context, tx, id, role, by),
    disableStaff: (tx, id, by) => disableStaff(context, tx, id, by),
    issueSignInLink: (tx, id, by) => issueSignInLink(context, tx, id, by),
    peekLink: (tx, kind, token) => peekLink(context, tx, kind, token),
    acceptInvitation: (token, password) => acceptInvitation(context, token, password),
    enterByLink: (token) => enterByLink(context, token),
    signIn: (email, password) => signIn(context, email, password),
    verifyTotp: (cookie, code) => verifyTotp(context, cookie, code),
    enrolTotp: (cookie, id, password) => enrolTotp(context, cookie, id, password),
    stepUp: (cookie, id, code) => stepUp(context, cookie, id, code),
    openSession: (id) => authentication.openSession(id),
    hasTotp: (tx, id) => authentication.hasTotp(tx, id),
    signOut: (cookie) => authentication.signOut(cookie),
    pseudonymOf: (email) => pseudonymOf(context, email),
    createApiKey: (tx, wanted) => createApiKey(context, tx, wanted),
    revokeApiKey: (tx, id, by) => revokeApiKey(context, tx, id, by),
    apiKeys: listKeyRows,
    trail: (tx, page) => readTrail(tx, page.limit, page.before, page.actor),
    forgetExpired: (tx) => deleteExpired(tx, clock.now()),
    close: () => authentication.close(),
  };
}
