import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import type { PersonCaller } from '../../platform/http/index.ts';
import { agreeToActivity, type Question, showQuestion } from './agree.ts';
import { collectedList } from './collected-list.ts';
import type { CollectedRow } from './domain/collected-list.ts';
import { type HeldField, heldFields, showField } from './held-fields.ts';
import { type ActivityPeriod, issueActivityBundle } from './issue-activity-bundle.ts';
import { type BundleChoice, issueBundle } from './issue-bundle.ts';
import { listUses, type UseLine } from './list-uses.ts';
import { openLoginCode } from './open-login-code.ts';
import { openSession } from './open-session.ts';
import { type Overview, overview } from './overview.ts';
import { type OwnChild, ownChildren, withdrawForChild } from './own-children.ts';
import { correctOwnField, deleteOwnField, ownHandFields } from './own-corrections.ts';
import { deleteTag, type OwnTag, ownTags } from './own-tags.ts';
import { collectBundle, prepareBundles } from './prepare-bundles.ts';
import { readConsentReceipt } from './read-consent-receipt.ts';
import { personsOfSession, resolveSession } from './resolve-session.ts';
import type { RightsContext } from './rights-context.ts';
import { noSession } from './rights-failures.ts';
import { objectToUse, withdrawActivity } from './say-no.ts';
import { startLogin } from './start-login.ts';
import { deleteSession, type LoginChannel, type SessionRow, sessionById } from './store/login-store.ts';
import { endWaiting, waitForLogin } from './wait-for-login.ts';

/** What a person can do about their information, and the bundles that prove it. `persons` are the records proven to be theirs. */
export interface Rights {
  startLogin(tx: Tx, input: { channel: LoginChannel; address: string }): Promise<{ challenge: string }>;
  /** What the job `rights.waiting-login` does. */
  endWaitingLogin(tx: Tx, challenge: string): Promise<void>;
  openLoginCode(
    tx: Tx,
    challenge: string,
  ): Promise<{ person: string; channel: LoginChannel; code: string } | undefined>;
  openSession(
    tx: Tx,
    input: { challenge: string; code: string },
  ): Promise<{ token: string; expiresAt: Date } | undefined>;
  resolveSession(tx: Tx, token: string): Promise<PersonCaller | undefined>;
  closeSession(tx: Tx, session: string): Promise<void>;
  overview(tx: Tx, persons: readonly string[]): Promise<Overview>;
  /** What was collected in the last `days`, or ever (已收集个人信息清单). */
  collectedList(tx: Tx, persons: readonly string[], days: number | null): Promise<CollectedRow[]>;
  now(): Date;
  /** Children in the person's care, with what stands for them; taking it back for one of them. */
  ownChildren(tx: Tx, persons: readonly string[]): Promise<OwnChild[]>;
  withdrawForChild(
    tx: Tx,
    persons: readonly string[],
    input: { guardianship: string; activity: string },
  ): Promise<{ receipt: string }>;
  heldFields(tx: Tx, persons: readonly string[]): Promise<HeldField[]>;
  showField(tx: Tx, session: string, field: string): Promise<{ value: string }>;
  /** What the person of a session may correct or delete themselves. */
  ownHandFields(tx: Tx, session: string): Promise<readonly string[]>;
  /** Corrects or deletes a value on every record of the person (PIPL 46, 47). */
  correctField(tx: Tx, session: string, wish: { field: string; value: string }): Promise<{ receipt: string }>;
  deleteField(tx: Tx, session: string, field: string): Promise<{ receipt: string }>;
  /** The tags of these records, as they are given now; reading them is a use with its receipt. */
  ownTags(tx: Tx, persons: readonly string[]): Promise<OwnTag[]>;
  /** Deletes a tag everywhere; nobody gives it again. */
  deleteTag(tx: Tx, persons: readonly string[], code: string): Promise<{ receipt: string }>;
  listUses(
    tx: Tx,
    persons: readonly string[],
    page: { limit: number; cursor?: string },
  ): Promise<{ items: UseLine[]; next: string | null }>;
  withdrawActivity(tx: Tx, persons: readonly string[], activity: string): Promise<{ receipt: string }>;
  objectToUse(
    tx: Tx,
    persons: readonly string[],
    kind: 'unsubscribe' | 'restrict' | 'personalisation',
  ): Promise<{ receipt: string }>;
  showQuestion(
    tx: Tx,
    persons: readonly string[],
    input: { activity: string; locale: 'zh-CN' | 'en' },
  ): Promise<Question>;
  agreeToActivity(
    tx: Tx,
    persons: readonly string[],
    input: { activity: string; presentations: Question['presentations'] },
  ): Promise<{ receipt: string }>;
  /** A consent receipt as JSON-LD; with `persons` only one of theirs. */
  consentReceipt(
    tx: Tx,
    input: { id: string; publicUrl: string; persons?: readonly string[] },
  ): Promise<Readonly<Record<string, unknown>>>;
  /** The self-contained evidence bundle of one person as JSON text. Runs transactions of its own, like the next two. */
  bundle(person: string, choice?: BundleChoice): Promise<string>;
  /** The bundle of an activity in a period; `by` is who asks. */
  activityBundle(period: ActivityPeriod, by: string, choice?: BundleChoice): Promise<string>;
  /** Prepares bundles for the person's own link, good for 24 hours. */
  prepareBundles(persons: readonly string[]): Promise<{ urls: string[] }>;
  collectBundle(tx: Tx, token: string): Promise<string>;
}

