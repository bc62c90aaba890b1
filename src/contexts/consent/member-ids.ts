import type { Tx } from '../../platform/database/index.ts';
import { CHUNK_PEOPLE, type PeopleSet, placesOf } from './domain/people-set.ts';
import { findIds, readIds } from './store/subjects.ts';

const ID_BYTES = 16;
const ROW_BYTES = 4 + ID_BYTES;
/** From so many of a chunk's 65,536 people on, reading all of them is faster than looking each up. */
const READ_ALL_FROM = 16_384;

/** Ids of a population's people, 16 bytes each, ascending by ordinal, a chunk at a time. */
export async function* memberIds(tx: Tx, people: PeopleSet): AsyncGenerator<Buffer> {
  for (let chunk = 0; chunk < people.chunks; chunk += 1) {
    const places = placesOf(people.chunk(chunk));
    if (places.length > 0) yield await chunkIds(tx, chunk, places);
  }
}

async function chunkIds(tx: Tx, chunk: number, places: Uint32Array): Promise<Buffer> {
  const first = chunk * CHUNK_PEOPLE;
  if (places.length < READ_ALL_FROM)
    return findIds(
      tx,
      places.map((place) => first + place),
    );
  return pick(await readIds(tx, first, first + CHUNK_PEOPLE - 1), first, places);
}

// The ids of the places, both ascending; a place that nobody has is left out.
function pick(rows: Buffer, first: number, places: Uint32Array): Buffer {
  const ids = Buffer.alloc(places.length * ID_BYTES);
  let found = 0;
  let at = 0;
  for (const place of places) {
    while (at < rows.length && rows.readUInt32BE(at) < first + place) at += ROW_BYTES;
    if (at >= rows.length || rows.readUInt32BE(at) !== first + place) continue;
    rows.copy(ids, found, at + 4, at + ROW_BYTES);
    found += ID_BYTES;
  }
  return ids.subarray(0, found);
}

/** Ids by chunk, kept while somebody's places are proven one after another: neighbours are the same people each time. */
export class IdReader {
  readonly #tx: Tx;
  readonly #chunks = new Map<number, Buffer>();

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  /** Ids of places of a chunk, ascending. */
  async ids(chunk: number, places: Uint32Array): Promise<Buffer> {
    const first = chunk * CHUNK_PEOPLE;
    let rows = this.#chunks.get(chunk);
    if (rows === undefined) {
      rows = await readIds(this.#tx, first, first + CHUNK_PEOPLE - 1);
      if (this.#chunks.size >= 8) this.#chunks.clear();
      this.#chunks.set(chunk, rows);
    }
    return pick(rows, first, places);
  }
}
