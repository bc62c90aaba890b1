import type { Tx } from '../../../../platform/database/index.ts';
import { settleIdentifiers } from './digest-store.ts';

/** A person as this context knows them. */
export interface PersonRow {
  readonly id: string;
  readonly ordinal: number;
  readonly activity: string;
  readonly source: string;
  readonly createdAt: Date;
}

/** A typed, scoped identifier with its keyed digest. */
export interface IdentifierKey {
  readonly type: string;
  readonly issuer: string;
  readonly scope: string;
  readonly digest: Buffer;
  /** The same under index secrets that were in force before. */
  readonly older?: readonly Buffer[];
}

/**
 * Keeps a batch that looks identifiers up and then makes people from crossing another; held until the commit. Whoever adds one person
 * shares it: they do not wait for each other, and two with the same identifier meet at its primary key.
 */
export async function lockIdentities(tx: Tx, mode: 'alone' | 'shared'): Promise<void> {
  const lock = mode === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await tx.execute(`select ${lock}(hashtext('customers.identity'))`, [], `customers.lock-identities-${mode}`);
}

export async function insertPersons(
  tx: Tx,
  persons: readonly { id: string; ordinal: number }[],
  origin: { activity: string; source: string; import: string | null; at: Date },
): Promise<void> {
  await tx.execute(
    `insert into customers.person (id, ordinal, activity, source, import, created_at)
     select id, ordinal, $3, $4, $5, $6 from unnest($1::uuid[], $2::int[]) as person (id, ordinal)`,
    [
      persons.map((person) => person.id),
      persons.map((person) => person.ordinal),
      origin.activity,
      origin.source,
      origin.import,
      origin.at,
    ],
    'customers.insert-persons',
  );
}

/** Adds identifiers; returns how many were new. One that belongs to somebody already stays theirs. */
export async function insertIdentifiers(
  tx: Tx,
  identifiers: readonly (IdentifierKey & { person: string; ordinal: number })[],
  at: Date,
): Promise<number> {
  if (identifiers.length === 0) return 0;
  await settleIdentifiers(tx, identifiers);
  return tx.execute(
    `insert into customers.identifier (type, issuer, scope, digest, person, ordinal, seen_at)
     select type, issuer, scope, digest, person, ordinal, $7
       from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::uuid[], $6::int[]) as i (type, issuer, scope, digest, person, ordinal)
     on conflict do nothing`,
    [
      identifiers.map((each) => each.type),
      identifiers.map((each) => each.issuer),
      identifiers.map((each) => each.scope),
      identifiers.map((each) => each.digest),
      identifiers.map((each) => each.person),
      identifiers.map((each) => each.ordinal),
      at,
    ],
    'customers.insert-identifiers',
  );
}

/** Who stands behind identifiers, in their order. */
export async function findByIdentifiers(
  tx: Tx,
  identifiers: readonly IdentifierKey[],
): Promise<({ person: string; ordinal: number } | undefined)[]> {
  if (identifiers.length === 0) return [];
  await settleIdentifiers(tx, identifiers);
  const rows = await tx.query<{ place: number; person: string; ordinal: number }>(
    `select wanted.place::int as place, i.person, i.ordinal
       from unnest($1::bytea[]) with ordinality as wanted (digest, place)
       join customers.identifier i using (digest)`,
    [identifiers.map((each) => each.digest)],
    'customers.find-identifiers',
  );
  const found: ({ person: string; ordinal: number } | undefined)[] = identifiers.map(() => undefined);
  for (const row of rows) found[row.place - 1] = { person: row.person, ordinal: row.ordinal };
  return found;
}

export async function findPerson(tx: Tx, id: string): Promise<PersonRow | undefined> {
  return tx.first<PersonRow>(
    'select id, ordinal, activity, source, created_at as "createdAt" from customers.person where id = $1',
    [id],
    'customers.find-person',
  );
}

export async function findPersons(tx: Tx, ids: readonly string[]): Promise<PersonRow[]> {
  return tx.query<PersonRow>(
    'select id, ordinal, activity, source, created_at as "createdAt" from customers.person where id = any($1::uuid[])',
    [ids],
    'customers.find-persons',
  );
}

/** Which of these ordinals are of people who are known. */
export async function existingRecords(tx: Tx, ordinals: readonly number[]): Promise<Set<number>> {
  const rows = await tx.query<{ ordinal: number }>(
    'select ordinal from customers.person where ordinal = any($1::int[])',
    [ordinals],
    'customers.existing-records',
  );
  return new Set(rows.map(({ ordinal }) => ordinal));
}

/** Newest first, contacts of organisations apart; `before` is the ordinal of the last one seen. */
export async function listPersons(
  tx: Tx,
  limit: number,
  before: number | undefined,
  among: { readonly without?: readonly number[]; readonly only?: readonly number[] } = {},
): Promise<PersonRow[]> {
  return tx.query<PersonRow>(
    `select id, ordinal, activity, source, created_at as "createdAt" from customers.person p
      where ($2::int is null or ordinal < $2) and ($3::int[] is null or not ordinal = any($3)) and ($4::int[] is null or ordinal = any($4))
        and not exists (select from customers.business_contact c where c.person = p.id)
      order by ordinal desc limit $1`,
    [limit, before ?? null, among.without ?? null, among.only ?? null],
    'customers.list-persons',
  );
}

/** Removes a person; the digests of their identifiers stay, so that no source brings them back. */
export async function deletePerson(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.execute(
    `insert into customers.forgotten_identifier (digest, erased_at)
     select digest, $2 from customers.identifier where person = $1 on conflict do nothing`,
    [id, at],
  );
  await tx.execute('delete from customers.identifier where person = $1', [id]);
  await tx.execute('delete from customers.person where id = $1', [id]);
}

/** Removes somebody's identifiers of some types: what they are derived from is kept no more. */
export async function deleteIdentifiers(tx: Tx, person: string, types: readonly string[]): Promise<void> {
  await tx.execute('delete from customers.identifier where person = $1 and type = any($2::text[])', [person, types]);
}

/** Which of these identifiers belonged to somebody who was erased, as base64 of their digests. */
export async function forgottenIdentifiers(tx: Tx, identifiers: readonly IdentifierKey[]): Promise<Set<string>> {
  await settleIdentifiers(tx, identifiers);
  const rows = await tx.query<{ digest: Buffer }>(
    'select digest from customers.forgotten_identifier where digest = any($1::bytea[])',
    [identifiers.map((each) => each.digest)],
    'customers.forgotten-identifiers',
  );
  return new Set(rows.map((row) => row.digest.toString('base64')));
}
