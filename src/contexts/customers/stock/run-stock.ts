import type { CustomersDeps } from '../customers-deps.ts';
import type { SourceRecord } from '../ingest/domain/record-reader.ts';
import { type Refusal, refusalText } from '../ingest/domain/refusal.ts';
import { csvLine } from '../ingest/domain/refused-file.ts';
import { inColumns } from '../ingest/import-batch.ts';
import { refusedLabel } from '../ingest/refused-rows.ts';
import {
  advance,
  type ImportRow,
  insertRefusedRows,
  lockRunning,
  setFinished,
  setStatus,
} from '../ingest/store/import-store.ts';
import { type GradedBatch, StockGrader } from './grade-stock.ts';
import { countGroups } from './store/stock-store.ts';

/** Rows in one transaction. */
const BATCH_ROWS = 20_000;

/**
 * Grades the rest of a stock from the position that is stored. The next batch is graded while PostgreSQL takes the last one in; rows, counts and
 * position commit together, so a run that was killed goes on where it was. Returns whether it reached the end.
 */
export async function runStock(
  deps: CustomersDeps,
  row: ImportRow,
  runner: string,
  records: AsyncIterable<SourceRecord>,
  options: {
    readonly signal?: AbortSignal;
    readonly batchRows?: number;
    readonly onBatch?: (done: number) => void | Promise<void>;
  },
): Promise<boolean> {
  const grader = await StockGrader.open(deps, row);
  let position = 0;
  let waiting: SourceRecord[] = [];
  let underWay = Promise.resolve(true);
  const commit = async (): Promise<boolean> => {
    const graded = grader.grade(waiting);
    const start = position - waiting.length;
    const end = position;
    waiting = [];
    if (!(await underWay)) return false;
    underWay = store(deps, row, runner, grader, graded, start).then(async (goesOn) => {
      await options.onBatch?.(end);
      return goesOn && options.signal?.aborted !== true;
    });
    underWay.catch(() => undefined);
    return true;
  };
  for await (const record of records) {
    position += 1;
    if (position <= row.done) continue;
    waiting.push(record);
    if (waiting.length >= (options.batchRows ?? BATCH_ROWS) && !(await commit())) return false;
  }
  if (waiting.length > 0 && !(await commit())) return false;
  if (!(await underWay)) return false;
  return deps.database.transaction(async (tx) => {
    if ((await lockRunning(tx, row.id, runner)) !== 'running') return false;
    await countGroups(tx, row.id);
    await setFinished(tx, row.id, deps.clock.now());
    return true;
  });
}

async function store(
  deps: CustomersDeps,
  row: ImportRow,
  runner: string,
  grader: StockGrader,
  batch: GradedBatch,
  position: number,
): Promise<boolean> {
  return deps.database.transaction(async (tx) => {
    const status = await lockRunning(tx, row.id, runner);
    if (status === 'cancelling') await setStatus(tx, row.id, 'cancelled', deps.clock.now());
    if (status !== 'running') return false;
    const added = await grader.store(tx, batch);
    const refused = batch.refused.length;
    if (refused > 0) {
      const missing: Refusal = { code: 'missing', target: 'member_id' };
      const why = refusalText(missing);
      const lines = batch.refused.map((record) =>
        csvLine([...inColumns(record, row.columns ?? 0), String(record.line), why]),
      );
      const sealed = deps.vault.sealBlob(refusedLabel(row.id, position), Buffer.from(lines.join('')));
      const reasons = batch.refused.map(({ line }) => ({ line, ...missing }));
      await insertRefusedRows(tx, row.id, { position, count: refused, sealed, reasons });
    }
    await advance(tx, row.id, { accepted: added, refused, duplicate: batch.rows.length - added, newPeople: 0 });
    return true;
  });
}
