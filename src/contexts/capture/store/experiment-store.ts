import type { Tx } from '../../../platform/database/index.ts';
import type { ExperimentPlan, ExperimentTarget } from '../experiments/variant.ts';

/** An experiment as it is kept. */
export interface Experiment extends ExperimentPlan {
  readonly startedAt: Date;
  readonly startedBy: string;
  readonly endedAt: Date | null;
  /** "enough" when each variant had what it needed; otherwise who ended it said why. */
  readonly endedWhy: string | null;
}

interface Row {
  plan: ExperimentPlan;
  startedAt: Date;
  startedBy: string;
  endedAt: Date | null;
  endedWhy: string | null;
}

const COLUMNS =
  'plan, started_at as "startedAt", started_by as "startedBy", ended_at as "endedAt", ended_why as "endedWhy"';

/** "form:CODE" or "site:CODE". */
export function targetName(target: ExperimentTarget): string {
  return 'form' in target ? `form:${target.form}` : `site:${target.site}`;
}

const experimentOf = ({ plan, ...rest }: Row): Experiment => ({ ...plan, ...rest });

/** Starts an experiment; false when the code is taken, or another one runs there. */
export async function insertExperiment(tx: Tx, plan: ExperimentPlan, at: Date, by: string): Promise<boolean> {
  const rows = await tx.query(
    `insert into capture.experiment (code, target, plan, started_at, started_by) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning 1`,
    [plan.code, targetName(plan.target), JSON.stringify(plan), at, by],
  );
  return rows.length > 0;
}

export async function listExperiments(tx: Tx): Promise<Experiment[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from capture.experiment order by started_at desc, code limit 200`,
  );
  return rows.map(experimentOf);
}

export async function findExperiment(tx: Tx, code: string): Promise<Experiment | undefined> {
  const row = await tx.first<Row>(`select ${COLUMNS} from capture.experiment where code = $1`, [code]);
  return row === undefined ? undefined : experimentOf(row);
}

/** The experiments that run at these forms and sites, by target. */
export async function runningExperiments(tx: Tx, targets: readonly string[]): Promise<Map<string, ExperimentPlan>> {
  const rows = await tx.query<{ target: string; plan: ExperimentPlan }>(
    'select target, plan from capture.experiment where ended_at is null and target = any ($1::text[])',
    [targets],
    'capture.running-experiments',
  );
  return new Map(rows.map(({ target, plan }) => [target, plan]));
}

/** Ends an experiment; false when it has ended, or there is none. */
export async function endExperiment(
  tx: Tx,
  code: string,
  end: { at: Date; by: string; why: string },
): Promise<boolean> {
  const rows = await tx.query(
    `update capture.experiment set ended_at = $2, ended_by = $3, ended_why = $4 where code = $1 and ended_at is null returning 1`,
    [code, end.at, end.by, end.why],
  );
  return rows.length > 0;
}
