import type { Tx } from '../../../../../platform/database/index.ts';
import type { Bilingual } from '../../../../../platform/failure.ts';
import type {
  ColumnTypes,
  WarehouseConnection,
  WarehouseMapping,
  WarehouseRows,
  WarehouseTable,
} from '../domain/warehouse.ts';
import type { Place } from '../read-table.ts';

/** Why pulling stands still, in words without personal information. */
export interface PullFailure extends Bilingual {
  readonly code: string;
}

/** A warehouse as it is stored. */
export interface WarehouseRow {
  readonly code: string;
  readonly name: Bilingual;
  readonly declared: WarehouseRows;
  readonly connection: Omit<WarehouseConnection, 'password'>;
  readonly password: Buffer;
  readonly table: WarehouseTable;
  readonly mapping: WarehouseMapping;
  readonly types: ColumnTypes;
  readonly everyMinutes: number;
  readonly cursor: string | null;
  readonly key: string | null;
  readonly nextAt: Date;
  readonly failure: PullFailure | null;
  readonly failures: number;
  readonly pulledAt: Date | null;
  /** When nothing was left to be pulled. */
  readonly caughtUpAt: Date | null;
  readonly createdAt: Date;
}

const COLUMNS = `code, name, declared, connection, password, source_table as "table", mapping, types, every_minutes as "everyMinutes", cursor, key,
  next_at as "nextAt", failure, failures, pulled_at as "pulledAt", caught_up_at as "caughtUpAt", created_at as "createdAt"`;

export async function findWarehouse(tx: Tx, code: string): Promise<WarehouseRow | undefined> {
  return tx.first<WarehouseRow>(`select ${COLUMNS} from customers.warehouse where code = $1`, [code]);
}

export async function listWarehouses(tx: Tx): Promise<WarehouseRow[]> {
  return tx.query<WarehouseRow>(`select ${COLUMNS} from customers.warehouse order by code`);
}

type Saved = Pick<
  WarehouseRow,
  'code' | 'name' | 'declared' | 'connection' | 'password' | 'table' | 'mapping' | 'types' | 'everyMinutes'
>;

/** Adds a warehouse or changes it; another table or cursor begins again from its first row. */
export async function saveWarehouseRow(tx: Tx, row: Saved, by: string, at: Date): Promise<void> {
  await tx.execute(
    `insert into customers.warehouse as w (code, name, declared, connection, password, source_table, mapping, types, every_minutes, next_at, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $11, $10, $11)
     on conflict (code) do update set name = excluded.name, declared = excluded.declared, connection = excluded.connection, password = excluded.password,
       cursor = case when w.source_table = excluded.source_table then w.cursor end, key = case when w.source_table = excluded.source_table then w.key end,
       source_table = excluded.source_table, mapping = excluded.mapping, types = excluded.types, every_minutes = excluded.every_minutes,
       next_at = excluded.next_at, failure = null, failures = 0, runner = null, leased_until = null`,
    [
      row.code,
      row.name,
      JSON.stringify(row.declared),
      JSON.stringify(row.connection),
      row.password,
      JSON.stringify(row.table),
      JSON.stringify(row.mapping),
      JSON.stringify(row.types),
      row.everyMinutes,
      by,
      at,
    ],
  );
}

/** Takes a warehouse off the list; what was imported stays. */
export async function deleteWarehouse(tx: Tx, code: string): Promise<boolean> {
  return (await tx.execute('delete from customers.warehouse where code = $1', [code])) === 1;
}

/** Orders a pull at once. */
export async function setDue(tx: Tx, code: string, at: Date): Promise<boolean> {
  return (await tx.execute('update customers.warehouse set next_at = $2 where code = $1', [code, at])) === 1;
}

/** Takes the warehouse whose turn it is, for so long; whoever held it before is fenced off. */
export async function claimDue(tx: Tx, runner: string, now: Date, until: Date): Promise<WarehouseRow | undefined> {
  return tx.first<WarehouseRow>(
    `update customers.warehouse set runner = $1, leased_until = $3
      where code = (select code from customers.warehouse where next_at <= $2 and (leased_until is null or leased_until <= $2)
                     order by next_at, code limit 1 for update skip locked)
      returning ${COLUMNS}`,
    [runner, now, until],
  );
}

