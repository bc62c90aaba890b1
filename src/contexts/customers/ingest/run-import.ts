import { randomUUID } from 'node:crypto';
import { Failure } from '../../../platform/failure.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { DAY_MS, shanghaiDay } from '../domain/china-time.ts';
import { moveEvents } from '../events/move-events.ts';
import { rowKey } from '../identity/identify.ts';
import { runStock } from '../stock/run-stock.ts';
import type { Target } from './domain/import-kinds.ts';
import type { Mapping } from './domain/mapping.ts';
import { type PurchaseRow, type RowRules, readRow } from './domain/read-row.ts';
import type { SourceRecord } from './domain/record-reader.ts';
import { type BatchItem, importBatch } from './import-batch.ts';
import { fieldsOfRow } from './join-people.ts';
import { readUpload } from './read-upload.ts';
import { removeUnneededFiles } from './remove-unneeded-files.ts';
import {
  claimImport,
  type ImportFailure,
  type ImportRow,
  lockRunning,
  setFailed,
  setFinished,
  setScanned,
  setStatus,
} from './store/import-store.ts';

/** Rows in one transaction. */
const BATCH_ROWS = 5_000;

/** How a run may be watched and stopped by a test or a shutdown. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly batchRows?: number;
  /** Called behind each batch with the rows done so far. */
  readonly onBatch?: (done: number) => void | Promise<void>;
}

/**
 * Runs an import from the position that is stored to its end: 1. take it over from whoever ran it; 2. read the file once to count it and to find its
 * last day; 3. read it again and take it in, a transaction a batch. The position is the number of records done; records before it are only
 * counted again, so that a repeated row keeps its place. A refusal of the gate fails the import with its code.
 */
export async function runImport(deps: CustomersDeps, id: string, options: RunOptions = {}): Promise<void> {
  const runner = randomUUID();
  const row = await deps.database.transaction((tx) => claimImport(tx, id, runner, deps.clock.now()));
  if (row === undefined) return finishCancelled(deps, id);
  try {
    const scanned = row.total === null ? await scan(deps, row, runner) : row;
    const records = () => dataRecords(deps, scanned);
    const ended =
      row.kind === 'stock'
        ? await runStock(deps, scanned, runner, records(), options)
        : await takeIn(deps, scanned, runner, options);
    if (!ended) return;
    await removeUnneededFiles(deps, row.file === null ? [] : [row.file]);
    await moveEvents(deps);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'sealed') throw error;
    const failure = failureOf(error);
    await deps.database.transaction((tx) => setFailed(tx, id, runner, failure, deps.clock.now()));
  }
}

/** A failure as an import keeps it. */
export function failureOf({ code, title, options }: Failure): ImportFailure {
  return {
    code,
    article: options.article ?? null,
    zh: options.detail?.zh ?? title.zh,
    en: options.detail?.en ?? title.en,
  };
}

// A crash may leave an import that was to be cancelled; nobody runs it, so it is.
async function finishCancelled(deps: CustomersDeps, id: string): Promise<void> {
  await deps.database.transaction((tx) =>
    tx.execute(
      `update customers.import set status = 'cancelled', finished_at = $2 where id = $1 and status = 'cancelling'`,
      [id, deps.clock.now()],
    ),
  );
}

async function scan(deps: CustomersDeps, row: ImportRow, runner: string): Promise<ImportRow> {
  const rules = rulesOf(deps, row, 0);
  let total = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for await (const record of dataRecords(deps, row)) {
    total += 1;
    if (row.dateShift === null) continue;
    const verdict = readRow(record, rules);
    if (verdict.ok) latest = Math.max(latest, verdict.row.at.getTime());
  }
  const shiftDays = Number.isFinite(latest) ? shanghaiDay(deps.clock.now()) - 1 - shanghaiDay(new Date(latest)) : 0;
  await deps.database.transaction((tx) => setScanned(tx, row.id, runner, total, shiftDays));
  return { ...row, total, shiftDays };
}

