import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Failure } from '../../../../platform/failure.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { createImport } from '../create-import.ts';
import type { Mapping } from '../domain/mapping.ts';
import { plainCsvLine } from '../domain/plain-csv.ts';
import { removeUnneededFiles } from '../remove-unneeded-files.ts';
import { startImport } from '../start-import.ts';
import { uploadFile } from '../upload-file.ts';
import { withWarehouse } from './connect-warehouse.ts';
import { columnsRead, driftOf } from './domain/warehouse.ts';
import { type Place, readColumns, readPages } from './read-table.ts';
import {
  abandoned,
  claimDue,
  deleteUnstarted,
  extendLease,
  insertPull,
  lastPull,
  type PullFailure,
  settle,
  type WarehouseRow,
} from './store/warehouse-store.ts';
import { columnChanged, pulledImportFailed } from './warehouse-failures.ts';
import { openPassword } from './warehouse-secret.ts';

/** Rows that one pull brings at most; what is left follows at once. */
const MOST_ROWS = 200_000;
const MOST_PULLS = 20;
const LEASE_MS = 180_000;
const MINUTE_MS = 60_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;
const UNDER_WAY = new Set(['queued', 'running', 'cancelling']);
const AGAIN_MS = 5_000;

/** How a pull may be watched and bounded by a test. */
export interface PullOptions {
  readonly mostRows?: number;
  /** Called when the rows are stored and before they are taken over. */
  readonly onStored?: () => void | Promise<void>;
}

/** Pulls from the warehouses whose turn it is, with transactions of its own; answers how many imports were begun. */
export async function pullDue(deps: CustomersDeps, options: PullOptions = {}): Promise<number> {
  let begun = 0;
  for (let turn = 0; turn < MOST_PULLS; turn += 1) {
    const runner = randomUUID();
    const now = deps.clock.now();
    const until = new Date(now.getTime() + LEASE_MS);
    const row = await deps.database.transaction((tx) => claimDue(tx, runner, now, until));
    if (row === undefined) break;
    if (await pull(deps, row, runner, options)) begun += 1;
  }
  return begun;
}

/**
 * One pull: 1. the pull before must have come in; what failed is read again from where it lay; 2. the table must be as it was set up; 3. the rows behind
 * the place are stored like an upload, sealed; 4. in one transaction the import is started and the place moves. Killed before that, nothing has happened;
 * killed after it, the import goes on by itself. So each row is taken in once, whatever dies.
 */
async function pull(deps: CustomersDeps, row: WarehouseRow, runner: string, options: PullOptions): Promise<boolean> {
  const place = row.cursor === null || row.key === null ? null : { cursor: row.cursor, key: row.key };
  try {
    if (await mustWait(deps, row, runner, place)) return false;
    await dropAbandoned(deps, row);
    return await take(deps, row, { runner, place, ...options });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await dropAbandoned(deps, row);
    // While the vault is sealed nothing is wrong with the warehouse.
    const passing = error.kind === 'sealed' || error.kind === 'unavailable';
    await stop(deps, row, runner, place, passing ? undefined : error);
    return false;
  }
}

async function mustWait(deps: CustomersDeps, row: WarehouseRow, runner: string, place: Place | null): Promise<boolean> {
  const last = await deps.database.transaction((tx) => lastPull(tx, row.code), { readOnly: true });
  if (last === undefined) return false;
  const now = deps.clock.now();
  if (UNDER_WAY.has(last.status)) {
    const { failure, failures, pulledAt, caughtUpAt } = row;
    const nextAt = new Date(now.getTime() + AGAIN_MS);
    await deps.database.transaction((tx) =>
      settle(tx, row.code, runner, { place, nextAt, failure, failures, pulledAt, caughtUpAt }),
    );
    return true;
  }
  if (last.status === 'finished') return false;
  const { fromCursor: cursor, fromKey: key } = last;
  const from = cursor === null || key === null ? null : { cursor, key };
  if (from?.cursor === place?.cursor && from?.key === place?.key) return false;
  await stop(deps, row, runner, from, pulledImportFailed(last.failure));
  return true;
}

async function take(
  deps: CustomersDeps,
  row: WarehouseRow,
  { runner, place, mostRows = MOST_ROWS, onStored }: PullOptions & { runner: string; place: Place | null },
): Promise<boolean> {
  const begun = deps.clock.now();
  const connection = { ...row.connection, password: openPassword(deps, row.code, row.password) };
  const stored = await withWarehouse(connection, deps.warehouseHosts, async (ask) => {
    const drift = driftOf(row.types, await readColumns(ask, row.table));
    if (drift !== undefined) throw columnChanged(drift);
    const pages = readPages(ask, place, mostRows, row);
    const reading = new Reading(deps, row, runner);
    const first = await pages.next();
    if (first.done === true) return undefined;
    const declared = declaredOf(row);
    const { id } = await deps.database.transaction((tx) => createImport(deps, tx, declared));
    const lines = reading.lines(first.value, pages);
    await uploadFile(deps, { import: id, body: Readable.from(lines, { objectMode: true }) });
    return { id, count: reading.count, last: reading.last };
  });
  await onStored?.();
  const nextAt = new Date(begun.getTime() + row.everyMinutes * MINUTE_MS);
  const well = { failure: null, failures: 0, pulledAt: begun };
  if (stored === undefined) {
    await deps.database.transaction((tx) =>
      settle(tx, row.code, runner, { place, nextAt, ...well, caughtUpAt: begun }),
    );
    return false;
  }
  const more = stored.count >= mostRows;
  await deps.database.transaction(async (tx) => {
    const { id, count, last } = stored;
    const ended = { place: last, nextAt: more ? begun : nextAt, ...well, caughtUpAt: more ? row.caughtUpAt : begun };
    if (!(await settle(tx, row.code, runner, ended))) throw leaseLost();
    await insertPull(tx, { import: id, code: row.code, from: place, rows: count, at: begun });
    await startImport(deps, tx, { import: id, mapping: placesOf(row), by: byOf(row) });
  });
  return true;
}