/** Whether this runner still has it; goes on having it for so long. */
export async function extendLease(tx: Tx, code: string, runner: string, until: Date): Promise<boolean> {
  return (
    (await tx.execute('update customers.warehouse set leased_until = $3 where code = $1 and runner = $2', [
      code,
      runner,
      until,
    ])) === 1
  );
}

/** What is noted when a runner is done: where it came to, or why it did not. */
export interface Settled {
  readonly place: Place | null;
  readonly nextAt: Date;
  readonly failure: PullFailure | null;
  readonly failures: number;
  readonly pulledAt: Date | null;
  readonly caughtUpAt: Date | null;
}

/** Ends a run; false when somebody else has the warehouse now. */
export async function settle(tx: Tx, code: string, runner: string, settled: Settled): Promise<boolean> {
  const { place, nextAt, failure, failures, pulledAt, caughtUpAt } = settled;
  const done = await tx.execute(
    `update customers.warehouse set cursor = $3, key = $4, next_at = $5, failure = $6, failures = $7, pulled_at = $8, caught_up_at = $9,
       runner = null, leased_until = null where code = $1 and runner = $2`,
    [
      code,
      runner,
      place?.cursor ?? null,
      place?.key ?? null,
      nextAt,
      failure === null ? null : JSON.stringify(failure),
      failures,
      pulledAt,
      caughtUpAt,
    ],
  );
  return done === 1;
}

/** An import that a pull made, with the places between which its rows lay. */
export interface PullRow {
  readonly import: string;
  readonly status: string;
  readonly failure: Bilingual | null;
  readonly fromCursor: string | null;
  readonly fromKey: string | null;
}

export async function insertPull(
  tx: Tx,
  pull: { import: string; code: string; from: Place | null; rows: number; at: Date },
): Promise<void> {
  await tx.execute(
    `insert into customers.warehouse_pull (import, warehouse, from_cursor, from_key, rows, taken_at) values ($1, $2, $3, $4, $5, $6)`,
    [pull.import, pull.code, pull.from?.cursor ?? null, pull.from?.key ?? null, pull.rows, pull.at],
  );
}

/** The last pull of a warehouse. */
export async function lastPull(tx: Tx, code: string): Promise<PullRow | undefined> {
  return tx.first<PullRow>(
    `select p.import, i.status, i.failure, p.from_cursor as "fromCursor", p.from_key as "fromKey"
       from customers.warehouse_pull p join customers.import i on i.id = p.import
      where p.warehouse = $1 order by p.import desc limit 1`,
    [code],
  );
}

/** Imports that a pull began and a crash left before they were started. */
export async function abandoned(tx: Tx, by: string): Promise<{ id: string; file: string | null }[]> {
  return tx.query(
    `select id, file from customers.import where created_by = $1 and status in ('waiting-for-file', 'uploaded')`,
    [by],
  );
}

/** Removes an import that was never started. */
export async function deleteUnstarted(tx: Tx, id: string): Promise<void> {
  await tx.execute(`delete from customers.import where id = $1 and status in ('waiting-for-file', 'uploaded')`, [id]);
}

/** What the pulls of each warehouse came to, added up. */
export interface PullCounts {
  readonly code: string;
  readonly pulls: number;
  readonly rows: number;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly running: number;
  readonly lastImport: string;
}

export async function pullCounts(tx: Tx): Promise<PullCounts[]> {
  return tx.query<PullCounts>(
    `select p.warehouse as code, count(*)::int as pulls, sum(p.rows)::int as rows, sum(i.accepted)::int as accepted, sum(i.refused)::int as refused,
            sum(i.duplicate)::int as duplicate, count(*) filter (where i.status in ('queued', 'running', 'cancelling'))::int as running,
            (array_agg(p.import order by p.import desc))[1]::text as "lastImport"
       from customers.warehouse_pull p join customers.import i on i.id = p.import group by p.warehouse`,
  );
}
