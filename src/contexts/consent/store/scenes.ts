import type { Tx } from '../../../platform/database/index.ts';

/** At which touchpoint, or from which source, somebody came to an activity, and when that was last noted. */
export interface Scene {
  readonly activity: string;
  /** For example "form:autumn", "import:file", "site:shop/banner". */
  readonly source: string;
  readonly at: Date;
}

/** How these people came to each activity, the newest first. */
export async function scenesOf(tx: Tx, persons: readonly string[]): Promise<Scene[]> {
  return tx.query<Scene>(
    `select d.activity, d.source, max(d.recorded_at) as at
       from consent.subject s join consent.standing d using (ordinal) where s.person = any ($1::uuid[])
      group by 1, 2 order by 3 desc, 1, 2`,
    [persons],
    'consent.scenes-of',
  );
}
