import type { Tx } from '../../../platform/database/index.ts';
import type { LoggedAct } from './act-table.ts';
import type { Finding } from './finding.ts';

type Fault = Omit<Finding, 'part'>;

/** What is wrong with the tables of evidence itself that entries of these acts must be in: epochs, erasures, signing keys, ended keys, members of uses. */
export async function recordFaults(tx: Tx, acts: readonly LoggedAct[]): Promise<Fault[]> {
  const faults: Fault[] = [];
  const missing = (act: LoggedAct, table: string) =>
    faults.push({ what: 'record-missing', at: act.receipt, expected: `a row in ${table}`, found: 'none' });
  const of = (kind: string) => acts.filter((act) => act.kind === kind);
  const rows = async (table: string, chosen: readonly LoggedAct[]) => {
    if (chosen.length === 0) return new Set<string>();
    const found = await tx.query<{ entry: string }>(
      `select entry from evidence.${table} where entry = any($1::uuid[])`,
      [chosen.map(({ receipt }) => receipt)],
    );
    return new Set(found.map(({ entry }) => entry));
  };
  for (const [kind, table] of [
    ['epoch', 'epoch'],
    ['signing-key', 'signing_key'],
  ] as const) {
    const there = await rows(table, of(kind));
    for (const act of of(kind)) if (!there.has(act.receipt)) missing(act, `evidence.${table}`);
  }
  // What is destroyed after its term is an act of the same kind that erases nobody.
  const erasures = of('erasure').filter(({ person, payload }) => person !== null || payload?.['person'] !== undefined);
  const erased = await rows('erased', erasures);
  for (const act of erasures) if (!erased.has(act.receipt)) missing(act, 'evidence.erased');
  const batches = of('use-batch').filter(({ payload }) => payload?.['members'] !== undefined);
  const trees = await rows(
    'member_tree',
    batches.filter(({ payload }) => payload?.['v'] === 2),
  );
  const lists = await rows(
    'batch',
    batches.filter(({ payload }) => payload?.['v'] === undefined),
  );
  for (const act of batches) {
    const second = act.payload?.['v'] === 2;
    if (!(second ? trees : lists).has(act.receipt)) missing(act, second ? 'evidence.member_tree' : 'evidence.batch');
  }
  return faults;
}
