import {
  instantArray,
  integerArray,
  retryWhenOvertaken,
  type Tx,
  textArray,
  uuidArray,
} from '../../../platform/database/index.ts';
import { fewRows, type OrdinalOf } from './few-rows.ts';
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

/** Adds those that are not yet known and returns their ordinals; ordinals of existing people stay. */
export async function insertSubjects(tx: Tx, rows: readonly SubjectRow[], at: Date): Promise<Map<string, number>> {
  // The anti-join comes first so that a second import burns no ordinals; the conflict clause is for two imports at once.
  const added = await tx.query<{ person: string; ordinal: number }>(
    `insert into consent.subject (person, role, adult_on, adult_born, minor_birth, fourteen_on, registered_at)
     select t.person, t.role, t.adult_on, t.adult_born, t.minor_birth, t.fourteen_on, $7
       from unnest($1::uuid[], $2::text[], $3::date[], $4::boolean[], $5::bytea[], $6::date[]) with ordinality
         as t (person, role, adult_on, adult_born, minor_birth, fourteen_on, n)
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
 * a declaration replaces no sign of minority. Nothing else that is known is overwritten.
 */
export async function learnAges(tx: Tx, rows: readonly SubjectRow[]): Promise<void> {
  const learnt = rows.filter((row) => row.adultOn !== null || row.minorBirth !== null || row.fourteenOn !== null);
  if (learnt.length === 0) return;
  await tx.execute(
    `update consent.subject s set adult_on = t.adult_on, adult_born = t.adult_born, minor_birth = t.minor_birth,
         fourteen_on = t.fourteen_on, minority_sign_at = null
       from unnest($1::uuid[], $2::date[], $3::boolean[], $4::bytea[], $5::date[]) as t (person, adult_on, adult_born, minor_birth, fourteen_on)
      where s.person = t.person and s.minor_birth is null and not s.adult_born
        and (t.adult_born or t.minor_birth is not null
          or s.minority_sign_at is null and s.adult_on is null and (t.adult_on is not null or s.fourteen_on is null))`,
    [
      learnt.map((row) => row.person),
      learnt.map((row) => row.adultOn),
      learnt.map((row) => row.adultBorn),
      learnt.map((row) => row.minorBirth),
      learnt.map((row) => row.fourteenOn),
    ],
    statementName('consent.learn-ages', learnt.length),
  );
}

/** Notes a sign of minority of a locked subject: their declarations no longer count. False when their birth date is known, which says more. */
export async function noteMinoritySign(tx: Tx, ordinal: number, at: Date): Promise<boolean> {
  const noted = await tx.execute(
    `update consent.subject set adult_on = null, fourteen_on = null, minority_sign_at = coalesce(minority_sign_at, $2)
      where ordinal = $1 and minor_birth is null and not adult_born and closed_at is null`,
    [ordinal, at],
    'consent.note-minority-sign',
  );
  return noted > 0;
}

/** Takes the sign of minority of a locked subject away; false when there is none. */
export async function dropMinoritySign(tx: Tx, ordinal: number): Promise<boolean> {
  const dropped = await tx.execute(
    'update consent.subject set minority_sign_at = null where ordinal = $1 and minority_sign_at is not null',
    [ordinal],
    'consent.drop-minority-sign',
  );
  return dropped > 0;
}

/** Puts what a corrected birth date says of a locked subject in the place of all that was known about the age. */
export async function correctAge(
  tx: Tx,
  ordinal: number,
  { adultOn, minorBirth }: Pick<SubjectRow, 'adultOn' | 'minorBirth'>,
): Promise<void> {
  await tx.execute(
    `update consent.subject set adult_on = $2::date, adult_born = $2::date is not null, minor_birth = $3, fourteen_on = null,
        minority_sign_at = null where ordinal = $1`,
    [ordinal, adultOn, minorBirth],
    'consent.correct-age',
  );
}

/** What is known about the age of a person; undefined when nobody is known by the id. */
export async function readAge(
  tx: Tx,
  person: string,
): Promise<
  | {
      adult: boolean;
      born: boolean;
      minorBirth: Buffer | null;
      fourteen: boolean;
      signAt: Date | null;
      registeredAt: Date;
    }
  | undefined
> {
  return tx.first(
    `select adult_on is not null as adult, adult_born as born, minor_birth as "minorBirth", fourteen_on is not null as fourteen,
        minority_sign_at as "signAt", registered_at as "registeredAt" from consent.subject where person = $1`,
    [person],
    'consent.age-of',
  );
}

/** Whether somebody is known to be 18, by birth date or declaration, and not erased. */
export async function isOfAge(tx: Tx, ordinal: number): Promise<boolean> {
  const found = await tx.first(
    'select 1 from consent.subject where ordinal = $1 and adult_on is not null and closed_at is null',
    [ordinal],
    'consent.is-of-age',
  );
  return found !== undefined;
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

/** A standing to be stored. */
export interface StandingRow {
  readonly ordinal: number;
  readonly activity: string;
  readonly source: string;
  readonly grade: string;
  readonly notice: string | null;
  readonly noticeVersion: number | null;
  readonly revision: number | null;
  readonly noticeShownAt: Date | null;
  readonly keepUntil: Date | null;
  readonly how: string | null;
}

/** Stores standings; one with worse proof never replaces one with better. */
export async function upsertStandings(tx: Tx, rows: readonly StandingRow[], at: Date): Promise<void> {
  if (rows.length === 0) return;
  const name = statementName('consent.upsert-standings', rows.length);
  await tx.execute(standingsStatement(0), standingParameters(rows, at), name);
}

/** How many parameters `standingsStatement` has. */
export const STANDING_PARAMETERS = 11;

const STANDING_TYPES = ['int', 'text', 'text', 'text', 'text', 'int', 'int', 'timestamptz', 'timestamptz', 'text'];

/** The statement that stores standings, whose parameters come behind `before` others. */
export function standingsStatement(before: number): string {
  const arrays = STANDING_TYPES.map((type, at) => `$${before + at + 1}::${type}[]`).join(', ');
  return upsertOf(`select t.*, $${before + 11} from unnest(${arrays}) as t (ordinal, activity)
      order by t.ordinal, t.activity`);
}

/** The same for a few standings, which are in the order of `inStandingOrder`. */
export function fewStandingsStatement(before: number, ordinal?: OrdinalOf): string {
  return upsertOf(fewRows(STANDING_TYPES, before, `, $${before + 11}`, ordinal));
}

/** The order in which standings are locked, by whomever they are written. */
export function inStandingOrder(rows: readonly StandingRow[]): StandingRow[] {
  return [...rows].sort((a, b) => a.ordinal - b.ordinal || (a.activity < b.activity ? -1 : 1));
}

function upsertOf(rows: string): string {
  return `insert into consent.standing as s
       (ordinal, activity, source, grade, notice, notice_version, revision, notice_shown_at, keep_until, how, recorded_at)
     ${rows}
     on conflict (activity, ordinal) do update set source = excluded.source, grade = excluded.grade,
       notice = excluded.notice, notice_version = excluded.notice_version, revision = excluded.revision,
       notice_shown_at = excluded.notice_shown_at, keep_until = excluded.keep_until, how = excluded.how,
       recorded_at = excluded.recorded_at
      where excluded.grade <= s.grade`;
}

/** The parameters of `standingsStatement`. */
export function standingParameters(rows: readonly StandingRow[], at: Date): unknown[] {
  return [
    integerArray(rows.map((row) => row.ordinal)),
    textArray(rows.map((row) => row.activity)),
    textArray(rows.map((row) => row.source)),
    textArray(rows.map((row) => row.grade)),
    textArray(rows.map((row) => row.notice)),
    integerArray(rows.map((row) => row.noticeVersion)),
    integerArray(rows.map((row) => row.revision)),
    instantArray(rows.map((row) => row.noticeShownAt)),
    instantArray(rows.map((row) => row.keepUntil)),
    textArray(rows.map((row) => row.how)),
    at,
  ];
}
