import type { Tx } from '../../../../platform/database/index.ts';
import { ROWS_A_STATEMENT } from './rows-a-statement.ts';

/** That somebody carries a tag. */
export interface PersonTag {
  readonly id: string;
  readonly tag: string;
  readonly person: string;
  readonly ordinal: number;
  readonly byRule: boolean;
  readonly givenBy: string;
  readonly givenAt: Date;
  readonly endsAt: Date;
  readonly reason: Buffer | null;
  readonly receipt: string;
}

const COLUMNS = `id, tag, person, ordinal, by_rule as "byRule", given_by as "givenBy", given_at as "givenAt", ends_at as "endsAt", reason, receipt`;

/** Gives a tag by hand; giving it again renews its term and its reason. */
export async function upsertPersonTag(tx: Tx, row: PersonTag): Promise<void> {
  await tx.execute(
    `insert into customers.person_tag (id, tag, person, ordinal, by_rule, given_by, given_at, ends_at, reason, receipt)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (tag, ordinal) do update set id = excluded.id, by_rule = excluded.by_rule, given_by = excluded.given_by,
       given_at = excluded.given_at, ends_at = excluded.ends_at, reason = excluded.reason, receipt = excluded.receipt`,
    [
      row.id,
      row.tag,
      row.person,
      row.ordinal,
      row.byRule,
      row.givenBy,
      row.givenAt,
      row.endsAt,
      row.reason,
      row.receipt,
    ],
  );
}

/** What these people carry, in the order of the codes. */
export async function tagsOfPersons(tx: Tx, persons: readonly string[]): Promise<PersonTag[]> {
  return tx.query<PersonTag>(
    `select ${COLUMNS} from customers.person_tag where person = any($1::uuid[]) order by tag, ordinal`,
    [persons],
    'customers.tags-of-persons',
  );
}

/** Takes a tag off somebody; how it was given, or undefined when they did not carry it. */
export async function deletePersonTag(tx: Tx, tag: string, person: string): Promise<{ ordinal: number } | undefined> {
  return tx.first<{ ordinal: number }>(
    'delete from customers.person_tag where tag = $1 and person = $2 returning ordinal',
    [tag, person],
    'customers.delete-person-tag',
  );
}

/** Who carries a tag, by rule and by hand, ascending. */
export async function carriersOf(tx: Tx, tag: string): Promise<{ ordinal: number; byRule: boolean; endsAt: Date }[]> {
  return tx.query(
    'select ordinal, by_rule as "byRule", ends_at as "endsAt" from customers.person_tag where tag = $1 order by ordinal',
    [tag],
    'customers.carriers',
  );
}

/** Ordinals of those from whom a tag was taken off, by themselves or by staff, ascending. */
export async function deletedFrom(tx: Tx, tag: string): Promise<number[]> {
  const rows = await tx.query<{ ordinal: number }>(
    'select ordinal from customers.deleted_tag where tag = $1 order by ordinal',
    [tag],
    'customers.deleted-from',
  );
  return rows.map((row) => row.ordinal);
}

/** Whether the person themselves deleted the tag, from any of these records of theirs. */
export async function wasDeletedByPerson(tx: Tx, tag: string, records: readonly string[]): Promise<boolean> {
  const row = await tx.first(
    'select 1 from customers.deleted_tag where tag = $1 and person = any($2::uuid[]) and by_person',
    [tag, records],
    'customers.was-deleted-by-person',
  );
  return row !== undefined;
}

/** When each of these tags was last taken off somebody by hand, theirs or that of staff; a tag that never was is not in it. */
export async function lastTaken(tx: Tx, tags: readonly string[]): Promise<Map<string, Date>> {
  if (tags.length === 0) return new Map();
  const rows = await tx.query<{ tag: string; at: Date }>(
    'select tag, max(deleted_at) as at from customers.deleted_tag where tag = any($1) group by tag',
    [tags],
    'customers.last-taken-tags',
  );
  return new Map(rows.map(({ tag, at }) => [tag, at]));
}

/** Notes that a tag was taken off; that the person did it stays, whatever staff do. */
export async function insertDeletedTag(
  tx: Tx,
  row: { tag: string; person: string; ordinal: number; byPerson: boolean; at: Date },
): Promise<void> {
  await tx.execute(
    `insert into customers.deleted_tag (tag, person, ordinal, by_person, deleted_at) values ($1, $2, $3, $4, $5)
     on conflict (tag, ordinal) do update set by_person = customers.deleted_tag.by_person or excluded.by_person, deleted_at = excluded.deleted_at`,
    [row.tag, row.person, row.ordinal, row.byPerson, row.at],
    'customers.insert-deleted-tag',
  );
}

/** Forgets that staff took a tag off: they give it again. */
export async function forgetDeletedTag(tx: Tx, tag: string, person: string): Promise<void> {
  await tx.execute('delete from customers.deleted_tag where tag = $1 and person = $2 and not by_person', [tag, person]);
}

/** Gives a tag by its rule to people who do not carry it, and renews the term of those who do. */
export async function giveByRule(
  tx: Tx,
  rows: readonly { readonly id: string; readonly ordinal: number }[],
  given: { tag: string; by: string; at: Date; endsAt: Date; receipt: string },
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    const some = rows.slice(start, start + ROWS_A_STATEMENT);
    await tx.execute(
      `insert into customers.person_tag (id, tag, person, ordinal, by_rule, given_by, given_at, ends_at, receipt)
       select given.id, $3, p.id, p.ordinal, true, $4, $5, $6, $7
         from unnest($1::uuid[], $2::int[]) as given (id, ordinal) join customers.person p using (ordinal)
       on conflict (tag, ordinal) do nothing`,
      [
        some.map((row) => row.id),
        some.map((row) => row.ordinal),
        given.tag,
        given.by,
        given.at,
        given.endsAt,
        given.receipt,
      ],
      'customers.give-by-rule',
    );
  }
}

/** Renews the term of everybody who carries a tag by its rule. */
export async function renewByRule(tx: Tx, tag: string, endsAt: Date): Promise<void> {
  await tx.execute(
    `update customers.person_tag set ends_at = $2 where tag = $1 and by_rule and ends_at < $2::timestamptz - interval '1 day'`,
    [tag, endsAt],
  );
}

/** Takes a tag off these people. */
export async function takeOff(tx: Tx, tag: string, ordinals: readonly number[]): Promise<void> {
  for (let start = 0; start < ordinals.length; start += ROWS_A_STATEMENT)
    await tx.execute(
      'delete from customers.person_tag where tag = $1 and ordinal = any($2::int[])',
      [tag, ordinals.slice(start, start + ROWS_A_STATEMENT)],
      'customers.take-off',
    );
}

/** Removes everything about tags of a person. */
export async function deleteTagsOfPerson(tx: Tx, person: string): Promise<void> {
  await tx.execute('delete from customers.person_tag where person = $1', [person]);
  await tx.execute('delete from customers.deleted_tag where person = $1', [person]);
  await tx.execute('delete from customers.tag_act where person = $1', [person]);
}
