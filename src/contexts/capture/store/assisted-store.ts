import type { Tx } from '../../../platform/database/index.ts';

/** Notes how an answer came that staff took down. */
export async function insertAssisted(
  tx: Tx,
  row: { submission: string; way: 'agent' | 'paper'; scriptHash: string | null; by: string; at: Date },
): Promise<void> {
  await tx.execute(
    'insert into capture.assisted (submission, way, script_hash, taken_by, taken_at) values ($1, $2, $3, $4, $5)',
    [row.submission, row.way, row.scriptHash, row.by, row.at],
  );
}
