import type { Tx } from '../../../platform/database/index.ts';
import type { StoredChunk } from '../domain/chunk-coding.ts';
import { SEGMENT_PEOPLE } from '../domain/chunk-coding.ts';
import { CHUNK_PEOPLE } from '../domain/people-set.ts';

/** Where a use of a population stands in its chain. */
export interface ChainPlace {
  readonly chain: number;
  /** 0 holds its people, each further place what changed since the one before. */
  readonly place: number;
}

/** The last use of a chain, and how many bytes its chain has. */
export interface ChainEnd extends ChainPlace {
  /** Bytes of the people at place 0, and of all changes since. */
  readonly base: number;
  readonly changes: number;
  /** No use of the chain has people beyond so many chunks. */
  readonly chunks: number;
}

/**
 * Takes the chain of an activity and subject for this transaction and tells its end. Undefined when there is none, when another transaction is
 * adding to it, or when this one may not see its end: then a new chain is begun, so that nobody waits and nothing collides.
 */
export async function takeChain(tx: Tx, activity: string, subject: string | null): Promise<ChainEnd | undefined> {
  const taken = await tx.one<{ free: boolean }>(
    `select current_setting('transaction_isolation') = 'read committed' and
       pg_try_advisory_xact_lock(hashtextextended('consent.use_chain/' || $1 || '/' || coalesce($2, ''), 0)) as free`,
    [activity, subject],
    'consent.lock-chain',
  );
  if (!taken.free) return undefined;
  return tx.first<ChainEnd>(
    `select u.chain, max(u.place) as place, sum(u.stored) filter (where u.place = 0)::int as base,
        coalesce(sum(u.stored) filter (where u.place > 0), 0)::int as changes,
        max(octet_length(u.counts)) / 4 as chunks
       from consent.use u
      where u.chain = (select c.chain from consent.use_chain c
                        where c.activity = $1 and c.subject is not distinct from $2 order by c.chain desc limit 1)
      group by u.chain`,
    [activity, subject],
    'consent.chain-end',
  );
}

/** Begins a chain. */
export async function beginChain(tx: Tx, activity: string, subject: string | null): Promise<number> {
  const row = await tx.one<{ chain: number }>(
    'insert into consent.use_chain (activity, subject) values ($1, $2) returning chain',
    [activity, subject],
    'consent.begin-chain',
  );
  return row.chain;
}

/** Stores chunks of one use. */
export async function insertChunks(
  tx: Tx,
  { chain, place }: ChainPlace,
  chunks: readonly (StoredChunk & { readonly chunk: number })[],
): Promise<void> {
  if (chunks.length === 0) return;
  await tx.execute(
    `insert into consent.use_chunk (chunk, chain, place, ends, members)
     select t.chunk, $1, $2, t.ends, t.members from unnest($3::int[], $4::bytea[], $5::bytea[]) as t (chunk, ends, members)`,
    [
      chain,
      place,
      chunks.map(({ chunk }) => chunk),
      chunks.map(({ ends }) => ends),
      chunks.map(({ members }) => members),
    ],
    'consent.insert-use-chunks',
  );
}

/** A stored chunk with its number and its place in the chain. */
export type ChainChunk = StoredChunk & { readonly chunk: number; readonly place: number };

/** Chunks `first` to `last` of a chain up to a place, chunk by chunk, each in the order of places. */
export async function readChunks(
  tx: Tx,
  { chain, place }: ChainPlace,
  first: number,
  last: number,
): Promise<ChainChunk[]> {
  return tx.query<ChainChunk>(
    `select k.chunk, k.place, k.ends, k.members
       from generate_series($1::int, $2::int) as n cross join lateral
            (select * from consent.use_chunk c where c.chunk = n and c.chain = $3 and c.place <= $4 order by c.place) k
      order by k.chunk, k.place`,
    [first, last, chain, place],
    'consent.read-use-chunks',
  );
}

/** The part of a stored chunk that tells about one person. */
export interface PersonPart extends ChainPlace {
  readonly part: Buffer;
  readonly segmented: boolean;
}

/** What these chains say about one ordinal, each in the order of places. Of a large container only the segment with the ordinal leaves the database. */
export async function readParts(tx: Tx, chains: readonly number[], ordinal: number): Promise<PersonPart[]> {
  const segment = Math.floor((ordinal % CHUNK_PEOPLE) / SEGMENT_PEOPLE);
  return tx.query<PersonPart>(
    `select c.chain, c.place, c.ends is not null as segmented, case when c.ends is null then c.members
         else substring(c.members from s.start + 1 for get_byte(c.ends, $3 * 2) + 256 * get_byte(c.ends, $3 * 2 + 1) - s.start) end as part
       from consent.use_chunk c cross join lateral (select case when c.ends is null or $3 = 0 then 0
         else get_byte(c.ends, $3 * 2 - 2) + 256 * get_byte(c.ends, $3 * 2 - 1) end as start) s
      where c.chunk = $1 and c.chain = any ($2::int[])
      order by c.chain, c.place`,
    [Math.floor(ordinal / CHUNK_PEOPLE), chains, segment],
    'consent.use-parts',
  );
}
