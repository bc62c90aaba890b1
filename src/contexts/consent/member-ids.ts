import type { Tx } from '../../platform/database/index.ts';
import { CHUNK_PEOPLE, type PeopleSet, placesOf } from './domain/people-set.ts';
import { findIds, readIds } from './store/subjects.ts';

const ID_BYTES = 16;
const ROW_BYTES = 4 + ID_BYTES;
/** Ordinals whose ids are read by one statement: larger answers keep the event loop for too long. */
const SPAN = 16_384;
/** From so many of a chunk's 65,536 people on, reading all of them is faster than looking each up. */
const READ_ALL_FROM = 16_384;
/** Spans kept at once, 320 kB each. */
const MOST_SPANS = 32;

/** Ids of a population's people, 16 bytes each, ascending by ordinal, a chunk at a time. */
export async function* memberIds(tx: Tx, people: PeopleSet): AsyncGenerator<Buffer> {
  for (let chunk = 0; chunk < people.chunks; chunk += 1) {
    const ordinals = placesOf(people.chunk(chunk)).map((place) => chunk * CHUNK_PEOPLE + place);
    if (ordinals.length >= READ_ALL_FROM) yield* new IdReader(tx).pieces(ordinals);
    else if (ordinals.length > 0) yield await findIds(tx, ordinals);
  }
}

/** Ids by spans of ordinals, kept while somebody's places are proven one after another: neighbours are the same people each time. */
export class IdReader {
  readonly #tx: Tx;
  readonly #spans = new Map<number, Buffer>();

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  /** Ids of ordinals, both ascending, a span at a time; who has no row is left out. */
  async *pieces(ordinals: Uint32Array): AsyncGenerator<Buffer> {
    for (let at = 0; at < ordinals.length; ) {
      const span = Math.floor((ordinals[at] ?? 0) / SPAN);
      let end = at;
      while (end < ordinals.length && Math.floor((ordinals[end] ?? 0) / SPAN) === span) end += 1;
      yield pick(await this.#read(span), ordinals.subarray(at, end));
      at = end;
    }
  }

  async #read(span: number): Promise<Buffer> {
    const kept = this.#spans.get(span);
    if (kept !== undefined) return kept;
    const rows = await readIds(this.#tx, span * SPAN, (span + 1) * SPAN - 1);
    if (this.#spans.size >= MOST_SPANS) this.#spans.clear();
    this.#spans.set(span, rows);
    return rows;
  }
}

function pick(rows: Buffer, ordinals: Uint32Array): Buffer {
  const ids = Buffer.alloc(ordinals.length * ID_BYTES);
  let found = 0;
  let at = 0;
  for (const ordinal of ordinals) {
    while (at < rows.length && rows.readUInt32BE(at) < ordinal) at += ROW_BYTES;
    if (at >= rows.length || rows.readUInt32BE(at) !== ordinal) continue;
    rows.copy(ids, found, at + 4, at + ROW_BYTES);
    found += ID_BYTES;
  }
  return ids.subarray(0, found);
}
