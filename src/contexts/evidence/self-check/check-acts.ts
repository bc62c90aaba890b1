import type { Json } from '../../../platform/crypto/index.ts';
import { findEntries } from '../store/entries.ts';
import { AT_ONE_MOMENT, type Checking } from './checking.ts';
import type { Step } from './finding.ts';

const PAGE = 500;

/** Checks that every act in the other contexts' tables has its entry, of a kind that belongs there. What the rows say was compared entry by entry. */
export async function* checkActs(checking: Checking, from: Json): AsyncGenerator<Step> {
  const { tables } = checking.settings.against;
  const begun = from as { table: number; after: string | null } | null;
  let after = begun?.after ?? null;
  for (let at = begun?.table ?? 0; at < tables.length; at += 1, after = null) {
    const table = tables[at];
    if (table === undefined) return;
    for (;;) {
      const start = after;
      const rows = await checking.database.transaction(async (tx) => {
        const page = await table.receipts(tx, start, PAGE);
        const entries = await findEntries(
          tx,
          page.flatMap(({ receipt }) => receipt ?? []),
        );
        const kinds = new Map(entries.map(({ id, entry }) => [id, (JSON.parse(entry) as { kind: string }).kind]));
        for (const { row, receipt } of page) {
          const kind = receipt === null ? undefined : kinds.get(receipt);
          if (kind !== undefined && table.kinds.some((each) => each === kind)) continue;
          checking.found({
            what: 'entry-of-act-missing',
            at: `${table.name} ${row}`,
            expected: `an entry of kind ${table.kinds.join(' or ')}`,
            found: kind ?? 'none',
          });
        }
        return page;
      }, AT_ONE_MOMENT);
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.row;
      yield { cursor: { table: at, after }, looked: rows.length };
    }
  }
}
