import type { Tx } from '../../../platform/database/index.ts';
import type { ExportCounts } from '../domain/export-facts.ts';
import { statementName } from './statement-name.ts';

/** Lets one transfer abroad be counted at a time, until the end of the transaction: two at once could both stay below a threshold. */
export async function lockExports(tx: Tx): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock(hashtext('consent.exports'))`, [], 'consent.lock-exports');
}

/** How many different people's information went abroad in a year up to an instant. */
export async function countExports(tx: Tx, year: number, at: Date): Promise<ExportCounts> {
  return tx.one<ExportCounts>(
    `select count(*) filter (where plain_at <= $2)::int as plain, count(*) filter (where sensitive_at <= $2)::int as sensitive
       from consent.export_person where year = $1`,
    [year, at],
    'consent.count-exports',
  );
}

/** Which of these people are counted already in a year, and how. */
export async function exportedAmong(
  tx: Tx,
  year: number,
  ordinals: readonly number[],
  at: Date,
): Promise<Map<number, { plain: boolean; sensitive: boolean }>> {
  const rows = await tx.query<{ ordinal: number; plain: boolean; sensitive: boolean }>(
    `select ordinal, coalesce(plain_at <= $3, false) as plain, coalesce(sensitive_at <= $3, false) as sensitive
       from consent.export_person where year = $1 and ordinal = any ($2::int[])`,
    [year, ordinals, at],
    statementName('consent.exported-among', ordinals.length),
  );
  return new Map(rows.map(({ ordinal, plain, sensitive }) => [ordinal, { plain, sensitive }]));
}

/** Counts people whose information goes abroad; whoever is counted already stays as they are. */
export async function noteExports(
  tx: Tx,
  year: number,
  rows: readonly { readonly ordinal: number; readonly sensitive: boolean }[],
  at: Date,
): Promise<void> {
  await tx.execute(
    `insert into consent.export_person as e (year, ordinal, plain_at, sensitive_at)
     select $1, t.ordinal, case when not t.sensitive then $4::timestamptz end, case when t.sensitive then $4::timestamptz end
       from unnest($2::int[], $3::bool[]) as t (ordinal, sensitive) order by t.ordinal
     on conflict (year, ordinal) do update set plain_at = coalesce(e.plain_at, excluded.plain_at),
       sensitive_at = coalesce(e.sensitive_at, excluded.sensitive_at)`,
    [year, rows.map((row) => row.ordinal), rows.map((row) => row.sensitive), at],
    statementName('consent.note-exports', rows.length),
  );
}
