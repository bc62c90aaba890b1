import type { Tx } from '../../../../platform/database/index.ts';
import type { Bilingual } from '../../../../platform/failure.ts';
import type { ComputedSpec } from '../domain/computed-spec.ts';

/** A computed trait as it is defined, and when it was computed last. */
export interface ComputedRow {
  readonly code: string;
  readonly name: Bilingual;
  readonly activity: string;
  readonly spec: ComputedSpec;
  readonly revision: number;
  readonly savedBy: string;
  readonly savedAt: Date;
  readonly computedAt: Date | null;
  /** How many people have a value. */
  readonly people: number | null;
  readonly receipt: string | null;
}

const COLUMNS = `code, name, activity, spec, revision, saved_by as "savedBy", saved_at as "savedAt", computed_at as "computedAt", people, receipt`;

export async function upsertComputed(
  tx: Tx,
  row: Pick<ComputedRow, 'code' | 'name' | 'activity' | 'spec' | 'savedBy' | 'savedAt'>,
): Promise<number> {
  const saved = await tx.one<{ revision: number }>(
    `insert into customers.computed_trait (code, name, activity, spec, revision, saved_by, saved_at) values ($1, $2, $3, $4, 1, $5, $6)
     on conflict (code) do update set name = excluded.name, activity = excluded.activity, spec = excluded.spec,
       revision = customers.computed_trait.revision + 1, saved_by = excluded.saved_by, saved_at = excluded.saved_at,
       computed_at = null, people = null, receipt = null
     returning revision`,
    [row.code, JSON.stringify(row.name), row.activity, JSON.stringify(row.spec), row.savedBy, row.savedAt],
  );
  return saved.revision;
}

/** In the order of their codes. */
export async function listComputed(tx: Tx): Promise<ComputedRow[]> {
  return tx.query<ComputedRow>(`select ${COLUMNS} from customers.computed_trait order by code limit 200`);
}

export async function deleteComputed(tx: Tx, code: string): Promise<number> {
  return tx.execute('delete from customers.computed_trait where code = $1', [code]);
}

/** Notes that a revision was computed; nothing when there is another one by now. */
export async function setComputed(
  tx: Tx,
  done: { code: string; revision: number; at: Date; people: number; receipt: string },
): Promise<void> {
  await tx.execute(
    'update customers.computed_trait set computed_at = $3, people = $4, receipt = $5 where code = $1 and revision = $2',
    [done.code, done.revision, done.at, done.people, done.receipt],
  );
}
