import type { GateWorld } from './gate-world.ts';

/** Every row of every table that an answer could touch, as one number. */
export async function everythingStored(world: Pick<GateWorld, 'act'>): Promise<string> {
  const row = await world.act((tx) =>
    tx.one<{ all: string }>(
      `select md5(concat_ws('|', ${[
        'consent.subject',
        'consent.standing',
        'consent.presentation',
        'consent."grant"',
        'consent.refusal',
        'consent.suppression',
        'consent.change',
        'consent.guardianship',
        'consent.guardianship_end',
        'evidence.chain',
        'evidence.pack',
        'platform.journal_pending',
        'register.activity_revision',
      ]
        .map((table) => `(select string_agg(t::text, '' order by t::text) from ${table} t)`)
        .join(', ')})) as all`,
    ),
  );
  return row.all;
}
