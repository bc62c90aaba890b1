import { byteaArray, integerArray, type Tx, uuidArray } from '../../../platform/database/index.ts';

/** A person's place in their chain: the current key's generation, the last number used under it (0: not even its first entry), the sealed keys. */
export interface ChainRow {
  readonly person: string;
  readonly generation: number;
  readonly n: number;
  readonly keys: Buffer;
}

/** Locks the chains of `persons` (sorted, without doubles) until the transaction ends; persons without one are left out. */
export async function lockChains(tx: Tx, persons: readonly string[]): Promise<ChainRow[]> {
  return tx.query<ChainRow>(
    'select person, generation, n, keys from evidence.chain where person = any($1::uuid[]) order by person for update',
    [persons],
    'evidence.lock-chains',
  );
}

/** The chains of `persons` as they stand, unlocked. */
export async function readChains(tx: Tx, persons: readonly string[]): Promise<ChainRow[]> {
  return tx.query<ChainRow>(
    'select person, generation, n, keys from evidence.chain where person = any($1::uuid[])',
    [uuidArray(persons)],
    'evidence.read-chains',
  );
}

/** Where a chain stands after its numbers were taken. */
export interface TakenRow {
  readonly person: string;
  readonly generation: number;
  readonly n: number;
  readonly keysStart: Buffer;
}

/**
 * Moves chains on by `count` entries, and by one more, the key's own, where a key has none yet; a person without a chain gets one of generation
 * 1 with `keys`. Returns where the chains stand afterwards, with the first 16 bytes of their sealed keys, which tell which keys they are: the
 * random nonce is among them. `rows` are sorted by person: they are locked in that order, one after another, by
 * every writer, so that no two can wait for each other.
 */
export async function takeNumbers(
  tx: Tx,
  rows: readonly { readonly person: string; readonly count: number; readonly keys: Buffer }[],
): Promise<TakenRow[]> {
  return tx.query<TakenRow>(
    `insert into evidence.chain as chain (person, generation, n, keys)
     select person, 1, count + 1, keys from unnest($1::uuid[], $2::integer[], $3::bytea[]) as row (person, count, keys) order by person
     on conflict (person) do update set n = chain.n + excluded.n - case when chain.n = 0 then 0 else 1 end
     returning person, generation, n, substring(keys for 16) as "keysStart"`,
    [
      uuidArray(rows.map((row) => row.person)),
      integerArray(rows.map((row) => row.count)),
      byteaArray(rows.map((row) => row.keys)),
    ],
    'evidence.take-numbers',
  );
}

/** Ends the current key of a locked chain and puts its successor in place, with no entry yet. */
export async function succeedKey(tx: Tx, ended: ChainRow, keys: Buffer): Promise<void> {
  await tx.execute('insert into evidence.ended_key (person, generation, n, keys) values ($1, $2, $3, $4)', [
    ended.person,
    ended.generation,
    ended.n,
    ended.keys,
  ]);
  await tx.execute('update evidence.chain set generation = $2, n = 0, keys = $3 where person = $1', [
    ended.person,
    ended.generation + 1,
    keys,
  ]);
}

/** One key of a person, ended or current. */
export async function findKey(tx: Tx, person: string, generation: number): Promise<ChainRow | undefined> {
  return tx.first<ChainRow>(
    `select person, generation, n, keys from evidence.chain where person = $1 and generation = $2
     union all select person, generation, n, keys from evidence.ended_key where person = $1 and generation = $2`,
    [person, generation],
    'evidence.find-key',
  );
}

/** The ended keys of a person, oldest first. */
export async function endedKeys(tx: Tx, person: string): Promise<ChainRow[]> {
  return tx.query<ChainRow>(
    'select person, generation, n, keys from evidence.ended_key where person = $1 order by generation',
    [person],
  );
}
