import type { Tx } from '../../../platform/database/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { experimentEnded, experimentInvalid, experimentTaken, experimentUnknown } from '../capture-failures.ts';
import { consentsOf } from '../domain/form-definition.ts';
import {
  type Experiment,
  endExperiment,
  findExperiment,
  insertExperiment,
  listExperiments,
} from '../store/experiment-store.ts';
import { findForm } from '../store/form-store.ts';
import { listSiteKeys } from '../store/site-key-store.ts';
import { variantText } from './assign-wording.ts';
import { checkPlan, type PlanFacts } from './check-plan.ts';
import { type ExperimentResult, experimentResult } from './experiment-result.ts';
import type { ExperimentPlan } from './variant.ts';

/** Experiments with wordings and layouts (授权经营, decision 0064). */
export interface Experiments {
  /** Starts an experiment. Throws `capture.experiment-invalid` (422) with every reason of the lint, or `capture.experiment-taken` (409). */
  startExperiment(tx: Tx, input: { plan: ExperimentPlan; by: string }): Promise<Experiment>;
  experiments(tx: Tx): Promise<Experiment[]>;
  /** An experiment and what may be said about it; ends it once every variant has what it needs, so that nobody goes on looking until it pleases. */
  experimentResult(tx: Tx, code: string): Promise<{ experiment: Experiment; result: ExperimentResult }>;
  endExperiment(tx: Tx, input: { code: string; why: string; by: string }): Promise<void>;
  /** The texts of wordings that presentations name ("experiment/variant"), as their hashes in evidence were taken; those that are not there are left out. */
  wordingTexts(tx: Tx, ids: readonly string[]): Promise<string[]>;
}

/** Puts the operations together. */
export function experimentOperations(deps: CaptureDeps): Experiments {
  return {
    startExperiment: async (tx, { plan, by }) => {
      const errors = checkPlan(plan, await factsOf(tx, plan));
      if (errors.length > 0) throw experimentInvalid(errors);
      if (!(await insertExperiment(tx, plan, deps.clock.now(), by))) throw experimentTaken();
      return found(tx, plan.code);
    },
    experiments: listExperiments,
    experimentResult: (tx, code) => resultOf(deps, tx, code),
    endExperiment: async (tx, { code, why, by }) => {
      await found(tx, code);
      if (!(await endExperiment(tx, code, { at: deps.clock.now(), by, why }))) throw experimentEnded();
    },
    wordingTexts,
  };
}

async function factsOf(tx: Tx, plan: ExperimentPlan): Promise<PlanFacts> {
  if ('form' in plan.target) {
    const form = await findForm(tx, plan.target.form);
    const consents = form === undefined ? [] : consentsOf(form);
    return {
      controls: form === undefined ? undefined : consents.map(({ control }) => control),
      activities: form === undefined ? undefined : consents.flatMap(({ activities }) => activities),
    };
  }
  const { site: code } = plan.target;
  const site = (await listSiteKeys(tx)).find((each) => each.code === code && each.revokedAt === null);
  return { controls: undefined, activities: site?.activities };
}

async function resultOf(deps: CaptureDeps, tx: Tx, code: string) {
  const experiment = await found(tx, code);
  const { activity, startedAt, endedAt } = experiment;
  // Also what was shown in this very millisecond.
  const to = endedAt ?? new Date(deps.clock.now().getTime() + 1);
  const counts = await deps.gate.wordingCounts(tx, { experiment: code, activity, from: startedAt, to });
  const result = experimentResult(experiment, counts);
  if (!result.enough || endedAt !== null) return { experiment, result };
  await endExperiment(tx, code, { at: to, by: 'system', why: 'enough' });
  return { experiment: await found(tx, code), result };
}

async function found(tx: Tx, code: string): Promise<Experiment> {
  const experiment = await findExperiment(tx, code);
  if (experiment === undefined) throw experimentUnknown();
  return experiment;
}

async function wordingTexts(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const wanted = new Set(ids);
  const texts: string[] = [];
  for (const code of new Set(ids.map((id) => id.split('/', 1)[0] ?? ''))) {
    const experiment = await findExperiment(tx, code);
    for (const variant of experiment?.variants ?? [])
      if (wanted.has(`${code}/${variant.code}`)) texts.push(variantText(variant));
  }
  return texts;
}
