import type { Tx } from '../../../platform/database/index.ts';

/** By which words somebody is found, under one index secret. */
export interface SearchRow {
  readonly person: string;
  readonly generation: number;
  readonly words: readonly bigint[];
}

/** Puts people on the list of those who are to be indexed anew; who is on it already is held there until this transaction ends. */
export async function enqueueSearch(tx: Tx, persons: readonly string[]): Promise<void> {
  if (persons.length === 0) return;
  await tx.execute(
    `insert into vault.search_waiting (person) select unnest($1::uuid[])
     on conflict (person) do update set person = excluded.person`,
    [[...new Set(persons)].sort()],
    'vault.enqueue-search',
  );
}

/** Takes the next of those who wait off the list; other servers take others. */
export async function takeWaiting(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.query<{ person: string }>(
    `delete from vault.search_waiting where person in (
       select person from vault.search_waiting order by person limit $1 for update skip locked) returning person`,
    [limit],
    'vault.take-waiting',
  );
  return rows.map(({ person }) => person);
}

/** How many people wait to be indexed. */
export async function countWaiting(tx: Tx): Promise<number> {
  return (await tx.one<{ count: number }>('select count(*)::float8 as count from vault.search_waiting')).count;
}

/** Puts people's words in the place of those before. */
export async function replaceSearch(tx: Tx, persons: readonly string[], rows: readonly SearchRow[]): Promise<void> {
  await tx.execute('delete from vault.search_index where person = any($1::uuid[])', [persons], 'vault.delete-search');
  if (rows.length === 0) return;
  await tx.execute(
    `insert into vault.search_index (person, generation, words)
     select person, generation, words::bigint[] from unnest($1::uuid[], $2::integer[], $3::text[]) as new (person, generation, words)
     on conflict (person) do update set generation = excluded.generation, words = excluded.words`,
    [rows.map((row) => row.person), rows.map((row) => row.generation), rows.map((row) => `{${row.words.join(',')}}`)],
    'vault.insert-search',
  );
}

/** Who is found by a word, the newest ids first, below `before`. */
export async function findByWord(
  tx: Tx,
  word: { readonly generation: number; readonly word: bigint },
  page: { readonly before: string | null; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ person: string }>(
    `select person from vault.search_index where words @> array[$1::bigint] and generation = $2 and ($3::uuid is null or person < $3)
      order by person desc limit $4`,
    [word.word.toString(), word.generation, page.before, page.limit],
    'vault.find-by-word',
  );
  return rows.map(({ person }) => person);
}

/** Removes what people are found by. */
export async function deleteSearch(tx: Tx, persons: readonly string[]): Promise<void> {
  await tx.execute('delete from vault.search_index where person = any($1::uuid[])', [persons], 'vault.delete-search');
  await tx.execute(
    'delete from vault.search_waiting where person = any($1::uuid[])',
    [persons],
    'vault.delete-search-waiting',
  );
}
