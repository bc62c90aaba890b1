import type { Tx } from '../../../../platform/database/index.ts';
import type { ImportKind } from '../domain/import-kinds.ts';
import type { ImportNotice } from '../store/import-store.ts';

/** A system that puts a file into its folder each night. */
export interface NightlyRow {
  readonly issuer: string;
  readonly kind: ImportKind;
  readonly activity: string;
  readonly source: string;
  readonly notice: ImportNotice | null;
  /** Hour of the day (Asia/Shanghai) by which the night's file must be there. */
  readonly dueHour: number;
  readonly createdBy: string;
  readonly createdAt: Date;
}

const COLUMNS = `issuer, kind, activity, source, notice, due_hour as "dueHour", created_by as "createdBy", created_at as "createdAt"`;

/** Adds a system or changes what is declared about it. */
export async function saveNightly(tx: Tx, row: NightlyRow): Promise<void> {
  const { issuer, kind, activity, source, notice, dueHour, createdBy, createdAt } = row;
  await tx.execute(
    `insert into customers.nightly (issuer, kind, activity, source, notice, due_hour, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (issuer) do update set kind = excluded.kind, activity = excluded.activity, source = excluded.source,
       notice = excluded.notice, due_hour = excluded.due_hour`,
    [issuer, kind, activity, source, notice === null ? null : JSON.stringify(notice), dueHour, createdBy, createdAt],
  );
}

export async function listNightly(tx: Tx): Promise<NightlyRow[]> {
  return tx.query<NightlyRow>(`select ${COLUMNS} from customers.nightly order by issuer`);
}

/** Takes a system off the list; its imports stay. */
export async function deleteNightly(tx: Tx, issuer: string): Promise<boolean> {
  return (await tx.execute('delete from customers.nightly where issuer = $1', [issuer])) === 1;
}

/** Notes that a file was taken, and why it could not be started, if so. */
export async function insertNightlyFile(
  tx: Tx,
  file: { import: string; issuer: string; night: string; takenAt: Date; problem: string | null },
): Promise<void> {
  await tx.execute(
    'insert into customers.nightly_file (import, issuer, night, taken_at, problem) values ($1, $2, $3, $4, $5)',
    [file.import, file.issuer, file.night, file.takenAt, file.problem],
  );
}

/** What came in a night, added up; `night` as YYYY-MM-DD. */
export interface NightRow {
  readonly issuer: string;
  readonly night: string;
  readonly files: number;
  readonly total: number;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly running: number;
  readonly problems: readonly NightProblem[];
}

/** A file that is not in: the code of what is wrong, with its words where the file could not be read or the import failed. */
export interface NightProblem {
  readonly import: string;
  readonly code: string;
  readonly zh: string | null;
  readonly en: string | null;
}

/** The nights since a day, newest first. */
export async function listNights(tx: Tx, since: string): Promise<NightRow[]> {
  return tx.query<NightRow>(
    `select f.issuer, to_char(f.night, 'YYYY-MM-DD') as night, count(*)::int as files, coalesce(sum(i.total), 0)::int as total,
            coalesce(sum(i.accepted), 0)::int as accepted, coalesce(sum(i.refused), 0)::int as refused,
            coalesce(sum(i.duplicate), 0)::int as duplicate,
            count(*) filter (where i.status in ('queued', 'running', 'cancelling'))::int as running,
            coalesce(json_agg(json_build_object('import', i.id, 'code', coalesce(i.failure ->> 'code', f.problem, 'customers.import-' || i.status),
                                                'zh', i.failure ->> 'zh', 'en', i.failure ->> 'en') order by f.taken_at)
                       filter (where i.status in ('waiting-for-file', 'uploaded', 'failed', 'cancelled')), '[]') as problems
       from customers.nightly_file f join customers.import i on i.id = f.import
      where f.night >= $1::date group by f.issuer, f.night order by f.night desc`,
    [since],
  );
}

/** Whether a night has a file already. */
export async function hasFile(tx: Tx, issuer: string, night: string): Promise<boolean> {
  const row = await tx.one<{ has: boolean }>(
    'select exists (select 1 from customers.nightly_file where issuer = $1 and night = $2::date) as has',
    [issuer, night],
  );
  return row.has;
}
