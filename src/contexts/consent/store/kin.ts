import type { Tx } from '../../../platform/database/index.ts';

/** A record and the group that it belongs to; null: none. */
export interface KinRow {
  readonly ordinal: number;
  readonly label: number | null;
}

/**
 * Locks records, and everybody who is the same human as one of them, as an act does, and returns the groups as they stand then: label to
 * ordinals.
 */
export async function lockKin(tx: Tx, ordinals: readonly number[]): Promise<Map<number, number[]>> {
  await tx.execute(
    `select ordinal from consent.subject where ordinal in (
        select unnest($1::int[]) union
        select k.ordinal from consent.kin m join consent.kin k on k.label = m.label and k.parted_at is null
         where m.ordinal = any ($1::int[]) and m.parted_at is null)
      order by ordinal for no key update`,
    [ordinals],
    'consent.lock-kin',
  );
  const rows = await tx.query<{ ordinal: number; label: number }>(
    `select k.ordinal, k.label from consent.kin k where k.parted_at is null and k.label in (
        select label from consent.kin where ordinal = any ($1::int[]) and parted_at is null)`,
    [ordinals],
    'consent.kin-groups',
  );
  const groups = new Map<number, number[]>();
  for (const { ordinal, label } of rows) {
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [ordinal]);
    else group.push(ordinal);
  }
  return groups;
}

/** Moves records to other groups, or out of one. */
export async function writeKin(tx: Tx, rows: readonly KinRow[], at: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    'update consent.kin set parted_at = $2 where ordinal = any ($1::int[]) and parted_at is null',
    [rows.map(({ ordinal }) => ordinal), at],
    'consent.end-kin',
  );
  const joined = rows.filter(({ label }) => label !== null);
  if (joined.length === 0) return;
  await tx.execute(
    `insert into consent.kin (ordinal, label, joined_at)
     select ordinal, label, $3 from unnest($1::int[], $2::int[]) as kin (ordinal, label)`,
    [joined.map(({ ordinal }) => ordinal), joined.map(({ label }) => label), at],
    'consent.insert-kin',
  );
}
