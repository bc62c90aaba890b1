import { integerArray, retryWhenOvertaken, type Tx, uuidArray } from '../../../platform/database/index.ts';
import { sealAge } from '../domain/age-seal.ts';
import { statementName } from './statement-name.ts';

/** A subject as it is stored: adulthood as a day, minority as a sealed birth date; at most one of the three ages is known. */
export interface SubjectRow {
  readonly person: string;
  readonly role: string;
  readonly adultOn: string | null;
  /** Of age by a birth date, not only by a declaration. */
  readonly adultBorn: boolean;
  readonly minorBirth: Buffer | null;
  /** The day on which they declared to be 14. */
  readonly fourteenOn: string | null;
}

/** Nothing is known about the age. */
export const AGE_UNKNOWN = { adultOn: null, adultBorn: false, minorBirth: null, fourteenOn: null } as const;

/** Adds those that are not yet known and returns their ordinals; ordinals of existing people stay. Ages are sealed under `key`. */
export async function insertSubjects(
  tx: Tx,
  rows: readonly SubjectRow[],
  at: Date,
  key: Uint8Array,
): Promise<Map<string, number>> {
  // The anti-join comes first so that a second import burns no ordinals; the conflict clause is for two imports at once.
  const added = await tx.query<{ person: string; ordinal: number }>(
    `insert into consent.subject (person, role, adult_on, adult_born, minor_birth, fourteen_on, registered_at, age_seal)
     select t.person, t.role, t.adult_on, t.adult_born, t.minor_birth, t.fourteen_on, $7, t.age_seal
       from unnest($1::uuid[], $2::text[], $3::date[], $4::boolean[], $5::bytea[], $6::date[], $8::bytea[]) with ordinality
         as t (person, role, adult_on, adult_born, minor_birth, fourteen_on, age_seal, n)
      where not exists (select 1 from consent.subject s where s.person = t.person)
      order by t.n
     on conflict (person) do nothing
     returning person, ordinal`,
    [
      rows.map((row) => row.person),
      rows.map((row) => row.role),
      rows.map((row) => row.adultOn),
      rows.map((row) => row.adultBorn),
      rows.map((row) => row.minorBirth),
      rows.map((row) => row.fourteenOn),
      at,
      rows.map((row) => sealAge(key, row, at)),
    ],
    statementName('consent.insert-subjects', rows.length),
  );
  return new Map(added.map((row) => [row.person, row.ordinal]));
}

/** The statement that adds customers of whom nothing else is known (an array of their ids, sorted, and when) and returns their ordinals. */
export function addingStatement(persons: number, at: number): string {
  return `insert into consent.subject (person, role, registered_at)
    select person, 'customer', $${at} from unnest($${persons}::uuid[]) with ordinality as row (person, place)
     where not exists (select 1 from consent.subject s where s.person = row.person)
     order by place on conflict (person) do nothing returning person, ordinal`;
}

/**
 * What is learnt later about people already known. A birth date replaces whatever is not one; being 18 as declared replaces being 14 as declared;
 * a declaration replaces no sign of minority. Nothing else that is known is overwritten. Ages are sealed under `key`.
 */
export async function learnAges(tx: Tx, rows: readonly SubjectRow[], at: Date, key: Uint8Array): Promise<void> {
  const learnt = rows.filter((row) => row.adultOn !== null || row.minorBirth !== null || row.fourteenOn !== null);
  if (learnt.length === 0) return;
  await tx.execute(
    `update consent.subject s set adult_on = t.adult_on, adult_born = t.adult_born, minor_birth = t.minor_birth,
         fourteen_on = t.fourteen_on, minority_sign_at = null, age_seal = t.age_seal
       from unnest($1::uuid[], $2::date[], $3::boolean[], $4::bytea[], $5::date[], $6::bytea[])
         as t (person, adult_on, adult_born, minor_birth, fourteen_on, age_seal)
      where s.person = t.person and s.minor_birth is null and not s.adult_born
        and (t.adult_born or t.minor_birth is not null
          or s.minority_sign_at is null and s.adult_on is null and (t.adult_on is not null or s.fourteen_on is null))`,
    [
      learnt.map((row) => row.person),
      learnt.map((row) => row.adultOn),
      learnt.map((row) => row.adultBorn),
      learnt.map((row) => row.minorBirth),
      learnt.map((row) => row.fourteenOn),
      learnt.map((row) => sealAge(key, row, at)),
    ],
    statementName('consent.learn-ages', learnt.length),
  );
}

