import pg from 'pg';
import type { AskWarehouse } from './connect-warehouse.ts';
import {
  type ColumnTypes,
  columnsRead,
  isTime,
  type WarehouseMapping,
  type WarehouseTable,
} from './domain/warehouse.ts';
import { warehouseProblem } from './warehouse-failures.ts';

/** Where reading goes on: behind the row with this cursor and key, as the warehouse writes them. */
export interface Place {
  readonly cursor: string;
  readonly key: string;
}

/** Rows a statement. */
const PAGE = 2_000;
const MOST_COLUMNS = 500;

/** The columns of a table or view with their types. Throws `customers.warehouse-table`. */
export async function readColumns(
  ask: AskWarehouse,
  { schema, name }: Pick<WarehouseTable, 'schema' | 'name'>,
): Promise<ColumnTypes> {
  const rows = await ask(
    `select a.attname::text, format_type(a.atttypid, null)::text
       from pg_catalog.pg_attribute a
       join pg_catalog.pg_class c on c.oid = a.attrelid
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2 and a.attnum > 0 and not a.attisdropped order by a.attnum limit ${MOST_COLUMNS}`,
    [schema, name],
  );
  if (rows.length === 0) throw warehouseProblem('table');
  return Object.fromEntries(rows.map(([column, type]) => [column ?? '', type ?? '']));
}

/** A page of rows: the cells of `columnsRead` in that order, and the place of its last row. */
export interface Page {
  readonly rows: readonly (readonly string[])[];
  readonly last: Place;
}

/**
 * The rows behind a place, in the order of cursor and key, page by page, `most` at most. A time of the last minute (a day, for a date) is left for
 * the next time: a transaction that began before it may still add a row there. Rows without a cursor or key are never met.
 */
export async function* readPages(
  ask: AskWarehouse,
  from: Place | null,
  most: number,
  { table, mapping, types }: { table: WarehouseTable; mapping: WarehouseMapping; types: ColumnTypes },
): AsyncGenerator<Page> {
  const quote = (name: string) => pg.escapeIdentifier(name);
  const columns = columnsRead(table, mapping);
  const [cursor, key] = [quote(table.cursor), quote(table.key)];
  const [cursorType, keyType] = [types[table.cursor] ?? '', types[table.key] ?? ''];
  const cells = columns.map((column) => cellOf(quote(column), types[column] ?? '')).join(', ');
  const behind = `(${cursor} > $1::${cursorType} or (${cursor} = $1::${cursorType} and ${key} > $2::${keyType}))`;
  let place = from;
  let left = most;
  while (left > 0) {
    const limit = Math.min(PAGE, left);
    const found = await ask(
      `select ${cursor}::text, ${key}::text, ${cells} from ${quote(table.schema)}.${quote(table.name)}
        where ${cursor} is not null and ${key} is not null and ${settled(cursor, cursorType)}${place === null ? '' : ` and ${behind}`}
        order by ${cursor}, ${key} limit ${limit}`,
      place === null ? [] : [place.cursor, place.key],
    );
    const last = found.at(-1);
    if (last === undefined) return;
    place = { cursor: last[0] ?? '', key: last[1] ?? '' };
    yield { rows: found.map((row) => row.slice(2).map((cell) => cell ?? '')), last: place };
    left -= found.length;
    if (found.length < limit) return;
  }
}

function settled(cursor: string, type: string): string {
  if (type === 'date') return `${cursor} < current_date`;
  if (!isTime(type)) return 'true';
  return `${cursor} < ${type === 'timestamp with time zone' ? 'now()' : 'localtimestamp'} - interval '60 seconds'`;
}

// Times as a file writes them, in Asia/Shanghai.
function cellOf(column: string, type: string): string {
  return isTime(type) && type !== 'date' ? `to_char(${column}, 'YYYY-MM-DD HH24:MI:SS')` : `${column}::text`;
}