/** Opens the rights context. */
export function createRights(context: RightsContext): Rights {
  return {
    startLogin: (tx, input) =>
      startLogin(context, tx, input).catch((error: unknown) => {
        // Thrown before anything was written.
        if (error instanceof Failure && error.code === 'keyring.sealed') return waitForLogin(context, tx, input);
        throw error;
      }),
    endWaitingLogin: (tx, challenge) => endWaiting(context, tx, challenge),
    openLoginCode: (tx, challenge) => openLoginCode(context, tx, challenge),
    openSession: (tx, input) => openSession(context, tx, input),
    resolveSession: (tx, token) => resolveSession(context, tx, token),
    closeSession: (tx, session) => deleteSession(tx, session),
    overview: (tx, persons) => overview(context, tx, persons),
    collectedList: (tx, persons, days) => collectedList(context, tx, persons, days),
    now: () => context.clock.now(),
    ownChildren: (tx, persons) => ownChildren(context, tx, persons),
    withdrawForChild: (tx, persons, input) => withdrawForChild(context, tx, persons, input),
    heldFields: (tx, persons) => heldFields(context, tx, persons),
    showField: async (tx, session, field) => showField(context, tx, await sessionOf(context, tx, session), field),
    ownHandFields: async (tx, session) => ownHandFields(await sessionOf(context, tx, session)),
    correctField: async (tx, session, wish) =>
      correctOwnField(context, tx, await sessionOf(context, tx, session), wish),
    deleteField: async (tx, session, field) =>
      deleteOwnField(context, tx, await sessionOf(context, tx, session), field),
    ownTags: (tx, persons) => ownTags(context, tx, persons),
    deleteTag: (tx, persons, code) => deleteTag(context, tx, persons, code),
    listUses: (tx, persons, page) => listUses(context, tx, persons, page),
    withdrawActivity: (tx, persons, activity) => withdrawActivity(context, tx, persons, activity),
    objectToUse: (tx, persons, kind) => objectToUse(context, tx, persons, kind),
    showQuestion: (tx, persons, input) => showQuestion(context, tx, persons, input),
    agreeToActivity: (tx, persons, input) => agreeToActivity(context, tx, persons, input),
    consentReceipt: (tx, input) => readConsentReceipt(context, tx, input),
    bundle: (person, choice) => issueBundle(context, person, choice),
    activityBundle: (period, by, choice) => issueActivityBundle(context, period, by, choice),
    prepareBundles: (persons) => prepareBundles(context, persons),
    collectBundle: (tx, token) => collectBundle(context, tx, token),
  };
}

async function sessionOf(context: RightsContext, tx: Tx, session: string): Promise<SessionRow> {
  const row = await sessionById(tx, session);
  if (row === undefined) throw noSession();
  return { ...row, persons: await personsOfSession(context, tx, row) };
}
