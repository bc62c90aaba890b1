import type { Tx } from '../../../../platform/database/index.ts';
import type { Bilingual } from '../../../../platform/failure.ts';
import type { Definition } from '../domain/definition.ts';

/** A segment as it is stored. */
export interface SegmentRow {
  readonly code: string;
  readonly name: Bilingual;
  readonly definition: Definition;
  /** The activity under which people are analysed. */
  readonly activity: string;
  readonly revision: number;
  readonly savedBy: string;
  readonly savedAt: Date;
  /** Minutes between two computations of a segment that is not live; null: the usual ones. */
  readonly refreshMinutes: number | null;
}

const COLUMNS =
  'code, name, definition, activity, revision, saved_by as "savedBy", saved_at as "savedAt", refresh_minutes as "refreshMinutes"';

/** Stores the next revision, and keeps it among all revisions. */
export async function upsertSegment(tx: Tx, row: Omit<SegmentRow, 'revision'>): Promise<number> {
  const saved = await tx.one<{ revision: number }>(
    `with saved as (
       insert into customers.segment (code, name, definition, activity, revision, saved_by, saved_at, refresh_minutes)
       values ($1, $2, $3, $4, coalesce((select max(revision) from customers.segment_revision where code = $1), 0) + 1, $5, $6, $7)
       on conflict (code) do update set name = excluded.name, definition = excluded.definition, activity = excluded.activity,
         revision = customers.segment.revision + 1, saved_by = excluded.saved_by, saved_at = excluded.saved_at,
         refresh_minutes = excluded.refresh_minutes
       returning code, revision, name, definition, activity, saved_by, saved_at
     ) insert into customers.segment_revision (code, revision, name, definition, activity, saved_by, saved_at)
       select code, revision, name, definition, activity, saved_by, saved_at from saved returning revision`,
    [
      row.code,
      JSON.stringify(row.name),
      JSON.stringify(row.definition),
      row.activity,
      row.savedBy,
      row.savedAt,
      row.refreshMinutes,
    ],
  );
  return saved.revision;
}

/** Every segment. */
export async function allSegments(tx: Tx): Promise<SegmentRow[]> {
  return tx.query<SegmentRow>(`select ${COLUMNS} from customers.segment order by code`);
}

/** A text that changes with every change of a segment or of a computed trait, whose rules stand in segments. */
export async function segmentsMark(tx: Tx): Promise<string> {
  const row = await tx.one<{ mark: string }>(
    `select coalesce((select string_agg(code || ' ' || revision, ',' order by code) from customers.segment), '') || ';' ||
            coalesce((select string_agg(code || ' ' || revision || ' ' || saved_at, ',' order by code) from customers.computed_trait), '') || ';' ||
            coalesce((select md5(string_agg(source || ' ' || name || ' ' || properties, ',' order by source, name)) from customers.planned_event), '') as mark`,
    [],
    'customers.segments-mark',
  );
  return `of ${row.mark}`;
}

/** A revision as it was saved. */
export type SegmentRevision = Omit<SegmentRow, 'refreshMinutes'>;

/** The revisions of a segment, the newest first. */
export async function listRevisions(tx: Tx, code: string, limit: number): Promise<SegmentRevision[]> {
  return tx.query<SegmentRevision>(
    `select code, name, definition, activity, revision, saved_by as "savedBy", saved_at as "savedAt"
       from customers.segment_revision where code = $1 order by revision desc limit $2`,
    [code, limit],
  );
}

export async function findSegment(tx: Tx, code: string): Promise<SegmentRow | undefined> {
  return tx.first<SegmentRow>(`select ${COLUMNS} from customers.segment where code = $1`, [code]);
}

/** How these segments are called. */
export async function segmentNames(
  tx: Tx,
  codes: readonly string[],
): Promise<{ readonly code: string; readonly name: Bilingual }[]> {
  return tx.query('select code, name from customers.segment where code = any($1)', [codes]);
}

/** In the order of their codes, behind `after`. */
export async function listSegments(tx: Tx, limit: number, after: string | undefined): Promise<SegmentRow[]> {
  return tx.query<SegmentRow>(
    `select ${COLUMNS} from customers.segment where $2::text is null or code > $2 order by code limit $1`,
    [limit, after ?? null],
  );
}

export async function deleteSegmentRow(tx: Tx, code: string): Promise<number> {
  return tx.execute('delete from customers.segment where code = $1', [code]);
}
