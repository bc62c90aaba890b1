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
  /** The entry of the log; null: an act from before there was one. */
  readonly receipt: string | null;
}

const NEWEST = `select distinct on (key) id, key, value, grade, reason, set_by as "setBy", set_at as "setAt", receipt from vault.policy_act
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

/** Waits until nobody else is setting a key: acts of one key commit in the order of their places, so that the one answered last is in force. */
export async function lockPolicyKey(tx: Tx, key: string): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock(hashtextextended('vault.policy/' || $1, 0))`, [key]);
}

/** Appends an act, under the lock of its key. */
export async function insertPolicyAct(tx: Tx, row: PolicyActRow): Promise<void> {
  await tx.execute(
    `insert into vault.policy_act (id, key, value, grade, reason, set_by, set_at, receipt) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, row.key, row.value, row.grade, row.reason, row.setBy, row.setAt, row.receipt],
  );
}
