import type { Tx } from '../../../../platform/database/index.ts';
import type { FieldCode, Operation } from '../../../register/index.ts';
import type { ExportExclusion } from '../domain/add-exclusions.ts';

/** Where an export stands. */
export type ExportStatus = 'queued' | 'running' | 'finished' | 'cancelled' | 'failed' | 'expired';

/** An export as it is stored. */
export interface ExportRow {
  readonly id: string;
  readonly activity: string;
  readonly operation: Operation;
  readonly fields: FieldCode[];
  readonly segment: string | null;
  readonly recipient: string | null;
  readonly publicKey: string | null;
  readonly secret: Buffer | null;
  readonly reason: Buffer;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly status: ExportStatus;
  readonly failure: string | null;
  readonly total: number;
  readonly done: number;
  readonly exported: number;
  readonly excluded: ExportExclusion[];
  readonly bytes: number | null;
  readonly sha256: Buffer | null;
  readonly receipt: string | null;
  readonly finishedAt: Date | null;
  readonly downloads: number;
}

const COLUMNS = `id, activity, operation, fields, segment, recipient, public_key as "publicKey", secret, reason,
  created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt", status, failure, total, done, exported, excluded, bytes,
  sha256, receipt, finished_at as "finishedAt", downloads`;

export type NewExport = Pick<
  ExportRow,
  'id' | 'activity' | 'operation' | 'fields' | 'segment' | 'recipient' | 'publicKey' | 'secret' | 'reason'
> &
  Pick<ExportRow, 'createdBy' | 'createdAt' | 'expiresAt' | 'total'>;

export async function insertExport(tx: Tx, row: NewExport): Promise<void> {
  await tx.execute(
    `insert into customers.export (id, activity, operation, fields, segment, recipient, public_key, secret, reason, created_by, created_at,
       expires_at, total, status) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'queued')`,
    [
      ...[row.id, row.activity, row.operation, row.fields, row.segment, row.recipient, row.publicKey, row.secret],
      ...[row.reason, row.createdBy, row.createdAt, row.expiresAt, row.total],
    ],
  );
}

export async function insertBatch(tx: Tx, id: string, place: number, ordinals: readonly number[]): Promise<void> {
  await tx.execute('insert into customers.export_batch (export, place, ordinals) values ($1, $2, $3)', [
    id,
    place,
    ordinals,
  ]);
}

export function findExport(tx: Tx, id: string, lock: '' | 'for update' = ''): Promise<ExportRow | undefined> {
  return tx.first(`select ${COLUMNS} from customers.export where id = $1 ${lock}`, [id]);
}

/** Exports, newest first. */
export function listExports(tx: Tx, limit: number): Promise<ExportRow[]> {
  return tx.query(`select ${COLUMNS} from customers.export order by created_at desc, id desc limit $1`, [limit]);
}

/** The next batch that has not been decided about. */
export function nextBatch(tx: Tx, id: string): Promise<{ place: number; ordinals: number[] } | undefined> {
  return tx.first(
    'select place, ordinals from customers.export_batch where export = $1 and used is null order by place limit 1',
    [id],
  );
}

/** Stores what a batch came to, and moves the counts with it. */
export async function finishBatch(
  tx: Tx,
  id: string,
  batch: { readonly place: number; readonly of: number; readonly use: string | null; readonly sealed: Buffer | null },
  used: readonly number[],
  excluded: readonly ExportExclusion[],
): Promise<void> {
  await tx.execute(
    'update customers.export_batch set used = $3, use = $4, sealed = $5 where export = $1 and place = $2',
    [id, batch.place, used, batch.use, batch.sealed],
  );
  await tx.execute(
    `update customers.export set status = 'running', done = done + $2, exported = exported + $3, excluded = $4 where id = $1`,
    [id, batch.of, used.length, JSON.stringify(excluded)],
  );
}

export function sealedParts(tx: Tx, id: string): Promise<{ place: number; sealed: Buffer }[]> {
  return tx.query(
    'select place, sealed from customers.export_batch where export = $1 and sealed is not null order by place',
    [id],
  );
}

/** Whom each batch used, for deciding again. */
export function usedBatches(tx: Tx, id: string): Promise<{ use: string; used: number[] }[]> {
  return tx.query('select use, used from customers.export_batch where export = $1 and use is not null order by place', [
    id,
  ]);
}

export async function insertChunk(tx: Tx, id: string, place: number, bytes: Buffer): Promise<void> {
  await tx.execute('insert into customers.export_chunk (export, place, bytes) values ($1, $2, $3)', [id, place, bytes]);
}

export function readChunks(tx: Tx, id: string): Promise<{ bytes: Buffer }[]> {
  return tx.query('select bytes from customers.export_chunk where export = $1 order by place', [id]);
}

/** Marks the file as made; what it was made of is gone with the same statement. */
export async function finishExport(
  tx: Tx,
  id: string,
  made: { readonly bytes: number; readonly sha256: Buffer; readonly receipt: string; readonly at: Date },
): Promise<void> {
  await tx.execute(
    `update customers.export set status = 'finished', secret = null, bytes = $2, sha256 = $3, receipt = $4, finished_at = $5 where id = $1`,
    [id, made.bytes, made.sha256, made.receipt, made.at],
  );
  await tx.execute('update customers.export_batch set sealed = null where export = $1', [id]);
}

/** Ends an export without a file, or takes its file away. */
export async function endExport(
  tx: Tx,
  id: string,
  status: 'cancelled' | 'failed' | 'expired',
  failure: string | null,
): Promise<void> {
  await tx.execute('update customers.export set status = $2, failure = $3, secret = null where id = $1', [
    id,
    status,
    failure,
  ]);
  await tx.execute('delete from customers.export_chunk where export = $1', [id]);
  await tx.execute('delete from customers.export_batch where export = $1', [id]);
}

export function findOverdue(tx: Tx, now: Date): Promise<{ id: string }[]> {
  return tx.query(
    `select id from customers.export where status in ('queued', 'running', 'finished') and expires_at <= $1 for update`,
    [now],
  );
}

/** The exports whose list names a person. */
export function exportsNaming(tx: Tx, ordinal: number): Promise<{ id: string }[]> {
  return tx.query('select distinct export as id from customers.export_batch where $1 = any(ordinals)', [ordinal]);
}

export async function countDownload(tx: Tx, id: string): Promise<void> {
  await tx.execute('update customers.export set downloads = downloads + 1 where id = $1', [id]);
}
