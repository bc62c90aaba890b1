import type { Tx } from '../../../platform/database/index.ts';

/** How often something of one kind did not open within one hour. */
export interface VaultAlarm {
  readonly what: string;
  readonly hour: Date;
  readonly count: number;
  readonly lastAt: Date;
}

/** Adds counts to the hour's alarms. */
export async function addAlarms(tx: Tx, counts: readonly (readonly [string, number])[], at: Date): Promise<void> {
  await tx.execute(
    `insert into vault.alarm (what, hour, count, last_at)
     select what, date_trunc('hour', $3::timestamptz, 'UTC'), count, $3
     from unnest($1::text[], $2::integer[]) as new (what, count) order by what
     on conflict (what, hour) do update set count = vault.alarm.count + excluded.count, last_at = excluded.last_at`,
    [counts.map(([what]) => what), counts.map(([, count]) => count), at],
    'vault.add-alarms',
  );
}

/** The newest alarms. */
export function selectAlarms(tx: Tx, limit: number): Promise<VaultAlarm[]> {
  return tx.query(
    'select what, hour, count, last_at as "lastAt" from vault.alarm order by last_at desc, what limit $1',
    [limit],
  );
}
