import type { Tx } from '../../../platform/database/index.ts';

export interface TrailRow {
  readonly position: number;
  readonly time: Date;
  readonly actor: string;
  readonly act: string;
  readonly subject: string | null;
  readonly receipt: string | null;
}

export async function appendTrail(tx: Tx, row: Omit<TrailRow, 'position'>): Promise<void> {
  await tx.execute(
    'insert into access.trail (time, actor, act, subject, receipt) values ($1, $2, $3, $4, $5)',
    [row.time, row.actor, row.act, row.subject, row.receipt],
    'access.trail.append',
  );
}

/** Newest first, before a position. */
export async function readTrail(
  tx: Tx,
  limit: number,
  before: number | undefined,
  actor: string | undefined,
): Promise<TrailRow[]> {
  return tx.query<TrailRow>(
    `select position, time, actor, act, subject, receipt from access.trail
      where ($2::bigint is null or position < $2) and ($3::text is null or actor = $3) order by position desc limit $1`,
    [limit, before ?? null, actor ?? null],
  );
}
