import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { deleteSearch, enqueueSearch } from './search-table.ts';

/** A stored value, as far as keeping is concerned. */
export interface KeptField {
  readonly person: string;
  readonly field: FieldCode;
  readonly neededUntil: Date | null;
  readonly endsBy: string | null;
  readonly lockedUntil: Date | null;
}

/** A sweep. */
export interface RetentionRunRow {
  readonly id: string;
  readonly askedBy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly position: string | null;
  readonly persons: number;
  readonly erased: number;
  readonly locked: number;
}

const RUN = `id, asked_by as "askedBy", started_at as "startedAt", finished_at as "finishedAt", position, persons, erased, locked`;

/** The sweep that is under way, locked, so that one server works on it. */
export function openRun(tx: Tx): Promise<RetentionRunRow | undefined> {
  return tx.first(`select ${RUN} from vault.retention_run where finished_at is null for update`);
}

/** The newest sweeps. */
export function latestRuns(tx: Tx, limit: number): Promise<RetentionRunRow[]> {
  return tx.query(`select ${RUN} from vault.retention_run order by started_at desc, id desc limit $1`, [limit]);
}

/** Begins a sweep unless one is under way; whether it began. */
export async function insertRun(tx: Tx, run: { id: string; by: string; at: Date }): Promise<boolean> {
  const row = await tx.first(
    `insert into vault.retention_run (id, asked_by, started_at) values ($1, $2, $3) on conflict do nothing returning id`,
    [run.id, run.by, run.at],
  );
  return row !== undefined;
}

export async function moveRun(
  tx: Tx,
  id: string,
  step: { position: string; persons: number; erased: number; locked: number },
): Promise<void> {
  await tx.execute(
    `update vault.retention_run set position = $2, persons = persons + $3, erased = erased + $4, locked = locked + $5 where id = $1`,
    [id, step.position, step.persons, step.erased, step.locked],
    'vault.move-retention',
  );
}

export async function finishRun(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.execute('update vault.retention_run set finished_at = $2 where id = $1', [id, at]);
}

/** The next people with stored values, in the order of their ids. */
export async function nextPersons(tx: Tx, after: string | null, limit: number): Promise<string[]> {
  const rows = await tx.query<{ person: string }>(
    `select distinct person from vault.field where $1::uuid is null or person > $1 order by person limit $2`,
    [after, limit],
    'vault.next-retention-persons',
  );
  return rows.map((row) => row.person);
}

export function keptFields(tx: Tx, persons: readonly string[]): Promise<KeptField[]> {
  return tx.query(
    `select person, field, needed_until as "neededUntil", ends_by as "endsBy", locked_until as "lockedUntil" from vault.field
     where person = any($1::uuid[]) order by person, field`,
    [persons],
    'vault.kept-fields',
  );
}

/** Writes down until when values are needed. */
export async function setNeeds(
  tx: Tx,
  needs: readonly { person: string; field: string; until: Date; endsBy: string }[],
): Promise<void> {
  if (needs.length === 0) return;
  await tx.execute(
    `update vault.field f set needed_until = n.until, ends_by = n.ends_by
     from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[]) as n (person, field, until, ends_by)
     where f.person = n.person and f.field = n.field`,
    [
      needs.map((each) => each.person),
      needs.map((each) => each.field),
      needs.map((each) => each.until),
      needs.map((each) => each.endsBy),
    ],
    'vault.set-needs',
  );
}

/** Deletes some values of a person with their digests. */
export async function deleteSomeFields(tx: Tx, person: string, fields: readonly string[]): Promise<void> {
  await tx.execute('delete from vault.blind_index where person = $1 and field = any($2::text[])', [person, fields]);
  // What they are found by is made anew from what is left.
  await deleteSearch(tx, [person]);
  await enqueueSearch(tx, [person]);
  await tx.execute('delete from vault.field where person = $1 and field = any($2::text[])', [person, fields]);
}

/** Locks some values: they stay, are found by nobody, and are read for security and the person's rights alone. */
export async function lockFields(
  tx: Tx,
  person: string,
  fields: readonly string[],
  lock: { at: Date; until: Date },
): Promise<void> {
  await tx.execute('delete from vault.blind_index where person = $1 and field = any($2::text[])', [person, fields]);
  // What they are found by is made anew from what is left.
  await deleteSearch(tx, [person]);
  await enqueueSearch(tx, [person]);
  await tx.execute(
    'update vault.field set locked_at = $3, locked_until = $4 where person = $1 and field = any($2::text[])',
    [person, fields, lock.at, lock.until],
  );
}