/** Ordinals of people, in their order; undefined where unknown. */
export async function findOrdinals(tx: Tx, persons: readonly string[]): Promise<(number | undefined)[]> {
  const rows = await tx.query<{ person: string; ordinal: number }>(
    'select person, ordinal from consent.subject where person = any ($1::uuid[])',
    [persons],
    statementName('consent.ordinals', persons.length),
  );
  const found = new Map(rows.map((row) => [row.person, row.ordinal]));
  return persons.map((person) => found.get(person));
}

/** The highest ordinal that anybody has or had; 0 when there is nobody. */
export async function highestOrdinal(tx: Tx): Promise<number> {
  const row = await tx.first<{ highest: number | null }>(
    'select max(ordinal) as highest from consent.subject',
    [],
    'consent.highest-ordinal',
  );
  return row?.highest ?? 0;
}

/** People of ordinals, in their order; an unknown ordinal is a bug. */
export async function findPersons(tx: Tx, ordinals: Uint32Array | readonly number[]): Promise<string[]> {
  const rows = await tx.query<{ person: string; ordinal: number }>(
    'select person, ordinal from consent.subject where ordinal = any ($1::int[])',
    [Array.from(ordinals)],
    statementName('consent.persons', ordinals.length),
  );
  const found = new Map(rows.map((row) => [row.ordinal, row.person]));
  return Array.from(ordinals, (ordinal) => {
    const person = found.get(ordinal);
    if (person === undefined) throw new Error('an ordinal that nobody has');
    return person;
  });
}

/** Ids of ordinals, 16 bytes each, in ascending order of ordinals; shorter when somebody is unknown. */
export async function findIds(tx: Tx, ordinals: Uint32Array): Promise<Buffer> {
  const row = await tx.one<{ ids: Buffer | null }>(
    `select string_agg(uuid_send(person), '' order by ordinal) as ids from consent.subject where ordinal = any ($1::int[])`,
    [`{${ordinals.join(',')}}`],
    statementName('consent.ids', ordinals.length),
  );
  return row.ids ?? Buffer.alloc(0);
}

/** Everybody with an ordinal from `first` to `last`, ascending: four bytes of ordinal, big-endian, and 16 of id each. */
export async function readIds(tx: Tx, first: number, last: number): Promise<Buffer> {
  const row = await tx.one<{ ids: Buffer | null }>(
    `select string_agg(int4send(ordinal) || uuid_send(person), '' order by ordinal) as ids
       from consent.subject where ordinal between $1 and $2`,
    [first, last],
    'consent.range-of-ids',
  );
  return row.ids ?? Buffer.alloc(0);
}

/**
 * Locks people against acts of others until the end of the transaction and returns their ordinals. An act takes `for no key update`, a
 * use `for share`: so a withdrawal that has been answered can never be followed by a use that had been decided before it. In ordinal order,
 * so that two batches can't deadlock.
 */
export async function lockSubjects(
  tx: Tx,
  persons: readonly string[],
  mode: 'act' | 'use',
): Promise<Map<string, number>> {
  const rows = await tx.query<{ person: string; ordinal: number }>(
    `select person, ordinal from consent.subject where person = any ($1::uuid[]) order by ordinal
       for ${mode === 'act' ? 'no key update' : 'share'}`,
    [uuidArray(persons)],
    statementName(`consent.lock-${mode}`, persons.length),
  );
  return new Map(rows.map((row) => [row.person, row.ordinal]));
}

/** Locks people like `lockSubjects` for an act; fails, so that the transaction is tried again and reads, unless these are their ordinals. */
export async function expectSubjects(tx: Tx, known: ReadonlyMap<string, number>): Promise<void> {
  const ordinals = [...known.values()];
  await retryWhenOvertaken(
    tx.execute(
      `with expected as materialized (select * from unnest($1::uuid[], $2::int[]) as row (person, ordinal)),
         locked as materialized (select person, ordinal from consent.subject where person = any ($1::uuid[]) order by ordinal for no key update)
       select 1 / ((select count(*) from locked join expected using (person, ordinal)) = cardinality($2::int[]))::integer`,
      [uuidArray([...known.keys()]), integerArray(ordinals)],
      statementName('consent.expect-subjects', ordinals.length),
    ),
  );
}
