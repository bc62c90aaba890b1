import type { Tx } from '../../../platform/database/index.ts';
import type { Guardianship } from '../domain/guardianship.ts';

/** A relation to be stored; ordinals instead of persons. */
export interface GuardianshipRow {
  readonly id: string;
  readonly child: number;
  readonly guardian: number;
  readonly kind: string;
  readonly grade: string;
  readonly evidenceKind: string | null;
  readonly evidenceHash: string | null;
  readonly from: Date;
  readonly until: Date | null;
  readonly by: string;
  readonly at: Date;
  readonly receipt: string;
}

/** Stores a relation between a child and a guardian. */
export async function insertGuardianship(tx: Tx, row: GuardianshipRow): Promise<void> {
  await tx.execute(
    `insert into consent.guardianship (id, child, guardian, kind, grade, evidence_kind, evidence_hash, from_at, until_at,
        recorded_by, recorded_at, receipt)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      row.id,
      row.child,
      row.guardian,
      row.kind,
      row.grade,
      row.evidenceKind,
      row.evidenceHash,
      row.from,
      row.until,
      row.by,
      row.at,
      row.receipt,
    ],
  );
}

/** Ends relations; those that had ended stay as they are. */
export async function insertGuardianshipEnd(
  tx: Tx,
  end: { id: string; reason: string; by: string; at: Date; receipt: string },
): Promise<void> {
  await tx.execute(
    `insert into consent.guardianship_end (guardianship, reason, ended_by, ended_at, receipt) values ($1, $2, $3, $4, $5)`,
    [end.id, end.reason, end.by, end.at, end.receipt],
  );
}

/** A relation as it is stored, with whether the guardian is known to be of age and still there. */
export type StoredGuardianship = Guardianship & { readonly childOrdinal: number; readonly guardianOrdinal: number };

const SELECT = `
  select g.id, c.person as child, a.person as guardian, g.child as "childOrdinal", g.guardian as "guardianOrdinal", g.kind, g.grade,
      g.evidence_kind as "evidenceKind", g.from_at as "from", g.until_at as until, g.recorded_at as "recordedAt", g.receipt,
      e.ended_at as "endedAt", a.adult_on is not null and a.closed_at is null as "guardianOfAge"
    from consent.guardianship g
    join consent.subject c on c.ordinal = g.child
    join consent.subject a on a.ordinal = g.guardian
    left join consent.guardianship_end e on e.guardianship = g.id`;

/** A relation by its id. */
export async function findGuardianship(tx: Tx, id: string): Promise<StoredGuardianship | undefined> {
  return tx.first<StoredGuardianship>(`${SELECT} where g.id = $1`, [id], 'consent.guardianship');
}

/** Every relation of a person, as child or as guardian, the newest first. */
export async function guardianshipsOf(tx: Tx, person: string): Promise<StoredGuardianship[]> {
  return tx.query<StoredGuardianship>(
    `${SELECT} where c.person = $1 or a.person = $1 order by g.recorded_at desc, g.id`,
    [person],
    'consent.guardianships-of',
  );
}

/** The relations of these children to these guardians. */
export async function guardianshipsBetween(
  tx: Tx,
  children: readonly string[],
  guardians: readonly string[],
): Promise<StoredGuardianship[]> {
  return tx.query<StoredGuardianship>(
    `${SELECT} where c.person = any ($1::uuid[]) and a.person = any ($2::uuid[]) order by g.recorded_at desc, g.id`,
    [children, guardians],
    'consent.guardianships-between',
  );
}

/** What is consented to for a child by a guardian and still stands: the activities. */
export async function activitiesUnder(tx: Tx, child: number, guardian: number): Promise<string[]> {
  const rows = await tx.query<{ activity: string }>(
    `select distinct activity from consent."grant"
      where ordinal = $1 and guardian = $2 and withdrawn_at is null order by activity`,
    [child, guardian],
    'consent.activities-under-guardian',
  );
  return rows.map(({ activity }) => activity);
}

/** The sealed birth dates of these people, where they are minors. */
export async function sealedBirths(tx: Tx, persons: readonly string[]): Promise<Map<string, Buffer>> {
  const rows = await tx.query<{ person: string; birth: Buffer }>(
    'select person, minor_birth as birth from consent.subject where person = any ($1::uuid[]) and minor_birth is not null',
    [persons],
    'consent.sealed-births',
  );
  return new Map(rows.map(({ person, birth }) => [person, birth]));
}
