import type { Tx } from '../../../platform/database/index.ts';
import type { DataGrade, PolicySetting } from '../domain/policy.ts';

/** Something that was set, with why and by whom. */
export interface PolicyActRow {
  readonly id: string;
  readonly key: string;
  /** Null: back to the product's own. */
  readonly value: number | null;
  readonly grade: DataGrade | null;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: Date;
}

const NEWEST = `select distinct on (key) id, key, value, grade, reason, set_by as "setBy", set_at as "setAt" from vault.policy_act
  order by key, place desc`;

/** The newest act of every key. */
export function newestPolicyActs(tx: Tx): Promise<PolicyActRow[]> {
  return tx.query(NEWEST, [], 'vault.newest-policy');
}

/** What is set now, for an act that follows it. */
export async function selectPolicy(tx: Tx): Promise<ReadonlyMap<string, PolicySetting>> {
  const rows = await newestPolicyActs(tx);
  return new Map(
    rows.flatMap(({ key, value, grade }) => (value === null ? [] : [[key, { key, value, grade }] as const])),
  );
}

/** Appends an act. Those of one key commit in the order of their places, so that the one which was answered last is in force. */
export async function insertPolicyAct(tx: Tx, row: PolicyActRow): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock(hashtextextended('vault.policy/' || $1, 0))`, [row.key]);
  await tx.execute(
    `insert into vault.policy_act (id, key, value, grade, reason, set_by, set_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.id, row.key, row.value, row.grade, row.reason, row.setBy, row.setAt],
  );
}
