import type { Tx } from '../../../../platform/database/index.ts';
import type { ImportKind } from '../domain/import-kinds.ts';
import type { Layout } from '../domain/layout.ts';
import type { Mapping } from '../domain/mapping.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { TextEncoding } from '../domain/text-encoding.ts';
import type { SupplierProof } from '../supplier.ts';

/** Where an import stands. */
export type ImportStatus =
  | 'waiting-for-file'
  | 'uploaded'
  | 'queued'
  | 'running'
  | 'cancelling'
  | 'cancelled'
  | 'finished'
  | 'failed';

/** How and when the people of a file were told, as whoever imports declares it. */
export interface ImportNotice {
  /** For example "paper form, wording of spring 2026". */
  readonly how: string;
  /** RFC 3339. */
  readonly shownAt: string;
  /** SHA-256 of the proof (scan, export of the consent log), lower-case hex. */
  readonly proofHash?: string;
}

/** Why an import failed, in words without personal information. */
export interface ImportFailure {
  readonly code: string;
  readonly article: string | null;
  readonly zh: string;
  readonly en: string;
}

/** An import as it is stored. */
export interface ImportRow {
  readonly id: string;
  readonly kind: ImportKind;
  readonly activity: string;
  readonly source: string;
  readonly issuer: string;
  readonly notice: ImportNotice | null;
  /** A supplier's list: its proof of authorisation. */
  readonly supplier: SupplierProof | null;
  readonly dateShift: 'last-is-yesterday' | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly status: ImportStatus;
  readonly failure: ImportFailure | null;
  readonly file: string | null;
  readonly encoding: TextEncoding | null;
  readonly layout: Layout | null;
  readonly columns: number | null;
  readonly bytes: number | null;
  readonly mapping: Mapping | null;
  readonly shiftDays: number | null;
  readonly total: number | null;
  readonly done: number;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly newPeople: number;
  readonly runner: string | null;
  readonly runStartedAt: Date | null;
  readonly runStartedDone: number;
  readonly finishedAt: Date | null;
}

const COLUMNS = `id, kind, activity, source, issuer, notice, supplier, date_shift as "dateShift", created_by as "createdBy", created_at as "createdAt",
  status, failure, file, encoding, layout, columns, bytes, mapping, shift_days as "shiftDays", total, done, accepted, refused, duplicate,
  new_people as "newPeople", runner, run_started_at as "runStartedAt", run_started_done as "runStartedDone", finished_at as "finishedAt"`;

export type NewImport = Pick<
  ImportRow,
  'id' | 'kind' | 'activity' | 'source' | 'issuer' | 'notice' | 'supplier' | 'dateShift' | 'createdBy' | 'createdAt'
>;

export async function insertImport(tx: Tx, row: NewImport): Promise<void> {
  await tx.execute(
    `insert into customers.import (id, kind, activity, source, issuer, notice, date_shift, created_by, created_at, supplier, status)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting-for-file')`,
    [
      row.id,
      row.kind,
      row.activity,
      row.source,
      row.issuer,
      row.notice === null ? null : JSON.stringify(row.notice),
      row.dateShift,
      row.createdBy,
      row.createdAt,
      row.supplier === null ? null : JSON.stringify(row.supplier),
    ],
  );
}

export async function findImport(tx: Tx, id: string, lock: 'for update' | '' = ''): Promise<ImportRow | undefined> {
  return tx.first<ImportRow>(`select ${COLUMNS} from customers.import where id = $1 ${lock}`, [id]);
}

/** Newest first; `before` is the id of the last one seen. */
export async function listImports(tx: Tx, limit: number, before: string | undefined): Promise<ImportRow[]> {
  return tx.query<ImportRow>(
    `select ${COLUMNS} from customers.import where $2::uuid is null or id < $2 order by id desc limit $1`,
    [limit, before ?? null],
  );
}

export async function setFile(
  tx: Tx,
  id: string,
  file: { name: string; encoding: TextEncoding; layout: Layout; columns: number; header: Buffer; bytes: number },
): Promise<void> {
  await tx.execute(
    `update customers.import set status = 'uploaded', file = $2, encoding = $3, layout = $4, columns = $5, bytes = $6, header = $7
      where id = $1`,
    [id, file.name, file.encoding, JSON.stringify(file.layout), file.columns, file.bytes, file.header],
  );
}

export async function setQueued(tx: Tx, id: string, mapping: Mapping): Promise<void> {
  await tx.execute(`update customers.import set status = 'queued', mapping = $2, failure = null where id = $1`, [
    id,
    JSON.stringify(mapping),
  ]);
}

export async function setStatus(tx: Tx, id: string, status: ImportStatus, at: Date | null = null): Promise<void> {
  await tx.execute('update customers.import set status = $2, finished_at = $3 where id = $1', [id, status, at]);
}

