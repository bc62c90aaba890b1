import type { Tx } from '../../../platform/database/index.ts';
import type { CheckpointRow } from './log.ts';

/** How asking somebody outside has gone. */
export interface AttestorRow {
  readonly name: string;
  readonly nextTry: Date;
  readonly triedAt: Date | null;
  readonly succeededAt: Date | null;
  readonly failures: number;
  readonly failure: string | null;
}

/** A stored time-stamp. */
export interface TimestampRow {
  readonly size: number;
  readonly time: Date;
  readonly tsa: string;
  readonly token: Buffer;
}

/** A stored cosignature. */
export interface CosignatureRow {
  readonly size: number;
  readonly witness: string;
  readonly time: Date;
  readonly line: string;
}

/** Takes an attestor that is due until `lease`: how often it failed in a row; undefined when it is not due or another server has it. */
export async function claimAttestor(tx: Tx, name: string, now: Date, lease: Date): Promise<number | undefined> {
  const row = await tx.first<{ failures: number }>(
    `insert into evidence.attestor (name, next_try, tried_at) values ($1, $3, $2)
     on conflict (name) do update set next_try = $3, tried_at = $2 where evidence.attestor.next_try <= $2
     returning failures`,
    [name, now, lease],
    'evidence.claim-attestor',
  );
  return row?.failures;
}

/** Notes how it went, and when it is due again. */
export async function settleAttestor(
  tx: Tx,
  name: string,
  outcome: { readonly at: Date; readonly next: Date; readonly failure: string | null },
): Promise<void> {
  await tx.execute(
    `update evidence.attestor set next_try = $3, failure = $4,
       failures = case when $4::text is null then 0 else failures + 1 end,
       succeeded_at = case when $4::text is null then $2 else succeeded_at end
      where name = $1`,
    [name, outcome.at, outcome.next, outcome.failure],
    'evidence.settle-attestor',
  );
}

/** Makes one due at once, but not before `least` milliseconds after its last success, and not while it waits after a failure. */
export async function hurryAttestor(tx: Tx, name: string, now: Date, least: number): Promise<void> {
  await tx.execute(
    `update evidence.attestor set next_try = greatest($2, succeeded_at + $3 * interval '1 millisecond')
      where name = $1 and failures = 0 and next_try > greatest($2, succeeded_at + $3 * interval '1 millisecond')`,
    [name, now, least],
    'evidence.hurry-attestor',
  );
}

/** Everybody asked so far. */
export async function attestors(tx: Tx): Promise<AttestorRow[]> {
  return tx.query<AttestorRow>(
    `select name, next_try as "nextTry", tried_at as "triedAt", succeeded_at as "succeededAt", failures, failure
       from evidence.attestor order by name`,
  );
}

/** Keeps a time-stamp; a second one of the same checkpoint is dropped. */
export async function insertTimestamp(tx: Tx, row: TimestampRow): Promise<void> {
  await tx.execute(
    'insert into evidence.timestamp (size, time, tsa, token) values ($1, $2, $3, $4) on conflict (size) do nothing',
    [row.size, row.time, row.tsa, row.token],
  );
}

/** Time-stamps that were kept before SM2 could be checked, with the checkpoints that they stamp. */
export async function uncheckedTimestamps(
  tx: Tx,
  most: number,
): Promise<{ readonly size: number; readonly token: Buffer; readonly note: string }[]> {
  return tx.query(
    `select stamp.size, stamp.token, checkpoint.note from evidence.timestamp stamp join evidence.checkpoint using (size)
      where unchecked = 'sm2' order by size limit $1`,
    [most],
  );
}

/** Keeps what came of checking one of these: it counts from now on, or never. */
export async function settleTimestamp(tx: Tx, size: number, holds: boolean): Promise<void> {
  await tx.execute(
    'update evidence.timestamp set unchecked = $2 where size = $1',
    [size, holds ? null : 'refused'],
    'evidence.settle-timestamp',
  );
}

/** The newest time-stamps that were checked, newest first. */
export async function newestTimestamps(tx: Tx, most: number): Promise<TimestampRow[]> {
  return tx.query<TimestampRow>(
    'select size, time, tsa, token from evidence.timestamp where unchecked is null order by size desc limit $1',
    [most],
  );
}

/** The first time-stamp that was checked of each index's entry, with its checkpoint, of those up to `size`; smallest first, each once. */
export async function firstTimestamps(
  tx: Tx,
  indexes: readonly number[],
  size: number,
): Promise<(TimestampRow & { readonly note: string })[]> {
  return tx.query(
    `select stamp.size, stamp.time, stamp.tsa, stamp.token, checkpoint.note
       from evidence.timestamp stamp join evidence.checkpoint using (size)
      where size in (
        select (select min(size) from evidence.timestamp where size > index and size <= $2 and unchecked is null)
          from unnest($1::bigint[]) as entry (index))
      order by size`,
    [indexes, size],
    'evidence.first-timestamps',
  );
}

/** Keeps a cosignature. */
export async function insertCosignature(tx: Tx, row: CosignatureRow): Promise<void> {
  await tx.execute(
    `insert into evidence.cosignature (size, witness, time, line) values ($1, $2, $3, $4)
     on conflict (size, witness) do nothing`,
    [row.size, row.witness, row.time, row.line],
  );
}

/** The cosignatures on the checkpoint of a size, by witness. */
export async function cosignaturesOf(tx: Tx, size: number): Promise<CosignatureRow[]> {
  return tx.query<CosignatureRow>(
    'select size, witness, time, line from evidence.cosignature where size = $1 order by witness',
    [size],
    'evidence.cosignatures-of',
  );
}

/** The newest cosignature of a witness. */
export async function newestCosignature(tx: Tx, witness: string): Promise<CosignatureRow | undefined> {
  return tx.first<CosignatureRow>(
    'select size, witness, time, line from evidence.cosignature where witness = $1 order by size desc limit 1',
    [witness],
  );
}

/** The sizes of the newest checkpoints of at most `size` leaves that each witness has cosigned; each once, growing. */
export async function newestCosignedSizes(tx: Tx, size: number): Promise<number[]> {
  const rows = await tx.query<{ newest: number }>(
    `select distinct max(size) as newest from evidence.cosignature where size <= $1 group by witness order by newest`,
    [size],
  );
  return rows.map((row) => row.newest);
}

/** A checkpoint by its size. */
export async function checkpointOf(tx: Tx, size: number): Promise<CheckpointRow | undefined> {
  return tx.first<CheckpointRow>('select size, root, note from evidence.checkpoint where size = $1', [size]);
}