// The next batch is read and keyed while PostgreSQL takes the last one in; never more than one is on its way.
async function takeIn(deps: CustomersDeps, row: ImportRow, runner: string, options: RunOptions): Promise<boolean> {
  const batchRows = options.batchRows ?? BATCH_ROWS;
  const rules = rulesOf(deps, row, row.shiftDays ?? 0);
  const occurrences = new Map<string, number>();
  let position = 0;
  let items: BatchItem[] = [];
  let underWay = Promise.resolve(true);
  const commit = async (): Promise<boolean> => {
    if (!(await underWay)) return false;
    const batch = { position: position - items.length, items };
    const end = position;
    items = [];
    underWay = commitBatch(deps, row, runner, batch).then(async (goesOn) => {
      await options.onBatch?.(end);
      return goesOn && options.signal?.aborted !== true;
    });
    // Awaited before the next batch and at the end; until then a rejection is not unhandled.
    underWay.catch(() => undefined);
    return true;
  };
  for await (const record of dataRecords(deps, row)) {
    const item = toItem(deps, row, record, rules, occurrences);
    position += 1;
    if (position <= row.done) continue;
    items.push(item);
    if (items.length >= batchRows && !(await commit())) return false;
  }
  if (items.length > 0 && !(await commit())) return false;
  if (!(await underWay)) return false;
  return deps.database.transaction(async (tx) => {
    const status = await lockRunning(tx, row.id, runner);
    if (status !== 'running' && status !== 'cancelling') return false;
    await setFinished(tx, row.id, deps.clock.now());
    return true;
  });
}

/** A record read or refused, with the key by which it is known again; `occurrences` counts equal rows so far. */
export function toItem(
  deps: CustomersDeps,
  row: ImportRow,
  record: SourceRecord,
  rules: RowRules,
  occurrences: Map<string, number>,
): BatchItem {
  const verdict = readRow(record, rules);
  if (!verdict.ok) return { record, refusal: verdict.refusal };
  const unfit = unfitField(deps, verdict.row);
  if (unfit !== undefined) return { record, refusal: { code: 'not-accepted', target: unfit } };
  const { natural } = verdict.row;
  const occurrence = occurrences.get(natural) ?? 0;
  occurrences.set(natural, occurrence + 1);
  return { record, row: verdict.row, rowKey: rowKey(deps, row.issuer, natural, occurrence) };
}

// The vault is stricter than the importer in places; what it would not store must cost a row, not the batch.
function unfitField(deps: CustomersDeps, row: PurchaseRow): Target | undefined {
  const values: Partial<Record<Target & FieldCode, string>> = fieldsOfRow(row);
  return (Object.keys(values) as (keyof typeof values)[]).find((field) => {
    const value = values[field];
    return value !== undefined && !deps.vault.normalise(field, value).ok;
  });
}

/** Takes one batch in unless the import was cancelled or another runner has it; answers whether to go on. */
async function commitBatch(
  deps: CustomersDeps,
  row: ImportRow,
  runner: string,
  batch: { position: number; items: readonly BatchItem[] },
): Promise<boolean> {
  return deps.database.transaction(async (tx) => {
    const status = await lockRunning(tx, row.id, runner);
    if (status === 'cancelling') await setStatus(tx, row.id, 'cancelled', deps.clock.now());
    if (status !== 'running') return false;
    await importBatch(deps, tx, row, batch);
    return true;
  });
}

/** The records of an import's file behind its header. */
export async function* dataRecords(deps: CustomersDeps, row: ImportRow): AsyncGenerator<SourceRecord> {
  let isHeader = true;
  for await (const group of readUpload(deps, row)) {
    for (const record of group) {
      if (!isHeader) yield record;
      isHeader = false;
    }
  }
}

/** By what the rows of an import are read. */
export function rulesOf(deps: CustomersDeps, row: ImportRow, shiftDays: number): RowRules {
  const mapping: Mapping = row.mapping ?? {};
  return { kind: row.kind, mapping, width: row.columns ?? 0, shiftMs: shiftDays * DAY_MS, now: deps.clock.now() };
}