/** What is declared about the rows of a warehouse, as about a file. */
export function declaredOf(row: WarehouseRow) {
  const { kind, activity, source, issuer, notice, supplier } = row.declared;
  return { kind, activity, source, issuer, notice, by: byOf(row), ...(supplier === null ? {} : { supplier }) };
}

/** Which column of what was stored holds which target. */
export function placesOf(row: Pick<WarehouseRow, 'table' | 'mapping'>): Mapping {
  const columns = columnsRead(row.table, row.mapping);
  return Object.fromEntries(Object.entries(row.mapping).map(([target, column]) => [target, columns.indexOf(column)]));
}

/** Who an import of this warehouse is by. */
export function byOf({ code }: Pick<WarehouseRow, 'code'>): string {
  return `warehouse:${code}`;
}

/** Rows on their way into an upload: CSV with a line of names, and where they have come to. */
class Reading {
  count = 0;
  last: Place | null = null;
  readonly #deps: CustomersDeps;
  readonly #row: WarehouseRow;
  readonly #runner: string;
  #extended: number;

  constructor(deps: CustomersDeps, row: WarehouseRow, runner: string) {
    this.#deps = deps;
    this.#row = row;
    this.#runner = runner;
    this.#extended = deps.clock.now().getTime();
  }

  async *lines(
    first: { rows: readonly (readonly string[])[]; last: Place },
    rest: AsyncIterable<{ rows: readonly (readonly string[])[]; last: Place }>,
  ): AsyncGenerator<Buffer> {
    yield Buffer.from(plainCsvLine(columnsRead(this.#row.table, this.#row.mapping)));
    yield this.#page(first);
    for await (const page of rest) {
      await this.#keepLease();
      yield this.#page(page);
    }
  }

  #page({ rows, last }: { rows: readonly (readonly string[])[]; last: Place }): Buffer {
    this.count += rows.length;
    this.last = last;
    return Buffer.from(rows.map(plainCsvLine).join(''));
  }

  async #keepLease(): Promise<void> {
    const now = this.#deps.clock.now().getTime();
    if (now - this.#extended < MINUTE_MS) return;
    this.#extended = now;
    const until = new Date(now + LEASE_MS);
    const kept = await this.#deps.database.transaction((tx) => extendLease(tx, this.#row.code, this.#runner, until));
    if (!kept) throw leaseLost();
  }
}

// Somebody else has the warehouse, or it was changed meanwhile: what was read is dropped.
function leaseLost(): Failure {
  return new Failure('customers.warehouse-taken-over', 'conflict', {
    zh: '数仓的设置已更改，或由另一台服务器接手',
    en: 'The warehouse was changed, or another server has taken it over',
  });
}

async function stop(
  deps: CustomersDeps,
  row: WarehouseRow,
  runner: string,
  place: Place | null,
  error: Failure | undefined,
): Promise<void> {
  const failures = error === undefined ? row.failures : row.failures + 1;
  const every = row.everyMinutes * MINUTE_MS;
  const wait = error === undefined ? MINUTE_MS : Math.min(every * 2 ** Math.min(failures - 1, 10), LONGEST_WAIT_MS);
  const nextAt = new Date(deps.clock.now().getTime() + wait);
  const failure = error === undefined ? row.failure : sayOf(error);
  const { pulledAt, caughtUpAt } = row;
  await deps.database.transaction((tx) =>
    settle(tx, row.code, runner, { place, nextAt, failure, failures, pulledAt, caughtUpAt }),
  );
}

function sayOf({ code, title, options }: Failure): PullFailure {
  return { code, zh: options.detail?.zh ?? title.zh, en: options.detail?.en ?? title.en };
}

// What a crash or a refusal left behind is of no use: the same rows are read again.
async function dropAbandoned(deps: CustomersDeps, row: WarehouseRow): Promise<void> {
  const left = await deps.database.transaction(async (tx) => {
    const found = await abandoned(tx, byOf(row));
    for (const { id } of found) await deleteUnstarted(tx, id);
    return found;
  });
  const files = left.flatMap(({ file }) => file ?? []);
  if (files.length > 0) await removeUnneededFiles(deps, files);
}
