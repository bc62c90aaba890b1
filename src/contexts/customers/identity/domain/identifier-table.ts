import { DIGEST_BYTES } from './claim.ts';
import { GrowingInts, word } from './int-arrays.ts';

const WORDS = DIGEST_BYTES / 4;
// What is known of an identifier lies together, half a line of the processor's cache: its digest, then these.
const STRIDE = 8;
const HOLDER = 4;
const FROM = 5;
const TO = 6;
/** Its class in the upper half, on how many records it is in the lower. */
const KIND = 7;

/** The largest count and the largest number of a class. */
export const MOST_IN_HALF = 0xffff;

/** Identifiers by their digests, numbered from 1 on, in typed arrays with open addressing; nothing is ever taken out. */
export class IdentifierTable {
  #slots = new Int32Array(1 << 12);
  readonly #known = new GrowingInts();
  #size = 0;

  /** How many it knows. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.#slots.byteLength + this.#known.bytes;
  }

  /** The number of an identifier whose 16 bytes begin at `at`; 0: not known. */
  find(digest: Uint8Array, at: number): number {
    const mask = this.#slots.length - 1;
    const first = word(digest, at);
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const identifier = this.#slots[slot] as number;
      if (identifier === 0) return 0;
      if (this.#known.at(identifier * STRIDE) === first && this.#equals(identifier, digest, at)) return identifier;
    }
  }

  /** Takes an identifier that is not known, on one record, held to be true from one day to another. */
  insert(digest: Uint8Array, at: number, of: number, record: number, from: number, to: number): number {
    this.#size += 1;
    const made = this.#size;
    const place = made * STRIDE;
    this.#known.reserve(place + STRIDE);
    for (let each = 0; each < WORDS; each += 1) this.#known.put(place + each, word(digest, at + each * 4));
    this.#known.put(place + HOLDER, record);
    this.#known.put(place + FROM, from);
    this.#known.put(place + TO, to);
    this.#known.put(place + KIND, (of << 16) | 1);
    if (made * 5 > this.#slots.length * 3) this.#rehash();
    else this.#slot(made);
    return made;
  }

  /** The record that had it first. */
  holder(identifier: number): number {
    return this.#known.at(identifier * STRIDE + HOLDER);
  }

  /** The first day on which it is held to be true. */
  from(identifier: number): number {
    return this.#known.at(identifier * STRIDE + FROM);
  }

  /** The day from which on it no longer is. */
  to(identifier: number): number {
    return this.#known.at(identifier * STRIDE + TO);
  }

  /** Holds it to be true from one day to another too. */
  widen(identifier: number, from: number, to: number): void {
    const place = identifier * STRIDE;
    if (from < this.#known.at(place + FROM)) this.#known.put(place + FROM, from);
    if (to > this.#known.at(place + TO)) this.#known.put(place + TO, to);
  }

  /** The number of its class. */
  classOf(identifier: number): number {
    return this.#known.at(identifier * STRIDE + KIND) >>> 16;
  }

  /** On how many records it is; `MOST_IN_HALF` stands for more. */
  count(identifier: number): number {
    return this.#known.at(identifier * STRIDE + KIND) & MOST_IN_HALF;
  }

  /** Counts one more record; returns how many there are. */
  countOne(identifier: number): number {
    const count = Math.min(this.count(identifier) + 1, MOST_IN_HALF);
    const place = identifier * STRIDE + KIND;
    this.#known.put(place, (this.#known.at(place) & ~MOST_IN_HALF) | count);
    return count;
  }

  #equals(identifier: number, digest: Uint8Array, at: number): boolean {
    const start = identifier * STRIDE;
    for (let each = 1; each < WORDS; each += 1)
      if (this.#known.at(start + each) !== word(digest, at + each * 4)) return false;
    return true;
  }

  #slot(identifier: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#known.at(identifier * STRIDE) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = identifier;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let identifier = 1; identifier <= this.#size; identifier += 1) this.#slot(identifier);
  }
}
