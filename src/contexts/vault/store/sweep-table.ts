import type { Tx } from '../../../platform/database/index.ts';
import { ArrayWriter } from '../../../platform/database/index.ts';

/** A person's key as the sweep finds it. */
export interface SweptKey {
  readonly person: string;
  readonly generation: number;
  readonly wrapped: Buffer;
}

/** How many keys of people stand, or stand under a generation older than `below`. */
export async function countKeys(tx: Tx, below: number | null): Promise<number> {
  const row = await tx.one<{ count: number }>(
    `select count(*)::float8 as count from vault.person_key where state = 'active' and ($1::integer is null or generation < $1)`,
    [below],
  );
  return row.count;
}

/**
 * The next keys under older generations, in order of person, locked as every writer locks them. Ids and keys come as bytes one behind the other:
 * 16, 4 and 61 a person, which spares both sides the text of thousands of rows.
 */
export async function lockKeysBelow(tx: Tx, after: string | null, below: number, limit: number): Promise<SweptKey[]> {
  const row = await tx.one<{ persons: Buffer | null; generations: number[] | null; wrapped: Buffer | null }>(
    `select string_agg(uuid_send(person), ''::bytea) as persons, array_agg(generation) as generations,
       string_agg(wrapped, ''::bytea) as wrapped
     from (select person, generation, wrapped from vault.person_key
           where person > $1 and state = 'active' and generation < $2 and length(wrapped) = $4 order by person limit $3 for no key update) as next`,
    [after ?? NOBODY, below, limit, WRAPPED],
    'vault.lock-keys-below',
  );
  const { persons, generations, wrapped } = row;
  if (persons === null || generations === null || wrapped === null) return [];
  return generations.map((generation, at) => ({
    person: idOf(persons.subarray(at * 16, at * 16 + 16)),
    generation,
    wrapped: wrapped.subarray(at * WRAPPED, (at + 1) * WRAPPED),
  }));
}

const NOBODY = '00000000-0000-0000-0000-000000000000';
/** The length of a wrapped key (decision 0004); a row of another length is damage, and is met when its person is. */
const WRAPPED = 61;

function idOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Puts keys wrapped under `generation` in the place of the older ones; the rows are locked by the caller. */
export async function rewrapKeys(
  tx: Tx,
  generation: number,
  keys: readonly { person: string; wrapped: Buffer }[],
): Promise<void> {
  const persons = new ArrayWriter('uuid', keys.length * 20);
  const wrapped = new ArrayWriter('bytea', keys.length * (WRAPPED + 4));
  for (const key of keys) {
    persons.uuid(key.person);
    wrapped.bytes(key.wrapped);
  }
  await tx.execute(
    `update vault.person_key k set generation = $1, wrapped = new.wrapped
     from unnest($2::uuid[], $3::bytea[]) as new (person, wrapped) where k.person = new.person and k.state = 'active'`,
    [generation, persons.finish(), wrapped.finish()],
    'vault.rewrap-keys',
  );
}

/** The next people with a key, in order, locked against erasure and other writers. */
export async function lockNextPersons(
  tx: Tx,
  after: string | null,
  limit: number,
): Promise<{ person: string; generation: number; wrapped: Buffer; state: 'active' }[]> {
  return tx.query(
    `select person, generation, wrapped, state from vault.person_key where person > $1 and state = 'active'
     order by person limit $2 for no key update`,
    [after ?? NOBODY, limit],
    'vault.lock-next-persons',
  );
}

/** How many rows of the blind indexes are under a generation. */
export async function countDigestsUnder(tx: Tx, generation: number): Promise<number> {
  const row = await tx.one<{ count: number }>(
    `select (select count(*) from vault.blind_index where generation = $1)::float8
       + (select count(*) from vault.search_index where generation = $1)::float8 as count`,
    [generation],
  );
  return row.count;
}

/** Removes these people's rows of other generations where the one of `generation` stands: no value is without a digest at any moment. */
export function deleteReplacedDigests(tx: Tx, persons: readonly string[], generation: number): Promise<number> {
  return tx.execute(
    `delete from vault.blind_index b where b.person = any($1::uuid[]) and b.generation <> $2
       and exists (select 1 from vault.blind_index n where n.person = b.person and n.field = b.field and n.generation = $2)`,
    [persons, generation],
    'vault.delete-replaced-digests',
  );
}

/** Puts values under other keys in the place of the same values: when they came, until when they are needed and whether they are locked stays. */
export async function replaceCiphertexts(
  tx: Tx,
  rows: readonly { person: string; field: string; version: number; ciphertext: Buffer }[],
): Promise<void> {
  await tx.execute(
    `update vault.field f set version = new.version, ciphertext = new.ciphertext
     from unnest($1::uuid[], $2::text[], $3::integer[], $4::bytea[]) as new (person, field, version, ciphertext)
     where f.person = new.person and f.field = new.field`,
    [
      rows.map((row) => row.person),
      rows.map((row) => row.field),
      rows.map((row) => row.version),
      rows.map((row) => row.ciphertext),
    ],
    'vault.replace-ciphertexts',
  );
}