export async function setFailed(tx: Tx, id: string, runner: string, failure: ImportFailure, at: Date): Promise<void> {
  await tx.execute(
    `update customers.import set status = 'failed', failure = $3, finished_at = $4 where id = $1 and runner = $2 and status in ('running', 'cancelling')`,
    [id, runner, JSON.stringify(failure), at],
  );
}

/** Ends an import whose file could not be read. */
export async function setUnreadable(tx: Tx, id: string, failure: ImportFailure, at: Date): Promise<void> {
  await tx.execute(
    `update customers.import set status = 'failed', failure = $2, finished_at = $3 where id = $1 and status = 'waiting-for-file'`,
    [id, JSON.stringify(failure), at],
  );
}

/** Makes `runner` the only one that may move the position; undefined when there is nothing to run. */
export async function claimImport(tx: Tx, id: string, runner: string, at: Date): Promise<ImportRow | undefined> {
  return tx.first<ImportRow>(
    `update customers.import set status = 'running', runner = $2, run_started_at = $3, run_started_done = done, finished_at = null
      where id = $1 and status in ('queued', 'running') returning ${COLUMNS}`,
    [id, runner, at],
  );
}

export async function setScanned(tx: Tx, id: string, runner: string, total: number, shiftDays: number): Promise<void> {
  await tx.execute('update customers.import set total = $3, shift_days = $4 where id = $1 and runner = $2', [
    id,
    runner,
    total,
    shiftDays,
  ]);
}

/** The status under lock if `runner` is still the one that may go on. */
export async function lockRunning(tx: Tx, id: string, runner: string): Promise<ImportStatus | undefined> {
  const row = await tx.first<{ status: ImportStatus }>(
    'select status from customers.import where id = $1 and runner = $2 for update',
    [id, runner],
    'customers.lock-import',
  );
  return row?.status;
}

/** How a batch went. */
export interface BatchCounts {
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly newPeople: number;
}

export async function advance(tx: Tx, id: string, counts: BatchCounts): Promise<void> {
  const done = counts.accepted + counts.refused + counts.duplicate;
  await tx.execute(
    `update customers.import set done = done + $2, accepted = accepted + $3, refused = refused + $4, duplicate = duplicate + $5,
            new_people = new_people + $6 where id = $1`,
    [id, done, counts.accepted, counts.refused, counts.duplicate, counts.newPeople],
    'customers.advance-import',
  );
}

export async function insertRefusedRows(
  tx: Tx,
  id: string,
  piece: { position: number; count: number; sealed: Buffer; reasons: readonly RefusedLine[] },
): Promise<void> {
  const { position, count, sealed, reasons } = piece;
  await tx.execute(
    'insert into customers.refused_rows (import, position, count, sealed, reasons) values ($1, $2, $3, $4, $5)',
    [id, position, count, sealed, JSON.stringify(reasons.slice(0, MOST_REASONS))],
  );
}

/** Refused rows that are told on the page of an import. */
const MOST_REASONS = 100;

/** Where a refused row stood, and why it was refused: nothing of what stood in it. */
export interface RefusedLine extends Refusal {
  readonly line: number;
}

/** The first refused rows of an import, a hundred at most. */
export async function firstRefused(tx: Tx, id: string): Promise<RefusedLine[]> {
  return tx.query<RefusedLine>(
    `select (each->>'line')::integer as line, each->>'code' as code, each->>'target' as target
       from customers.refused_rows, jsonb_array_elements(reasons) with ordinality as told (each, place)
      where import = $1 order by position, place limit $2`,
    [id, MOST_REASONS],
    'customers.first-refused',
  );
}

/** The next sealed piece of refused rows behind `after`. */
export async function nextRefusedRows(
  tx: Tx,
  id: string,
  after: number,
): Promise<{ position: number; sealed: Buffer } | undefined> {
  return tx.first(
    'select position, sealed from customers.refused_rows where import = $1 and position > $2 order by position limit 1',
    [id, after],
  );
}

/** Ends an import; its upload is not needed any more and belongs to nobody from now on. */
export async function setFinished(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.execute(`update customers.import set status = 'finished', finished_at = $2, file = null where id = $1`, [
    id,
    at,
  ]);
}

/** Names of the uploads that are still needed. */
export async function neededFiles(tx: Tx): Promise<Set<string>> {
  const rows = await tx.query<{ file: string }>('select file from customers.import where file is not null');
  return new Set(rows.map((row) => row.file));
}

/** The sealed first line of an import's file. */
export async function readHeader(tx: Tx, id: string): Promise<Buffer | null> {
  const row = await tx.first<{ header: Buffer | null }>('select header from customers.import where id = $1', [id]);
  return row?.header ?? null;
}

/** Imports that were at work when the process ended. */
export async function unfinishedImports(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from customers.import where status in ('queued', 'running', 'cancelling') order by id`,
  );
  return rows.map((row) => row.id);
}
