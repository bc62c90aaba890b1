import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import { type DataGrade, type PolicyRow, policyRows } from './domain/policy.ts';
import { redactReason } from './redact-reason.ts';
import { insertPolicyAct, lockPolicyKey, newestPolicyActs, type PolicyActRow } from './store/policy-table.ts';
import type { VaultDeps } from './vault-deps.ts';
import { policyRefused } from './vault-failures.ts';

/** A row of the table of settings: the product's own value, its bounds, and what was set. */
export interface PolicyState extends PolicyRow {
  readonly set: Omit<PolicyActRow, 'key' | 'id' | 'receipt'> | null;
}

/** The whole table. */
export async function readPolicy(tx: Tx): Promise<PolicyState[]> {
  const acts = new Map((await newestPolicyActs(tx)).map((act) => [act.key, act]));
  return policyRows().map((row) => {
    const act = acts.get(row.key);
    if (act === undefined || act.value === null) return { ...row, set: null };
    const { value, grade, reason, setBy, setAt } = act;
    return { ...row, set: { value, grade, reason, setBy, setAt } };
  });
}

/** What is to hold from now on; `value` null: the product's own again. */
export interface PolicyInput {
  readonly key: string;
  readonly value: number | null;
  readonly grade?: DataGrade;
  readonly reason: string;
  readonly by: string;
}

/**
 * Sets a grade, a mask level, a limit or an early alert, in force with the next act; kept with its reason for ever, with an entry of evidence, and noted in the trail. Throws
 * `vault.policy-refused` naming the field where the key is none or the value is out of its bounds.
 */
export async function setPolicy(deps: VaultDeps, tx: Tx, input: PolicyInput): Promise<void> {
  const row = policyRows().find(({ key }) => key === input.key);
  if (row === undefined) throw policyRefused('key', '没有这项设置', 'is no setting');
  const { value, grade } = input;
  if (value !== null && (value < row.least || value > row.most))
    throw policyRefused('value', `只能是 ${row.least} 至 ${row.most}`, `may only be ${row.least} to ${row.most}`);
  if (grade !== undefined && row.kind !== 'grade')
    throw policyRefused('grade', '只有字段分级有等级', 'only the grade of a field has one');
  await lockPolicyKey(tx, row.key);
  const [id, setAt] = [newId(deps.clock), deps.clock.now()];
  const act = {
    key: row.key,
    value,
    grade: value === null ? null : (grade ?? null),
    reason: redactReason(input.reason),
  };
  const payload = { protection: id, ...act, by: input.by };
  const { id: receipt } = await deps.evidence.recordAct(tx, { kind: 'protection-set', payload, time: setAt });
  await insertPolicyAct(tx, { ...act, id, setBy: input.by, setAt, receipt });
  await deps.noteStaffAct(tx, { by: input.by, act: 'vault.set-policy', subject: `${row.key} ${value ?? 'standard'}` });
}
