import type { Tx } from '../../platform/database/index.ts';
import type { Moment } from './domain/activity-case.ts';
import type { Exclusion, MessageFacts, PopulationDecision, PopulationRequest, Reason } from './domain/decision.ts';
import { GATE_RULES } from './domain/gate-rules.ts';
import { nextStepOf } from './domain/next-steps.ts';
import type { GateContext } from './gate-context.ts';
import { judgeMany } from './judge-many.ts';
import { completeCase, openCase } from './open-case.ts';
import { unsealBirth } from './register-subjects.ts';
import { readPersonStates } from './store/read-person-states.ts';

/** The message that reach assumes while there is none: one that names its sender and offers the way out. The send is judged with its own. */
export const WELL_FORMED_MESSAGE: MessageFacts = { senderIdentity: true, optOutIncluded: true };

/** Decides for many people at once; each is allowed or stands under exactly one reason, in the order in which reasons are met. */
export async function decidePopulation(
  context: GateContext,
  tx: Tx,
  request: PopulationRequest,
): Promise<PopulationDecision> {
  const channel = request.channel ?? 'none';
  const ordinals = request.ordinals === 'all' ? 'all' : [...new Set(request.ordinals)].sort((a, b) => a - b);
  const opened = await openCase(context, tx, {
    activity: request.activity,
    operation: request.operation,
    channel,
    brand: request.brand ?? null,
    message: request.message ?? (channel === 'none' ? null : WELL_FORMED_MESSAGE),
    recipient: null,
    fields: request.fields,
  });
  const states = await readPersonStates(
    tx,
    { activity: request.activity, channel, asOf: request.at ?? null, ordinals },
    (sealed) => unsealBirth(context, sealed),
  );
  const moment: Moment = { at: request.at ?? context.clock.now(), live: request.at === undefined };
  const sorting = new Sorting();
  if (opened === undefined) for (const state of states) sorting.exclude(GATE_RULES.activityUnknown, state.ordinal);
  else {
    const theCase = await completeCase(context, tx, opened, states);
    const verdicts = judgeMany(context.judge, theCase, states, moment);
    for (const [index, state] of states.entries()) {
      const verdict = verdicts[index];
      const reason = verdict?.reasons[0];
      if (verdict === undefined || (verdict.outcome === 'deny' && reason === undefined))
        throw new Error('a denial without a reason');
      if (verdict.outcome === 'deny' && reason !== undefined) sorting.exclude(reason, state.ordinal);
      else sorting.allow(state.ordinal);
    }
  }
  if (ordinals !== 'all') {
    const found = new Set(states.map((state) => state.ordinal));
    for (const ordinal of ordinals) if (!found.has(ordinal)) sorting.exclude(GATE_RULES.personUnknown, ordinal);
  }
  return sorting.result();
}

class Sorting {
  readonly #allowed: number[] = [];
  readonly #excluded = new Map<string, { reason: Reason; ordinals: number[] }>();

  allow(ordinal: number): void {
    this.#allowed.push(ordinal);
  }

  exclude(reason: Reason, ordinal: number): void {
    const same = this.#excluded.get(reason.code);
    if (same === undefined) this.#excluded.set(reason.code, { reason, ordinals: [ordinal] });
    else same.ordinals.push(ordinal);
  }

  result(): PopulationDecision {
    const excluded: Exclusion[] = [...this.#excluded.values()]
      .map(({ reason, ordinals }) => {
        const nextStep = nextStepOf(reason.code);
        return {
          ...reason,
          count: ordinals.length,
          ordinals: Uint32Array.from(ordinals),
          ...(nextStep === undefined ? {} : { nextStep }),
        };
      })
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
    return { allowed: Uint32Array.from(this.#allowed), excluded };
  }
}
