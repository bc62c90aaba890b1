import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import type { ActRow, ActTable, LoggedAct } from './act-table.ts';
import type { Checking } from './checking.ts';

/** Compares acts of the log with their rows in the other contexts' tables: each has its row, and the row says what the payload says. */
export async function compareActs(checking: Checking, tx: Tx, acts: readonly LoggedAct[]): Promise<void> {
  const missing = new Map<LoggedAct, string[]>();
  const present = new Set<LoggedAct>();
  for (const table of checking.settings.against.tables) {
    const those = acts.filter(({ kind }) => table.kinds.includes(kind));
    if (those.length === 0) continue;
    const rows = byReceipt(await table.rowsOf(tx, those));
    for (const act of those) {
      const own = rows.get(act.receipt) ?? [];
      if (own.length > 0) present.add(act);
      else if (table.besides === true && (table.expects?.(act) ?? true)) tellMissing(checking, act, [table.name]);
      else if (table.expects?.(act) ?? true) missing.set(act, [...(missing.get(act) ?? []), table.name]);
      if (own.length > 1 && table.several !== true)
        checking.found({
          what: 'act-doubled',
          at: act.receipt,
          expected: `one row in ${table.name}`,
          found: String(own.length),
        });
      for (const row of own) compareRow(checking, table, act, row);
    }
  }
  for (const [act, tables] of missing) if (!present.has(act)) tellMissing(checking, act, tables);
}

function tellMissing(checking: Checking, act: LoggedAct, tables: readonly string[]): void {
  checking.found({ what: 'act-missing', at: act.receipt, expected: `a row in ${tables.join(' or ')}`, found: 'none' });
}

function byReceipt(rows: readonly ActRow[]): Map<string, ActRow[]> {
  const found = new Map<string, ActRow[]>();
  for (const row of rows) {
    const same = found.get(row.receipt);
    if (same === undefined) found.set(row.receipt, [row]);
    else same.push(row);
  }
  return found;
}

/** Members whose values name or describe people, which a finding never does. */
const OF_PEOPLE: ReadonlySet<string> = new Set(['age', 'guardian', 'person']);

function compareRow(checking: Checking, table: ActTable, act: LoggedAct, row: ActRow): void {
  const at = `${table.name} ${row.row}`;
  const differs = (member: string, expected: Json, found: Json) => {
    const told = (value: Json) => (OF_PEOPLE.has(member) && value !== null ? 'withheld' : shown(value));
    checking.found({ what: 'act-changed', at, expected: `${member}: ${told(expected)}`, found: told(found) });
  };
  if (row.wrong !== undefined && row.wrong !== null)
    checking.found({ what: 'act-inconsistent', at, expected: row.wrong, found: 'another state' });
  // Two people's ids are never told.
  if (row.person !== undefined && row.person !== act.person)
    checking.found({ what: 'act-changed', at, expected: 'the person of its entry', found: 'another' });
  if (row.time !== undefined && row.time.getTime() !== act.time.getTime())
    differs('time', act.time.toISOString(), row.time.toISOString());
  if (act.payload === undefined) return;
  const part = table.within === undefined ? act.payload : act.payload[table.within];
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return;
  const payload = part as { readonly [member: string]: Json };
  for (const [member, found] of Object.entries(row.facts)) {
    const expected = payload[member];
    // What was not said can't be in force: a guardian, a recipient, a channel that was put in later.
    if (expected === undefined && table.passedOver?.includes(member) === true) continue;
    if (canonicalJson(expected ?? null) !== canonicalJson(found)) differs(member, expected ?? null, found);
  }
  if (table.whole !== true) return;
  for (const [member, expected] of Object.entries(payload)) if (!(member in row.facts)) differs(member, expected, null);
}

function shown(value: Json): string {
  return canonicalJson(value).slice(0, 200);
}
