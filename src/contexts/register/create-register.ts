import type { Tx } from '../../platform/database/index.ts';
import { textErrors } from '../../platform/plain-text.ts';
import { publishAgreement, saveAgreement } from './agreements/publish-agreement.ts';
import type { ActivityInput, ActivityRevision } from './domain/activity.ts';
import { changesAlong } from './domain/notice-changes.ts';
import { endActivity } from './end-activity.ts';
import { KeptAfterCommit } from './kept-after-commit.ts';
import { loadPack } from './packs/load-pack.ts';
import { previewActivity, previewNotice } from './preview-notice.ts';
import { publishNotice } from './publish-notice.ts';
import { PublishedNotices } from './published-notices.ts';
import type { Register } from './register.ts';
import type { RegisterContext } from './register-context.ts';
import { activityUnknown, agreementUnknown, noticeUnknown, profileRefused } from './register-failures.ts';
import { saveActivity } from './save-activity.ts';
import { saveNotice } from './save-notice.ts';
import { seedBuiltIns } from './seed-built-ins.ts';
import { setAssessmentState, setContractState, setSubEntrustmentState } from './set-states.ts';
import {
  expectInForce,
  findActivity,
  findInForce,
  findRevision,
  findStateAsTold,
  findStateVersion,
  listActivities,
  listActReceipts,
  listRevisions,
} from './store/activities.ts';
import { findAgreement, listAgreements, lockAgreement } from './store/agreements.ts';
import { findPublication, listNotices, listTelling } from './store/notices.ts';
import { findHandler, listBrands, upsertBrand, upsertHandler } from './store/profiles.ts';

/** The register on PostgreSQL; every operation works in the caller's transaction. */
export function createRegister(context: RegisterContext): Register {
  const published = new PublishedNotices();
  const revisions = new KeptAfterCommit<ActivityRevision>(500);
  const revisionOf = async (tx: Tx, code: string, revision: number) => {
    const found = await revisions.find(tx, `${code}/${revision}`, () => findRevision(tx, code, revision));
    if (found === undefined) throw activityUnknown();
    return found;
  };
  const changing = async <T>(tx: Tx, change: () => Promise<T>): Promise<T> => {
    const result = await change();
    await context.changing?.(tx);
    return result;
  };
  return {
    handler: findHandler,
    async saveHandler(tx, profile) {
      expectPlain(profile);
      await upsertHandler(tx, profile, context.clock.now());
    },
    brands: listBrands,
    async saveBrand(tx, brand) {
      expectPlain(brand);
      await upsertBrand(tx, brand);
    },
    saveActivity: (tx, input) => changing(tx, () => saveActivity(context, tx, input)),
    findActivity,
    async activity(tx, code) {
      const found = await findActivity(tx, code);
      if (found === undefined) throw activityUnknown();
      return found;
    },
    async findActivityAsTold(tx, code) {
      const told = await findStateAsTold(tx, code);
      if (told === undefined) return undefined;
      const { revision, state, publication } = told;
      return { activity: { ...(await revisionOf(tx, code, revision)), ...state }, publication };
    },
    activityRevision: revisionOf,
    activities: listActivities,
    endActivity: (tx, entry) => changing(tx, () => endActivity(context, tx, entry)),
    inForce: findInForce,
    expectInForce,
    seedBuiltIns: (tx) => changing(tx, () => seedBuiltIns(context, tx)),
    setAssessmentState: (tx, entry) => changing(tx, () => setAssessmentState(context, tx, entry)),
    setContractState: (tx, entry) => changing(tx, () => setContractState(context, tx, entry)),
    setSubEntrustmentState: (tx, entry) => changing(tx, () => setSubEntrustmentState(context, tx, entry)),
    loadPack: (tx, packs, code) => changing(tx, () => loadPack(context, tx, packs, code)),
    saveAgreement,
    publishAgreement: (tx, code) => publishAgreement(context, tx, code),
    async agreement(tx, code, version) {
      const found = await findAgreement(tx, code, version);
      if (found === undefined) throw agreementUnknown();
      return found;
    },
    agreements: listAgreements,
    async agreementDraft(tx, code) {
      const found = await lockAgreement(tx, code);
      if (found === undefined) throw agreementUnknown();
      return found.draft;
    },
    saveNotice,
    publishNotice: (tx, code) => changing(tx, () => publishNotice(context, tx, code)),
    previewNotice: (tx, code) => previewNotice(context, tx, code),
    previewActivity: (tx, input) => previewActivity(context, tx, input),
    async changesTo(tx, code, from, proposed) {
      const current = await findActivity(tx, code);
      if (current === undefined) throw activityUnknown();
      const along: ActivityInput[] = await listRevisions(tx, code, from, current.revision);
      return changesAlong(proposed === undefined ? along : [...along, proposed]);
    },
    noticeHash: (tx, code, version) => published.hash(tx, code, version),
    async notice(tx, code, version) {
      const found = await published.find(tx, code, version);
      if (found === undefined) throw noticeUnknown();
      return found;
    },
    notices: listNotices,
    actReceipts: listActReceipts,
    noticesTelling: listTelling,
    stateVersion: findStateVersion,
    publicationOf: async (tx, activity) => (await findPublication(tx, activity)) ?? null,
    async changesBetween(tx, activity, from, to) {
      return changesAlong(await listRevisions(tx, activity, from, to));
    },
  };
}

function expectPlain(texts: object): void {
  const errors = textErrors(texts);
  if (errors.length > 0) throw profileRefused(errors);
}
