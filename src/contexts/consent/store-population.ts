import { setImmediate } from 'node:timers/promises';
import type { Tx } from '../../platform/database/index.ts';
import { encodeChunk, type StoredChunk, xorChunk } from './domain/chunk-coding.ts';
import { countBits, type PeopleSet } from './domain/people-set.ts';
import { beginChain, type ChainEnd, type ChainPlace, insertChunks, readChunks, takeChain } from './store/use-chunks.ts';

/** Most uses of one chain: reading one of them reads at most so many changes. */
export const MOST_PLACES = 128;
/** A change is stored as one if it takes at most this share of what the people at the chain's beginning take. */
const LARGEST_CHANGE = 0.5;
/** Changes together may take this many times as much as the people at the beginning. */
const MOST_CHANGES = 4;
/** Chunks read or written by one statement. */
const SLICE = 16;

/** Where a use's people were stored. */
export interface StoredPopulation extends ChainPlace {
  /** How many people in each chunk, four bytes little-endian each. */
  readonly counts: Buffer;
  readonly bytes: number;
}

type Numbered = StoredChunk & { readonly chunk: number };

/**
 * Stores the people of a use: as what changed since the last use of the same activity and subject if that is little, otherwise as they are. Lets other
 * work run after every chunk.
 */
export async function storePopulation(
  tx: Tx,
  activity: string,
  subject: string | null,
  people: PeopleSet,
): Promise<StoredPopulation> {
  const counts = Buffer.alloc(people.chunks * 4);
  for (let chunk = 0; chunk < people.chunks; chunk += 1)
    counts.writeUInt32LE(countBits(people.chunk(chunk)), chunk * 4);
  const end = await takeChain(tx, activity, subject);
  const changes = end === undefined ? undefined : await encodeChanges(tx, end, people);
  let place: ChainPlace;
  let encoded: Numbered[];
  if (end !== undefined && changes !== undefined) {
    place = { chain: end.chain, place: end.place + 1 };
    encoded = changes;
  } else {
    place = { chain: await beginChain(tx, activity, subject), place: 0 };
    encoded = await encodePeople(people);
  }
  for (let at = 0; at < encoded.length; at += SLICE) await insertChunks(tx, place, encoded.slice(at, at + SLICE));
  return { ...place, counts, bytes: encoded.reduce((sum, chunk) => sum + bytesOf(chunk), 0) };
}

const bytesOf = ({ ends, members }: StoredChunk): number => members.length + (ends?.length ?? 0);

// Undefined when a new beginning is cheaper, or the chain is long enough.
async function encodeChanges(tx: Tx, end: ChainEnd, people: PeopleSet): Promise<Numbered[] | undefined> {
  if (end.place + 1 >= MOST_PLACES) return undefined;
  const most = Math.min(end.base * LARGEST_CHANGE, end.base * MOST_CHANGES - end.changes);
  const changes: Numbered[] = [];
  let bytes = 0;
  // Also chunks beyond the new set's end: there everybody left.
  const chunks = Math.max(people.chunks, end.chunks);
  for (let first = 0; first < chunks; first += SLICE) {
    const last = Math.min(first + SLICE, chunks) - 1;
    const before = await readChunks(tx, end, first, last);
    let at = 0;
    for (let chunk = first; chunk <= last; chunk += 1) {
      const words = people.chunk(chunk);
      for (let row = before[at]; row !== undefined && row.chunk === chunk; row = before[at]) {
        xorChunk(row, words);
        at += 1;
      }
      const change = encodeChunk(words);
      if (change === undefined) continue;
      bytes += bytesOf(change);
      if (bytes > most) return undefined;
      changes.push({ ...change, chunk });
      await setImmediate();
    }
  }
  return changes;
}

async function encodePeople(people: PeopleSet): Promise<Numbered[]> {
  const encoded: Numbered[] = [];
  for (let chunk = 0; chunk < people.chunks; chunk += 1) {
    const stored = encodeChunk(people.chunk(chunk));
    if (stored !== undefined) encoded.push({ ...stored, chunk });
    await setImmediate();
  }
  return encoded;
}
