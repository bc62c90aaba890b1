import type { Tx } from '../../../platform/database/index.ts';
import { statementName } from './statement-name.ts';

/** Something that alters a decision. */
export interface ChangeRow {
  readonly ordinal: number;
  readonly kind: string;
  readonly activity?: string | null;
  readonly channel?: string | null;
}

/** Appends to the change log, in the transaction of the act. */
export async function insertChanges(tx: Tx, rows: readonly ChangeRow[], at: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `insert into consent.change (ordinal, kind, activity, channel, at)
     select t.*, $5 from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as t`,
    [
      rows.map((row) => row.ordinal),
      rows.map((row) => row.kind),
      rows.map((row) => row.activity ?? null),
      rows.map((row) => row.channel ?? null),
      at,
    ],
    statementName('consent.insert-changes', rows.length),
  );
}
