import { betterAuth } from 'better-auth';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { twoFactor } from 'better-auth/plugins';
import type { Clock } from '../../../platform/clock.ts';
import { Database, type DatabaseOptions, type Tx } from '../../../platform/database/index.ts';
import type { Failure } from '../../../platform/failure.ts';
import { newId } from '../../../platform/ids.ts';
import type { Logger } from '../../../platform/logging.ts';
import {
  badPassword,
  codeNotAsked,
  tooManyAttempts,
  totpEnabledAlready,
  wrongCode,
  wrongCredentials,
} from '../access-failures.ts';
import type { StaffAuthentication } from './staff-authentication.ts';

const LEAST_PASSWORD = 12;
const LONGEST_PASSWORD = 128;
const SESSION_SECONDS = 12 * 3600;
const CONNECTIONS = 3;
const LOCK_SECONDS = 900;
const PRODUCT = '知诺';

/** What local accounts need from outside. */
export interface LocalAccountsOptions {
  readonly connection: DatabaseOptions['connection'];
  readonly clock: Clock;
  readonly log: Logger;
  /** https makes the cookies Secure. */
  readonly publicUrl: string;
  /** Signs cookies and encrypts the secrets of authenticator apps. */
  readonly secret: string;
}

type Auth = ReturnType<typeof createAuth>;

/**
 * Local accounts through better-auth: it hashes passwords (scrypt), keeps sessions, and encrypts TOTP secrets and backup codes under `secret`.
 * Its HTTP handler is never mounted and sign-up is off: what can be reached from outside is this port. It is given pseudonyms, no names, no
 * addresses of machines. Sessions end after 12 hours and are not prolonged.
 */
export function createLocalAccounts(options: LocalAccountsOptions): StaffAuthentication {
  const connections = new Database({ connection: options.connection, log: options.log, maxConnections: CONNECTIONS });
  // Its tables lie in our schema; every other statement of ours is qualified.
  connections.pool.on('connect', (client) => {
    void client.query('set search_path to access');
  });
  const auth = createAuth(options, connections.pool);
  return {
    hashPassword: async (password) => {
      if (password.length < LEAST_PASSWORD || password.length > LONGEST_PASSWORD) throw badPassword();
      return (await auth.$context).password.hash(password);
    },
    addAccount: (tx, account) => addAccount(tx, options.clock, account),
    setPasswordHash: (tx, id, hash) => insertPassword(tx, options.clock, id, hash),
    signIn: (pseudonym, password) => signIn(auth, pseudonym, password),
    verifyTotp: async (cookie, code) => {
      const call = () => auth.api.verifyTOTP({ body: { code }, headers: new Headers({ cookie }), returnHeaders: true });
      return { cookies: (await translated(call, wrongCode())).headers.getSetCookie() };
    },
    openSession: async (id) => {
      const { headers } = await auth.api.openSession({ body: { id }, returnHeaders: true });
      return { cookies: headers.getSetCookie() };
    },
    sessionOf: async (cookie) => {
      const session = await auth.api.getSession({ headers: new Headers({ cookie }) });
      return session?.user.id;
    },
    signOut: async (cookie) => {
      const { headers } = await auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true });
      return { cookies: headers.getSetCookie() };
    },
    endSessions: async (tx, id) => {
      await tx.execute('delete from access.auth_session where "userId" = $1', [id]);
    },
    hasTotp: async (tx, id) => {
      const row = await tx.first<{ enabled: boolean | null }>(
        'select "twoFactorEnabled" as enabled from access.auth_user where id = $1',
        [id],
      );
      return row?.enabled === true;
    },
    enrolTotp: async (cookie, password, label) => {
      const body = { password, method: 'totp' as const, issuer: PRODUCT };
      const call = () => auth.api.enableTwoFactor({ body, headers: new Headers({ cookie }), returnHeaders: true });
      const { headers, response } = await translated(call, wrongCredentials());
      if (response.method !== 'totp') throw new Error('no TOTP came of the enrolment');
      return {
        uri: relabel(response.totpURI, label),
        backupCodes: response.backupCodes,
        cookies: headers.getSetCookie(),
      };
    },
    close: () => connections.close(),
  };
}

