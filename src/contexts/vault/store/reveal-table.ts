import type { Tx } from '../../../platform/database/index.ts';

/** One reveal as it is stored; the reason is sealed. */
export interface RevealRow {
  readonly id: string;
  readonly person: string;
  readonly activity: string;
  readonly fields: string[];
  readonly shown_to: string;
  readonly reason: Buffer;
  readonly use_id: string;
  readonly receipt: string;
  readonly at: Date;
}

/** Records a reveal. */
export async function insertReveal(tx: Tx, row: RevealRow): Promise<void> {
  await tx.execute(
    `insert into vault.reveal (id, person, activity, fields, shown_to, reason, use_id, receipt, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.id, row.person, row.activity, row.fields, row.shown_to, row.reason, row.use_id, row.receipt, row.at],
    'vault.insert-reveal',
  );
}

/** Reveals newest first, of one person or of all, after `before` (an id: they grow with time). */
export function selectReveals(
  tx: Tx,
  page: { person: string | null; before: string | null; limit: number },
): Promise<RevealRow[]> {
  return tx.query(
    `select id, person, activity, fields, shown_to, reason, use_id, receipt, at from vault.reveal
     where ($1::uuid is null or person = $1) and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [page.person, page.before, page.limit],
    'vault.select-reveals',
  );
}
