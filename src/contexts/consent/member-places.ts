import type { Tx } from '../../platform/database/index.ts';
import type { MemberPlace } from '../evidence/index.ts';
import { chainMembership } from './domain/chain-membership.ts';
import { xorChunk } from './domain/chunk-coding.ts';
import { CHUNK_PEOPLE, countBits, placesOf } from './domain/people-set.ts';
import { IdReader } from './member-ids.ts';
import { useByReceipt } from './store/act-tables.ts';
import { findOrdinals } from './store/subjects.ts';
import { type ChainChunk, readChunks, readParts } from './store/use-chunks.ts';
import { EARLIEST, listNamedPlaces, listPopulations, namedIds, type PopulationUse } from './store/uses.ts';

const PAGE = 500;
const LAST_PLACE = 32_767;

/** Where a person stands among the members of each use of theirs, by name and then in populations, oldest first: what `evidence` needs to prove it. */
export async function* memberPlaces(tx: Tx, person: string): AsyncGenerator<MemberPlace> {
  const [ordinal] = await findOrdinals(tx, [person]);
  if (ordinal === undefined) return;
  yield* namedPlaces(tx, ordinal);
  yield* populationPlaces(tx, ordinal);
}

async function* namedPlaces(tx: Tx, ordinal: number): AsyncGenerator<MemberPlace> {
  for (let after = EARLIEST; ; ) {
    const page = await listNamedPlaces(tx, ordinal, after, PAGE);
    for (const { use, receipt, position } of page)
      yield { receipt, position, ids: (start, end) => namedIds(tx, use, start, end) };
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.use;
  }
}

async function* populationPlaces(tx: Tx, ordinal: number): AsyncGenerator<MemberPlace> {
  const sets = new SetReader(tx);
  const ids = new IdReader(tx);
  const chunk = Math.floor(ordinal / CHUNK_PEOPLE);
  for (let after = EARLIEST; ; ) {
    const page = await listPopulations(tx, after, PAGE);
    const chains = [...new Set(page.map((use) => use.chain))];
    const isMember = chainMembership(await readParts(tx, chains, ordinal), ordinal);
    for (const use of page) {
      if (!isMember(use.chain, use.place)) continue;
      const words = await sets.words(use, chunk);
      yield {
        receipt: use.receipt,
        position: before(use, chunk) + bitsBelow(words, ordinal % CHUNK_PEOPLE),
        ids: (start, end) => idsBetween(use, sets, ids, start, end),
      };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

// How many of a use's people stand in the chunks before this one.
function before({ counts }: PopulationUse, chunk: number): number {
  let count = 0;
  for (let each = 0; each < chunk; each += 1) count += counts.readUInt32LE(each * 4);
  return count;
}

function bitsBelow(words: Uint32Array, place: number): number {
  const partial = (words[place >>> 5] ?? 0) & ((1 << (place & 31)) - 1);
  return countBits(words.subarray(0, place >>> 5)) + countBits(Uint32Array.of(partial));
}

async function idsBetween(
  use: PopulationUse,
  sets: SetReader,
  reader: IdReader,
  start: number,
  end: number,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let first = 0;
  for (let chunk = 0; first < end && chunk * 4 < use.counts.length; chunk += 1) {
    const count = use.counts.readUInt32LE(chunk * 4);
    if (first + count > start) {
      const places = placesOf(await sets.words(use, chunk)).subarray(Math.max(0, start - first), end - first);
      const ordinals = places.map((place) => chunk * CHUNK_PEOPLE + place);
      for await (const piece of reader.pieces(ordinals)) parts.push(piece);
    }
    first += count;
  }
  return Buffer.concat(parts);
}

/** The people of chunks of uses. The rows of a chain's chunk are read once for all its uses. */
class SetReader {
  readonly #tx: Tx;
  readonly #rows = new Map<string, ChainChunk[]>();

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  async words({ chain, place }: PopulationUse, chunk: number): Promise<Uint32Array> {
    const key = `${chain}/${chunk}`;
    let rows = this.#rows.get(key);
    if (rows === undefined) {
      rows = await readChunks(this.#tx, { chain, place: LAST_PLACE }, chunk, chunk);
      if (this.#rows.size >= 64) this.#rows.clear();
      this.#rows.set(key, rows);
    }
    const words = new Uint32Array(CHUNK_PEOPLE / 32);
    for (const row of rows) if (row.place <= place) xorChunk(row, words);
    return words;
  }
}

/** Ids of all members of the use with this receipt, 16 bytes each, in the order of recording; undefined when no use has it. */
export async function membersOfUse(tx: Tx, receipt: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const use = await useByReceipt(tx, receipt);
  if (use === undefined) return undefined;
  const { id, chain, place, counts } = use;
  if (chain === null || place === null || counts === null) return namedPieces(tx, id);
  return populationPieces(tx, { id, receipt, chain, place, counts });
}

const PIECE = 4_096;

async function* namedPieces(tx: Tx, use: string): AsyncGenerator<Buffer> {
  for (let start = 0; ; start += PIECE) {
    const piece = await namedIds(tx, use, start, start + PIECE);
    if (piece.length === 0) return;
    yield piece;
  }
}

async function* populationPieces(tx: Tx, use: PopulationUse): AsyncGenerator<Buffer> {
  const sets = new SetReader(tx);
  const reader = new IdReader(tx);
  // From the people themselves, not from their counts, which may have been changed.
  for (let chunk = 0; chunk * 4 < use.counts.length; chunk += 1) {
    const ordinals = placesOf(await sets.words(use, chunk)).map((at) => chunk * CHUNK_PEOPLE + at);
    if (ordinals.length !== use.counts.readUInt32LE(chunk * 4)) return;
    yield* reader.pieces(ordinals);
  }
}