/** Ends the lock of a value; false when it is not there, or not locked. */
export async function unlockField(tx: Tx, person: string, field: string): Promise<boolean> {
  const unlocked = await tx.execute(
    'update vault.field set locked_at = null, locked_until = null where person = $1 and field = $2 and locked_at is not null',
    [person, field],
  );
  return unlocked > 0;
}

/** Deletes a value if it is locked; whether it was. */
export async function deleteLocked(tx: Tx, person: string, field: string): Promise<boolean> {
  const deleted = await tx.execute(
    'delete from vault.field where person = $1 and field = $2 and locked_at is not null',
    [person, field],
  );
  return deleted > 0;
}

/** An erasure or lock, with its entry. */
export interface RetentionActRow {
  readonly id: string;
  readonly person: string;
  readonly fields: string[];
  readonly action: 'erased' | 'locked';
  readonly endedBy: string;
  readonly activities: string[];
  readonly at: Date;
  readonly receipt: string;
}

export async function insertRetentionAct(tx: Tx, row: RetentionActRow): Promise<void> {
  await tx.execute(
    `insert into vault.retention_act (id, person, fields, action, ended_by, activities, at, receipt)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, row.person, row.fields, row.action, row.endedBy, row.activities, row.at, row.receipt],
    'vault.insert-retention-act',
  );
}

/** Whether an entry says already that nothing stands about somebody: the job that erases them may not have run yet. */
export async function endIsProven(tx: Tx, person: string): Promise<boolean> {
  const row = await tx.one<{ proven: boolean }>(
    `select exists (select 1 from vault.retention_act where person = $1 and fields = '{}') as proven`,
    [person],
  );
  return row.proven;
}

/** Erasures and locks, newest first. */
export function selectRetentionActs(tx: Tx, limit: number): Promise<RetentionActRow[]> {
  return tx.query(
    `select id, person, fields, action, ended_by as "endedBy", activities, at, receipt from vault.retention_act
     order by at desc, id desc limit $1`,
    [limit],
  );
}

/** How many values of each field end in each month of Asia/Shanghai, and by what; those that are locked are counted by the end of their lock. */
export interface ForecastRow {
  readonly field: FieldCode;
  /** YYYY-MM; null where nothing is known. */
  readonly month: string | null;
  readonly endsBy: string | null;
  readonly locked: boolean;
  readonly count: number;
}

export function selectForecast(tx: Tx): Promise<ForecastRow[]> {
  return tx.query(
    `select field, to_char(coalesce(locked_until, needed_until) at time zone 'Asia/Shanghai', 'YYYY-MM') as month,
       ends_by as "endsBy", locked_at is not null as locked, count(*)::int as count
     from vault.field group by 1, 2, 3, 4 order by 2 nulls last, 1`,
  );
}

/** How many values of each field are held, and when the last of them ends. */
export function countHeld(tx: Tx): Promise<{ field: FieldCode; count: number; until: Date | null }[]> {
  return tx.query(
    'select field, count(*)::int as count, max(coalesce(locked_until, needed_until)) as until from vault.field group by field',
  );
}

/** An order of the DPO. */
export interface ErasureOrderRow {
  readonly id: string;
  readonly activity: string;
  readonly fields: string[];
  readonly ground: 'unlawful' | 'other-law';
  readonly law: string;
  readonly by: string;
  readonly at: Date;
  readonly receipt: string;
}

export function selectOrders(tx: Tx): Promise<ErasureOrderRow[]> {
  return tx.query(
    `select id, activity, fields, ground, law, ordered_by as by, ordered_at as at, receipt from vault.erasure_order order by ordered_at desc, id desc`,
  );
}

export async function insertOrder(tx: Tx, row: ErasureOrderRow): Promise<void> {
  await tx.execute(
    `insert into vault.erasure_order (id, activity, fields, ground, law, ordered_by, ordered_at, receipt)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, row.activity, row.fields, row.ground, row.law, row.by, row.at, row.receipt],
  );
}
