import type { Database, Outcome, Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import type { ActivityInput } from '../register/index.ts';
import type { InboxKey } from '../vault/index.ts';
import { type AgentCall, beginCall, finishCall } from './assisted/agent-call.ts';
import { lookAtCode, makeCounterCode, openCode } from './assisted/counter-codes.ts';
import { openScan } from './assisted/open-scan.ts';
import { beginBatch, finishBatch, type KeyedSheet, keySheet, lookAgain } from './assisted/paper.ts';
import type { ReadAgain } from './assisted/read-again.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { siteUnknown, takesNothingNow } from './capture-failures.ts';
import { type ConfirmResult, confirmationOfLink, confirmByCode, confirmByLink } from './confirm-address.ts';
import type { FormDefinition } from './domain/form-definition.ts';
import { linkToken, readLinkToken } from './domain/link-token.ts';
import type { SiteKey, SiteKeyInput } from './domain/site-key.ts';
import { erasePerson } from './erase-person.ts';
import { type Experiments, experimentOperations } from './experiments/experiments.ts';
import { openAnswer, pageKey } from './inbox/open-answer.ts';
import { type AnsweredForm, sealedSubmission, sealSubmission } from './inbox/seal-submission.ts';
import {
  type NoteStaffAct,
  type RefusalWord,
  refuseSetAside,
  retrySetAside,
  type SetAsideSubmission,
  setAsideSubmissions,
} from './inbox/set-aside.ts';
import { settleSealed } from './inbox/settle-sealed.ts';
import { issueConfirmation } from './issue-confirmation.ts';
import { CONFIRMATION_KEY, type OpenedConfirmation, openConfirmation } from './open-confirmation.ts';
import { type Locale, type PresentedForm, presentForm, type ShownForm, showForm } from './present-form.ts';
import { type ActivityCost, previewActivityCost, previewNoticeCost } from './preview-cost.ts';
import { assertForm, saveForm } from './save-form.ts';
import { answerOnSites, type SiteAnswered, type SiteAnswers } from './sites/answer-on-sites.ts';
import { describeSite, type SiteDescription } from './sites/describe-site.ts';
import { makeSiteKey } from './sites/make-site-key.ts';
import { presentOnSites, presentToStrangers, type SiteAsked, type SitePresentation } from './sites/present-on-sites.ts';
import type { SiteCaller } from './sites/site-caller.ts';
import { SiteCodes } from './sites/site-codes.ts';
import { SiteQuota } from './sites/site-quota.ts';
import { withdrawOnSite } from './sites/withdraw-on-site.ts';
import type { Confirmation, ConfirmationChannel } from './store/confirmation-store.ts';
import { newestConfirmation } from './store/confirmation-store.ts';
import { type CounterCode, findCode } from './store/counter-store.ts';
import { findForm, listForms, type StoredForm } from './store/form-store.ts';
import { listBatches, type PaperBatch, type PaperSheet, sheetsOf } from './store/paper-store.ts';
import type { SealedSubmission } from './store/sealed-submission-store.ts';
import { findSiteKeys, listSiteKeys, revokeSiteKey } from './store/site-key-store.ts';
import { findSubmission, type Submission } from './store/submission-store.ts';
import { type SubmitResult, submitForm } from './submit-form.ts';
import { readUnsubscribeToken, type UnsubscribeTarget, unsubscribe, unsubscribeToken } from './unsubscribe.ts';

/** Capture: where people are told and answer. Forms, confirmations of addresses, unsubscribe links. */
export interface Capture extends Experiments {
  /** Where people reach this server, without a slash at the end. */
  readonly publicUrl: string;
  saveForm(
    tx: Tx,
    input: { form: FormDefinition; active: boolean; by: string },
  ): Promise<{ code: string; url: string }>;
  form(tx: Tx, code: string): Promise<StoredForm | undefined>;
  forms(tx: Tx): Promise<(StoredForm & { submissions: number; granted: number })[]>;
  /** What a form would look like; refused like saving it, and nothing is recorded as shown. */
  previewForm(tx: Tx, form: FormDefinition): Promise<ShownForm>;
  /** Whom publishing the draft of a notice asks again, counted through the gate, and where they are met; nothing is stored. */
  noticeCost(tx: Tx, notice: string): Promise<ActivityCost[]>;
  /** The same for one activity, as `proposed` would revise it. */
  activityCost(tx: Tx, change: { activity: string; proposed?: ActivityInput }): Promise<ActivityCost>;
  presentForm(
    tx: Tx,
    input: { code: string; session: string; locale: Locale; choosing?: boolean },
  ): Promise<PresentedForm>;
  submitForm(
    tx: Tx,
    input: { code: string; session: string | undefined; body: Readonly<Record<string, unknown>> },
  ): Promise<SubmitResult>;
  /** The public key that pages of forms carry, if there is one. */
  pageKey(tx: Tx): Promise<InboxKey | undefined>;
  /** What a browser sealed, opened; see `openAnswer`. */
  openAnswer(form: string, body: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  setAsideSubmissions(tx: Tx): Promise<SetAsideSubmission[]>;
  retrySetAside(tx: Tx, id: string, by: string, note: NoteStaffAct): Promise<void>;
  refuseSetAside(tx: Tx, refusal: { id: string; word: RefusalWord; by: string }, note: NoteStaffAct): Promise<void>;
  /** Keeps an answered form sealed until the root key is back; throws `keyring.sealed` where there is no inbox. */
  sealSubmission(tx: Tx, answered: AnsweredForm): Promise<{ token: string }>;
  sealedSubmission(tx: Tx, token: string): Promise<SealedSubmission | undefined>;
  /** Opens what waits, in transactions of its own; how many were settled. */
  settleSealed(database: Database): Promise<number>;
  /** The token of the page after a submission, and back. */
  submissionToken(submission: string): string;
  submissionOfToken(tx: Tx, token: string): Promise<Submission | undefined>;
  issueConfirmation(
    tx: Tx,
    input: { person: string; channel: ConfirmationChannel; submission?: string; form?: string },
  ): Promise<{ id: string }>;
  openConfirmation(tx: Tx, id: string): Promise<OpenedConfirmation | undefined>;
  /** The newest confirmation of a person's channel, if any was issued. */
  newestConfirmation(tx: Tx, person: string, channel: ConfirmationChannel): Promise<Confirmation | undefined>;
  confirmByCode(tx: Tx, input: { person: string; channel: ConfirmationChannel; code: string }): Promise<ConfirmResult>;
  confirmationOfLink(tx: Tx, token: string): Promise<Confirmation>;
  confirmByLink(tx: Tx, token: string): Promise<ConfirmResult>;
  unsubscribeToken(target: UnsubscribeTarget): string;
  readToken(token: string): UnsubscribeTarget | undefined;
  unsubscribe(tx: Tx, input: { token: string; by: 'unsubscribe-page' | 'one-click' }): Promise<Receipt>;
  /** Makes a publishable key of a site or a mini-program. */
  makeSiteKey(tx: Tx, input: { site: SiteKeyInput; by: string }): Promise<SiteKey>;
  siteKeys(tx: Tx): Promise<SiteKey[]>;
  /** In force with the key's next request. Throws `capture.site-unknown`. */
  revokeSiteKey(tx: Tx, input: { code: string; by: string }): Promise<void>;
  /** The origins of a key; undefined when there is none, or it was revoked. */
  siteOrigins(tx: Tx, key: string): Promise<readonly string[] | undefined>;
  describeSite(tx: Tx, key: string): Promise<SiteDescription>;
  /** What pages are about to show to sessions that nobody knows, by reading alone; `known` for the others. */
  presentToStrangers(tx: Tx, all: readonly SitePresentation[]): Promise<Outcome<SiteAsked | 'known'>[]>;
  /** What pages are about to show, many at once, each with an outcome of its own. */
  presentOnSites(tx: Tx, all: readonly SitePresentation[]): Promise<Outcome<SiteAsked>[]>;
  answerOnSites(tx: Tx, all: readonly SiteAnswers[]): Promise<Outcome<SiteAnswered>[]>;
  withdrawOnSite(tx: Tx, said: SiteCaller & { readonly activity: string }): Promise<Receipt>;
  /** A one-time code by which a customer at a counter answers a form on their own phone. */
  makeCounterCode(
    tx: Tx,
    input: { form: string; place: string; by: string },
  ): Promise<{ id: string; url: string; expiresAt: Date }>;
  counterCode(tx: Tx, id: string): Promise<CounterCode | undefined>;
  lookAtCode(tx: Tx, token: string): Promise<CounterCode>;
  openCode(tx: Tx, input: { token: string; session: string }): Promise<string>;
  /** A call: the words to say, compiled from the notice; and what was answered, once every sentence was said. */
  beginCall(
    tx: Tx,
    input: { readonly form: string; readonly locale: Locale; readonly mobile?: string },
  ): Promise<AgentCall>;
  finishCall(tx: Tx, input: Parameters<typeof finishCall>[2]): Promise<{ submission: string; person: string }>;
  /** Paper in batches, with a second look where a guardian signed or a separate consent is given. */
  beginBatch(tx: Tx, input: Parameters<typeof beginBatch>[2]): Promise<PaperBatch>;
  keySheet(tx: Tx, input: { batch: string; sheet: KeyedSheet; by: string }): Promise<PaperSheet>;
  lookAgain(
    tx: Tx,
    input: { sheet: string; agrees: boolean; reason?: string; by: string } & ReadAgain,
  ): Promise<PaperSheet>;
  finishBatch(tx: Tx, input: { batch: string; by: string }): Promise<void>;
  paperBatches(tx: Tx): Promise<PaperBatch[]>;
  paperSheets(tx: Tx, batch: string): Promise<PaperSheet[]>;
  openScan(tx: Tx, input: { sheet: string; by: string }): Promise<{ type: string; bytes: Buffer }>;
  /** Removes a person; doing it again changes nothing. */
  erasePerson(tx: Tx, person: string): Promise<void>;
}

/** Puts the context together. */
export function createCapture(deps: CaptureDeps): Capture {
  const key = () => deps.service.key(CONFIRMATION_KEY);
  return {
    publicUrl: deps.publicUrl,
    saveForm: (tx, input) => saveForm(deps, tx, input),
    form: findForm,
    forms: listForms,
    previewForm: async (tx, form) => {
      await assertForm(deps, tx, form);
      return showForm(deps, tx, form);
    },
    noticeCost: (tx, notice) => previewNoticeCost(deps, tx, notice),
    activityCost: (tx, change) => previewActivityCost(deps, tx, change),
    presentForm: (tx, input) => presentForm(deps, tx, input),
    submitForm: (tx, input) => submitForm(deps, tx, input),
    ...inboxOperations(deps),
    submissionToken: (submission) => linkToken(key(), 'submission', submission),
    submissionOfToken: async (tx, token) => {
      const id = readLinkToken(key(), 'submission', token);
      return id === undefined ? undefined : findSubmission(tx, id);
    },
    issueConfirmation: (tx, input) => issueConfirmation(deps, tx, input),
    openConfirmation: (tx, id) => openConfirmation(deps, tx, id),
    newestConfirmation,
    confirmByCode: (tx, input) => confirmByCode(deps, tx, input),
    confirmationOfLink: (tx, token) => confirmationOfLink(deps, tx, token),
    confirmByLink: (tx, token) => confirmByLink(deps, tx, token),
    unsubscribeToken: (target) => unsubscribeToken(deps, target),
    readToken: (token) => readUnsubscribeToken(deps, token),
    unsubscribe: (tx, input) => unsubscribe(deps, tx, input),
    ...experimentOperations(deps),
    ...siteOperations(deps),
    ...assistedOperations(deps),
    erasePerson,
  };
}

type InboxOperations = Pick<
  Capture,
  | 'pageKey'
  | 'openAnswer'
  | 'sealSubmission'
  | 'sealedSubmission'
  | 'settleSealed'
  | 'setAsideSubmissions'
  | 'retrySetAside'
  | 'refuseSetAside'
>;

function inboxOperations(deps: CaptureDeps): InboxOperations {
  return {
    pageKey: (tx) => pageKey(deps, tx),
    setAsideSubmissions,
    retrySetAside,
    refuseSetAside: (tx, refusal, note) => refuseSetAside(deps, tx, refusal, note),
    openAnswer: (form, body) => openAnswer(deps.inbox, form, body),
    sealSubmission: async (tx, answered) => {
      if (deps.inbox === undefined) throw takesNothingNow();
      return sealSubmission(deps, deps.inbox, tx, answered);
    },
    sealedSubmission,
    settleSealed: async (database) => (deps.inbox === undefined ? 0 : settleSealed(deps, deps.inbox, database)),
  };
}

type SiteOperations = Pick<
  Capture,
  | 'makeSiteKey'
  | 'siteKeys'
  | 'revokeSiteKey'
  | 'siteOrigins'
  | 'describeSite'
  | 'presentToStrangers'
  | 'presentOnSites'
  | 'answerOnSites'
  | 'withdrawOnSite'
>;

function siteOperations(deps: CaptureDeps): SiteOperations {
  const kept = { quota: new SiteQuota(deps.clock), codes: new SiteCodes() };
  return {
    makeSiteKey: (tx, input) => makeSiteKey(deps, tx, input),
    siteKeys: listSiteKeys,
    revokeSiteKey: async (tx, { code, by }) => {
      if (!(await revokeSiteKey(tx, code, deps.clock.now(), by))) throw siteUnknown();
    },
    siteOrigins: async (tx, key) => (await findSiteKeys(tx, [key])).get(key)?.origins,
    describeSite: (tx, key) => describeSite(deps, tx, key),
    presentToStrangers: (tx, all) => presentToStrangers(deps, tx, all, kept),
    presentOnSites: (tx, all) => presentOnSites(deps, tx, all, kept),
    answerOnSites: (tx, all) => answerOnSites(deps, tx, all, kept),
    withdrawOnSite: (tx, said) => withdrawOnSite(deps, tx, said),
  };
}

type AssistedOperations = Pick<
  Capture,
  | 'makeCounterCode'
  | 'counterCode'
  | 'lookAtCode'
  | 'openCode'
  | 'beginCall'
  | 'finishCall'
  | 'beginBatch'
  | 'keySheet'
  | 'lookAgain'
  | 'finishBatch'
  | 'paperBatches'
  | 'paperSheets'
  | 'openScan'
>;

function assistedOperations(deps: CaptureDeps): AssistedOperations {
  return {
    makeCounterCode: (tx, input) => makeCounterCode(deps, tx, input),
    counterCode: findCode,
    lookAtCode: (tx, token) => lookAtCode(deps, tx, token),
    openCode: (tx, input) => openCode(deps, tx, input),
    beginCall: (tx, input) => beginCall(deps, tx, input),
    finishCall: (tx, input) => finishCall(deps, tx, input),
    beginBatch: (tx, input) => beginBatch(deps, tx, input),
    keySheet: (tx, input) => keySheet(deps, tx, input),
    lookAgain: (tx, input) => lookAgain(deps, tx, input),
    finishBatch: (tx, input) => finishBatch(deps, tx, input),
    paperBatches: (tx) => listBatches(tx, 100),
    paperSheets: sheetsOf,
    openScan: (tx, input) => openScan(deps, tx, input),
  };
}
