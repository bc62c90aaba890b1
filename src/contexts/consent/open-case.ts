import { pendingRestoration } from '../../platform/backup/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { NoticeChange } from '../register/index.ts';
import type { ActivityCase, CaseRequest } from './domain/activity-case.ts';
import { exportYear, transferOf } from './domain/export-facts.ts';
import type { PersonState } from './domain/person-state.ts';
import type { GateContext } from './gate-context.ts';
import { asksOf } from './store/asks.ts';
import { countExports, exportedAmong } from './store/exports.ts';

/** The parts of a question that are about the activity. */
export type CaseQuestion = Omit<CaseRequest, 'fields' | 'source'> & {
  readonly activity: string;
  readonly fields: CaseRequest['fields'] | undefined;
  readonly source?: string;
};

/** Reads what the register knows about the activity; undefined when it knows nothing. */
export async function openCase(
  context: Pick<GateContext, 'register'>,
  tx: Tx,
  question: CaseQuestion,
): Promise<Omit<ActivityCase, 'changesSince'> | undefined> {
  const told = await context.register.findActivityAsTold(tx, question.activity);
  if (told === undefined) return undefined;
  const { activity, publication } = told;
  return {
    activity,
    publication,
    restored: (await pendingRestoration(tx)) !== undefined,
    request: {
      operation: question.operation,
      channel: question.channel,
      brand: question.brand,
      message: question.message,
      recipient: question.recipient ?? transferOf(activity, question)?.recipient ?? null,
      fields: question.fields ?? activity.fields.map((each) => each.field),
      source: question.source ?? null,
      ...(question.operatorPermitted === true ? { operatorPermitted: true } : {}),
    },
  };
}

/** Completes a case with what changed since each revision that one of these people was told. */
export async function completeCase(
  context: Pick<GateContext, 'register'>,
  tx: Tx,
  opened: Omit<ActivityCase, 'changesSince'>,
  states: readonly PersonState[],
): Promise<ActivityCase> {
  const { activity, publication } = opened;
  const told = new Set<number>();
  if (publication !== null) told.add(publication.revision);
  for (const state of states) {
    if (state.standing?.revision != null) told.add(state.standing.revision);
    for (const grant of state.grants) told.add(grant.revision);
  }
  const changesSince = new Map<number, readonly NoticeChange[]>();
  for (const revision of told)
    if (revision < activity.revision)
      changesSince.set(revision, await context.register.changesBetween(tx, activity.code, revision, activity.revision));
  return { ...opened, changesSince };
}

/** The case and its people with the year's exports, where an export is what is judged. */
export async function withExports(
  tx: Tx,
  theCase: ActivityCase,
  states: readonly PersonState[],
  at: Date,
): Promise<{ theCase: ActivityCase; states: readonly PersonState[] }> {
  const transfer = transferOf(theCase.activity, theCase.request);
  if (transfer === undefined) return { theCase, states };
  const year = exportYear(at);
  const exports = theCase.exports ?? (await countExports(tx, year, at));
  const ordinals = states.map((state) => state.ordinal);
  const among = await exportedAmong(tx, year, ordinals, at);
  const none = { plain: false, sensitive: false };
  return {
    theCase: { ...theCase, exports },
    states: states.map((state) => ({ ...state, exported: among.get(state.ordinal) ?? none })),
  };
}

/** The same people with when they were asked again, where asking is what is judged. */
export async function withAsks(
  tx: Tx,
  { activity, request }: Pick<ActivityCase, 'activity' | 'request'>,
  states: readonly PersonState[],
): Promise<readonly PersonState[]> {
  if (request.operation !== 'request_consent') return states;
  const asks = await asksOf(
    tx,
    activity.code,
    states.map((state) => state.ordinal),
  );
  return states.map((state) => ({ ...state, asks: asks.get(state.ordinal) ?? [] }));
}
