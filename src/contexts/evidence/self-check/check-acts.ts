import type { Json } from '../../../platform/crypto/index.ts';
import { findEntries } from '../store/entries.ts';
import type { SealedTable } from './act-table.ts';
import { AT_ONE_MOMENT, type Checking } from './checking.ts';
import type { Step } from './finding.ts';

const PAGE = 500;
const SEALED_PAGE = 5_000;

/** Checks that every act in the other contexts' tables has its entry, of a kind that belongs there. What the rows say was compared entry by entry. */
export async function* checkActs(checking: Checking, from: Json): AsyncGenerator<Step> {
  const { tables, sealed = [] } = checking.settings.against;
  const begun = from as Cursor | null;
  if (begun?.sealed === true) return yield* checkSealed(checking, sealed, begun);
  let after = begun?.after ?? null;
  for (let at = begun?.table ?? 0; at < tables.length; at += 1, after = null) {
    const table = tables[at];
    if (table === undefined) break;
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
  yield* checkSealed(checking, sealed, { table: 0, after: null });
}

interface Cursor {
  readonly table: number;
  readonly after: string | null;
  readonly sealed?: boolean;
}

/** Checks the rows that are sealed, table by table. */
async function* checkSealed(checking: Checking, tables: readonly SealedTable[], begun: Cursor): AsyncGenerator<Step> {
  let { after } = begun;
  for (let at = begun.table; at < tables.length; at += 1, after = null) {
    const table = tables[at];
    if (table === undefined) return;
    for (;;) {
      const start = after;
      const page = await checking.database.transaction((tx) => table.read(tx, start, SEALED_PAGE), AT_ONE_MOMENT);
      for (const { row, expected } of page.wrong)
        checking.found({ what: 'row-changed', at: `${table.name} ${row}`, expected, found: 'another' });
      if (page.last === null) break;
      after = page.last;
      yield { cursor: { table: at, after, sealed: true }, looked: page.looked };
    }
  }
}
