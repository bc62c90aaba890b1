import type { Tx } from '../../platform/database/index.ts';
import type { Moment } from './domain/activity-case.ts';
import type { MessageFacts, PopulationDecision, PopulationRequest } from './domain/decision.ts';
import { GATE_RULES } from './domain/gate-rules.ts';
import { PopulationSorting } from './domain/population-answer.ts';
import type { GateContext } from './gate-context.ts';
import { judgeMany } from './judge-many.ts';
import { type CaseQuestion, completeCase, openCase, withAsks, withExports } from './open-case.ts';
import { unsealBirth } from './register-subjects.ts';
import { readPersonStates } from './store/read-person-states.ts';

/** The message that reach assumes while there is none: one that names its sender and offers the way out. The send is judged with its own. */
export const WELL_FORMED_MESSAGE: MessageFacts = { senderIdentity: true, optOutIncluded: true };

/**
 * Decides for many people at once; each is allowed or stands under exactly one reason, in the order in which reasons are met. Whom memory knows
 * for certain is sorted there, the others are read in the transaction.
 */
export async function decidePopulation(
  context: GateContext,
  tx: Tx,
  request: PopulationRequest,
): Promise<PopulationDecision> {
  const channel = request.channel ?? 'none';
  const everybody = request.ordinals === 'all';
  const ordinals = request.ordinals === 'all' ? 'all' : Uint32Array.from(new Set(request.ordinals)).sort();
  const question = {
    activity: request.activity,
    operation: request.operation,
    channel,
    brand: request.brand ?? null,
    message: request.message ?? (channel === 'none' ? null : WELL_FORMED_MESSAGE),
    recipient: null,
    fields: request.fields,
  };
  // Memory does not know what this transaction keeps back.
  const sorted = request.at === undefined && !tx.waiting ? await context.columns?.sort(question, ordinals) : undefined;
  const sorting = sorted?.sorting ?? new PopulationSorting();
  const left = sorted?.left ?? (ordinals === 'all' ? ordinals : Array.from(ordinals));
  const found = left.length === 0 ? [] : await sortRead(context, tx, question, left, request.at, sorting);
  if (!everybody && left !== 'all') {
    const known = new Set(found);
    const unknown = left.filter((ordinal) => !known.has(ordinal));
    if (unknown.length > 0) {
      const people = sorting.under(GATE_RULES.personUnknown);
      for (const ordinal of unknown) people.add(ordinal);
    }
  }
  return sorting.result();
}

// Reads these people and sorts them; answers whom it found.
async function sortRead(
  context: GateContext,
  tx: Tx,
  question: CaseQuestion,
  ordinals: readonly number[] | 'all',
  asOf: Date | undefined,
  sorting: PopulationSorting,
): Promise<number[]> {
  const { activity, channel } = question;
  const opened = await openCase(context, tx, question);
  const states = await readPersonStates(tx, { activity, channel, asOf: asOf ?? null, ordinals }, (sealed) =>
    unsealBirth(context, sealed),
  );
  const moment: Moment = { at: asOf ?? context.clock.now(), live: asOf === undefined };
  if (opened === undefined) {
    const unknown = sorting.under(GATE_RULES.activityUnknown);
    for (const state of states) unknown.add(state.ordinal);
    return states.map((state) => state.ordinal);
  }
  const completed = await completeCase(context, tx, opened, states);
  const asked = await withExports(tx, completed, await withAsks(tx, completed, states), moment.at);
  const verdicts = judgeMany(context.judge, asked.theCase, asked.states, moment);
  for (const [index, state] of states.entries()) {
    const verdict = verdicts[index];
    const reason = verdict?.reasons[0];
    if (verdict === undefined || (verdict.outcome === 'deny' && reason === undefined))
      throw new Error('a denial without a reason');
    const group = verdict.outcome === 'deny' && reason !== undefined ? sorting.under(reason) : sorting.allowed;
    group.add(state.ordinal);
  }
  return states.map((state) => state.ordinal);
}
