import type { Tx } from '../../platform/database/index.ts';
import { distinctOrdinals } from './distinct-ordinals.ts';
import type { Moment } from './domain/activity-case.ts';
import type { MessageFacts, PopulationDecision, PopulationRequest } from './domain/decision.ts';
import { GATE_RULES } from './domain/gate-rules.ts';
import type { PersonVerdict } from './domain/judge-person.ts';
import type { PersonState } from './domain/person-state.ts';
import { PopulationSorting } from './domain/population-answer.ts';
import type { GateContext } from './gate-context.ts';
import { TupleJudge } from './judge-many.ts';
import { type CaseQuestion, completeCase, openCase, withAsks, withExports } from './open-case.ts';
import { unsealBirth } from './register-subjects.ts';
import { readPersonStates, type Whose } from './store/read-person-states.ts';
import { highestOrdinal } from './store/subjects.ts';
import { Turn } from './turn.ts';

/** The message that reach assumes while there is none: one that names its sender and offers the way out. The send is judged with its own. */
export const WELL_FORMED_MESSAGE: MessageFacts = { senderIdentity: true, optOutIncluded: true };

/** People read from PostgreSQL at a time. So few are also read without asking memory about another instant, which looks through everybody there. */
const SLICE = 500;

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
  const turn = new Turn();
  const ordinals = request.ordinals === 'all' ? 'all' : await distinctOrdinals(request.ordinals, turn);
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
  const few = request.at !== undefined && ordinals !== 'all' && ordinals.length <= SLICE;
  const sorted = tx.waiting || few ? undefined : await context.columns?.sort(question, ordinals, request.at);
  const sorting = sorted?.sorting ?? new PopulationSorting();
  const named = ordinals !== 'all';
  await sortRead(context, tx, question, { ordinals: sorted?.left ?? ordinals, named }, request.at, sorting, turn);
  return sorting.result();
}

/** People to read, and whether the caller named them: of everybody, nobody is missed. */
interface Asked {
  readonly ordinals: ArrayLike<number> | 'all';
  readonly named: boolean;
}

// Reads these people in slices and sorts them: however many they are, memory holds a slice, and others have their turn.
async function sortRead(
  context: GateContext,
  tx: Tx,
  question: CaseQuestion,
  { ordinals, named }: Asked,
  asOf: Date | undefined,
  sorting: PopulationSorting,
  turn: Turn,
): Promise<void> {
  if (ordinals.length === 0) return;
  const { activity, channel } = question;
  const moment: Moment = { at: asOf ?? context.clock.now(), live: asOf === undefined };
  let opened = await openCase(context, tx, question);
  const tuples = new TupleJudge(context.judge, moment);
  for await (const slice of slicesOf(tx, ordinals)) {
    const query = { activity, channel, asOf: asOf ?? null, ordinals: slice };
    const states = await readPersonStates(tx, query, (sealed) => unsealBirth(context, sealed));
    // Memory also leaves those whom a transaction was making known that has been taken back: they are nobody.
    if (named && !('from' in slice)) sortUnknown(slice, states, sorting);
    if (opened === undefined) {
      const unknown = sorting.under(GATE_RULES.activityUnknown);
      for (const state of states) unknown.add(state.ordinal);
      continue;
    }
    const completed = await completeCase(context, tx, opened, states);
    const asked = await withExports(tx, completed, await withAsks(tx, completed, states), moment.at);
    opened = asked.theCase;
    for (const state of asked.states) {
      sortOne(tuples.verdict(asked.theCase, state), state.ordinal, sorting);
      if (turn.over) await turn.pass();
    }
  }
}

// Everybody by ranges of ordinals, which lie close together; others as they are named.
async function* slicesOf(tx: Tx, ordinals: ArrayLike<number> | 'all'): AsyncGenerator<Whose> {
  if (ordinals === 'all') {
    const end = await highestOrdinal(tx);
    for (let from = 1; from <= end; from += SLICE) yield { from, to: from + SLICE };
  } else {
    for (let from = 0; from < ordinals.length; from += SLICE)
      yield Array.from({ length: Math.min(SLICE, ordinals.length - from) }, (_, at) => ordinals[from + at] as number);
  }
}

function sortUnknown(slice: readonly number[], states: readonly PersonState[], sorting: PopulationSorting): void {
  if (states.length === slice.length) return;
  const known = new Set(states.map(({ ordinal }) => ordinal));
  const people = sorting.under(GATE_RULES.personUnknown);
  for (const ordinal of slice) if (!known.has(ordinal)) people.add(ordinal);
}

function sortOne(verdict: PersonVerdict, ordinal: number, sorting: PopulationSorting): void {
  const reason = verdict.reasons[0];
  if (verdict.outcome === 'deny' && reason === undefined) throw new Error('a denial without a reason');
  const group = verdict.outcome === 'deny' && reason !== undefined ? sorting.under(reason) : sorting.allowed;
  group.add(ordinal);
}
