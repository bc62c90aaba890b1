import type { Tx } from '../../platform/database/index.ts';
import type { Activity } from '../register/index.ts';
import type { Moment } from './domain/activity-case.ts';
import type { Decision, DecisionRequest, Reason } from './domain/decision.ts';
import { governingGrant } from './domain/effective.ts';
import { GATE_RULES } from './domain/gate-rules.ts';
import { denied, judgePerson, type PersonVerdict } from './domain/judge-person.ts';
import type { PersonState } from './domain/person-state.ts';
import { explainDecision } from './explain-decision.ts';
import type { GateContext } from './gate-context.ts';
import { completeCase, openCase, withAsks, withExports } from './open-case.ts';
import { unsealBirth } from './register-subjects.ts';
import { readPersonState } from './store/read-person-states.ts';

/**
 * Judges one person for one activity at one instant, from memory when that is known for certain there, else in the transaction. Records
 * nothing. What is not known is denied.
 */
export async function decide(context: GateContext, tx: Tx, request: DecisionRequest): Promise<Decision> {
  // What this transaction keeps back has taken nobody's class away yet: only PostgreSQL, which gets it first, knows.
  const remembered = tx.waiting ? undefined : context.columns?.decide(request);
  if (remembered !== undefined) return remembered;
  const channel = request.channel ?? 'none';
  const opened = await openCase(context, tx, {
    activity: request.activity,
    operation: request.operation,
    channel,
    brand: request.brand ?? null,
    message: request.message ?? null,
    recipient: request.recipient ?? null,
    fields: request.fields,
  });
  const { activity, person } = request;
  const state =
    opened === undefined
      ? undefined
      : await readPersonState(tx, { activity, channel, asOf: request.at ?? null, person }, (sealed) =>
          unsealBirth(context, sealed),
        );
  // The clock is read after the state, so that a no that was read is never later than the moment judged.
  const moment: Moment = { at: request.at ?? context.clock.now(), live: request.at === undefined };
  const told = async (verdict: PersonVerdict, known?: Activity) => {
    const decision = answer(request, verdict, moment, known);
    if (request.explain !== true) return decision;
    return { ...decision, explanation: await explainDecision(context, tx, request, verdict) };
  };
  if (opened === undefined) return told(denied(GATE_RULES.activityUnknown));
  if (state === undefined) return told(denied(GATE_RULES.personUnknown), opened.activity);
  const completed = await completeCase(context, tx, opened, [state]);
  const { theCase, states } = await withExports(tx, completed, await withAsks(tx, completed, [state]), moment.at);
  const [asked = state] = states;
  const decision = await told(judgePerson(context.judge, theCase, asked, moment), theCase.activity);
  return { ...decision, notice: await noticeOf(context, tx, theCase.publication, state, channel, moment) };
}

/** A denial without any reading. */
export function denyAtOnce(request: DecisionRequest, reason: Reason, at: Date): Decision {
  return answer(request, denied(reason), { at, live: true });
}

function answer(
  request: DecisionRequest,
  verdict: PersonVerdict,
  moment: Moment,
  activity?: Pick<Activity, 'basis' | 'revision'>,
): Decision {
  return {
    outcome: verdict.outcome,
    articles: verdict.articles,
    reasons: verdict.reasons,
    conditions: verdict.conditions,
    basis: activity?.basis ?? 'none',
    notice: null,
    decidedAt: moment.at,
    activity: request.activity,
    revision: activity?.revision ?? 0,
  };
}

/** The notice that governs: that of the consent, else where the activity is told. */
export async function noticeOf(
  context: Pick<GateContext, 'register'>,
  tx: Tx,
  publication: { readonly notice: string; readonly version: number; readonly hash: string } | null,
  state: PersonState,
  channel: string,
  moment: Moment,
): Promise<Decision['notice']> {
  const grant = governingGrant(state, channel, moment);
  if (grant !== undefined) {
    const hash = await context.register.noticeHash(tx, grant.notice, grant.noticeVersion);
    return hash === undefined ? null : { code: grant.notice, version: grant.noticeVersion, hash };
  }
  if (publication === null) return null;
  return { code: publication.notice, version: publication.version, hash: publication.hash };
}
