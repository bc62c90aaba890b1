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
}

const COLUMNS = 'code, name, definition, activity, revision, saved_by as "savedBy", saved_at as "savedAt"';

export async function upsertSegment(tx: Tx, row: Omit<SegmentRow, 'revision'>): Promise<number> {
  const saved = await tx.one<{ revision: number }>(
    `insert into customers.segment (code, name, definition, activity, revision, saved_by, saved_at)
     values ($1, $2, $3, $4, 1, $5, $6)
     on conflict (code) do update set name = excluded.name, definition = excluded.definition, activity = excluded.activity,
       revision = customers.segment.revision + 1, saved_by = excluded.saved_by, saved_at = excluded.saved_at
     returning revision`,
    [row.code, JSON.stringify(row.name), JSON.stringify(row.definition), row.activity, row.savedBy, row.savedAt],
  );
  return saved.revision;
}

export async function findSegment(tx: Tx, code: string): Promise<SegmentRow | undefined> {
  return tx.first<SegmentRow>(`select ${COLUMNS} from customers.segment where code = $1`, [code]);
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