function createAuth(options: LocalAccountsOptions, pool: Database['pool']) {
  return betterAuth({
    appName: PRODUCT,
    baseURL: options.publicUrl,
    secret: options.secret,
    database: pool,
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: LEAST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
    },
    user: { modelName: 'auth_user' },
    session: { modelName: 'auth_session', expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    account: { modelName: 'auth_account' },
    verification: { modelName: 'auth_verification' },
    plugins: [
      twoFactor({ schema: { twoFactor: { modelName: 'auth_two_factor' } } }),
      { id: 'zhinuo-session', endpoints: { openSession: openSessionEndpoint } },
    ],
    advanced: {
      cookiePrefix: 'zhinuo',
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => newId(options.clock) },
    },
    // Ours counts requests before they get here.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      // Its texts are fixed, its arguments may hold values.
      log: (level, message) => options.log[level === 'debug' ? 'debug' : level](message.split('\n', 1)[0]),
    },
  });
}

// The library wants a Standard Schema; what arrives here comes from our own code.
const AccountId = {
  '~standard': {
    version: 1 as const,
    vendor: 'zhinuo',
    validate: (value: unknown) => ({ value: value as { readonly id: string } }),
    types: undefined as unknown as { input: { readonly id: string }; output: { readonly id: string } },
  },
};

/** Opens a session for a known account; reachable from this process only. */
const openSessionEndpoint = createAuthEndpoint(
  '/zhinuo/open-session',
  { method: 'POST', body: AccountId, metadata: { SERVER_ONLY: true } },
  async (ctx) => {
    const user = await ctx.context.internalAdapter.findUserById(ctx.body.id);
    if (user === null) throw new APIError('NOT_FOUND');
    const session = await ctx.context.internalAdapter.createSession(user.id);
    await setSessionCookie(ctx, { session, user });
    return ctx.json({});
  },
);

async function signIn(auth: Auth, pseudonym: string, password: string) {
  const call = () =>
    auth.api.signInEmail({ body: { email: pseudonym, password }, headers: new Headers(), returnHeaders: true });
  const { headers, response } = await translated(call, wrongCredentials());
  const answer = response as { twoFactorRedirect?: boolean; user?: { id: string } };
  return { totpRequired: answer.twoFactorRedirect === true, cookies: headers.getSetCookie(), id: answer.user?.id };
}

// The library refuses by APIError with a code; what is none of these is a bug of ours.
async function translated<T>(call: () => Promise<T>, refusal: Failure): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    switch (error.body?.code) {
      case 'INVALID_TWO_FACTOR_COOKIE':
        throw codeNotAsked();
      case 'TOTP_ALREADY_ENABLED':
        throw totpEnabledAlready();
      case 'ACCOUNT_TEMPORARILY_LOCKED':
      case 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE':
        throw tooManyAttempts(LOCK_SECONDS);
    }
    if (error.statusCode >= 500) throw error;
    throw refusal;
  }
}

// The label in the authenticator app: the library would write the pseudonym there.
function relabel(uri: string, label: string): string {
  const url = new URL(uri);
  return `otpauth://totp/${encodeURIComponent(`${PRODUCT}:${label}`)}${url.search}`;
}

async function addAccount(
  tx: Tx,
  clock: Clock,
  account: { readonly id: string; readonly pseudonym: string; readonly passwordHash?: string },
): Promise<void> {
  const now = clock.now();
  await tx.execute(
    `insert into access.auth_user (id, name, email, "emailVerified", "createdAt", "updatedAt", "twoFactorEnabled")
     values ($1, '', $2, true, $3, $3, false)`,
    [account.id, account.pseudonym, now],
  );
  if (account.passwordHash !== undefined) await insertPassword(tx, clock, account.id, account.passwordHash);
}

async function insertPassword(tx: Tx, clock: Clock, id: string, passwordHash: string): Promise<void> {
  await tx.execute(`delete from access.auth_account where "userId" = $1 and "providerId" = 'credential'`, [id]);
  await tx.execute(
    `insert into access.auth_account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
     values ($1, $2, 'credential', $2, $3, $4, $4)`,
    [newId(clock), id, passwordHash, clock.now()],
  );
}
