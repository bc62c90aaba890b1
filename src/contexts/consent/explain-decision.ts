import type { Tx } from '../../platform/database/index.ts';
import { DEFAULT_SETTINGS, explain } from '../law/index.ts';
import type { DecisionRequest, Explanation, RecordedAct, Remedy } from './domain/decision.ts';
import type { PersonVerdict } from './domain/judge-person.ts';
import { nextStepOf } from './domain/next-steps.ts';
import type { GateContext } from './gate-context.ts';
import { consentsOf, objectionsOf } from './read-history.ts';

/**
 * Tells the way to a verdict: every rule of the law tried on the same facts, the recorded acts of the person that the facts come from, each with
 * its receipt, and what would make a denial an allow. Records nothing.
 */
export async function explainDecision(
  context: GateContext,
  tx: Tx,
  { person, activity }: DecisionRequest,
  verdict: PersonVerdict,
): Promise<Explanation> {
  const { facts } = verdict;
  const told = facts === null ? undefined : explain(facts, context.lawSettings ?? DEFAULT_SETTINGS);
  const remedies = verdict.outcome === 'deny' ? remediesOf(verdict, told?.remedies ?? []) : [];
  return {
    facts,
    consents: facts?.consents ?? [],
    tried: told?.tried ?? [],
    remedies,
    evidence: await recordedActs(context, tx, person, activity),
  };
}

// The law knows the remedies of its own rules; the gate's rules have their next steps.
function remediesOf({ reasons }: PersonVerdict, ofLaw: readonly Remedy[]): Remedy[] {
  return reasons.flatMap((reason) => {
    const known = ofLaw.find(({ code }) => code === reason.code);
    if (known !== undefined) return [known];
    const step = nextStepOf(reason.code);
    return step === undefined ? [] : [{ code: reason.code, article: reason.article, ...step }];
  });
}

async function recordedActs(context: GateContext, tx: Tx, person: string, activity: string): Promise<RecordedAct[]> {
  const answers = (await consentsOf(context, tx, person)).filter((state) => state.activity === activity);
  const noes = await objectionsOf(tx, person);
  return [
    ...answers.map(({ state, channel, at, receipt }) => ({ act: state, channel, at, receipt })),
    ...noes.map(({ kind, channel, at, receipt }) => ({ act: kind, channel, at, receipt })),
  ];
}
