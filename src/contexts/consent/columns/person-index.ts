const SEGMENTS = 256;
const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;
// A slot is 5 bits of the hash, which spare most looks at ids of others, and the ordinal.
const ORDINAL_BITS = 27;
const ORDINAL_MASK = (1 << ORDINAL_BITS) - 1;
const FULLEST = 0.8;

/** The highest ordinal that fits the index; people above it are always asked about in PostgreSQL. */
export const HIGHEST_INDEXED = ORDINAL_MASK;

const HEX = new Int32Array(128).fill(-1);
for (let digit = 0; digit < 16; digit += 1) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/** Four hexadecimal digits as a number; negative where one is none. */
function hex4(id: string, from: number): number {
  const a = HEX[id.charCodeAt(from)] ?? -1;
  const b = HEX[id.charCodeAt(from + 1)] ?? -1;
  const c = HEX[id.charCodeAt(from + 2)] ?? -1;
  const d = HEX[id.charCodeAt(from + 3)] ?? -1;
  return (a << 12) | (b << 8) | (c << 4) | d;
}

function hashOf(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(d, 0x9e3779b1) ^ Math.imul(c, 0x85ebca77) ^ Math.imul(b, 0xc2b2ae3d) ^ a;
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  hash = Math.imul(hash, 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function placeOf(hash: number, capacity: number): number {
  return Math.floor(((Math.imul(hash, 0x9e3779b1) >>> 0) * capacity) / 4_294_967_296);
}

/**
 * From the identifier of a person to their ordinal: open addressing over 16-byte ids, 21 to 25 bytes a person. It is cut in 256 segments that
 * grow one by one, so that growing never holds up the event loop.
 */
export class PersonIndex {
  readonly #ids: Uint32Array[] = [];
  readonly #segments: Uint32Array[];
  readonly #used = new Uint32Array(SEGMENTS);
  #size = 0;

  /** `expected` people fit without growing. */
  constructor(expected = 0) {
    const each = Math.ceil((expected * 1.04) / SEGMENTS / 0.78) + 8;
    this.#segments = Array.from({ length: SEGMENTS }, () => new Uint32Array(each));
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    const ids = this.#ids.reduce((sum, chunk) => sum + (chunk?.byteLength ?? 0), 0);
    return this.#segments.reduce((sum, segment) => sum + segment.byteLength, ids);
  }

  /** The ordinal of a person by their UUID as text; 0 when the text is none or nobody has it. */
  find(id: string): number {
    if (id.length !== 36) return 0;
    const dashes =
      (id.charCodeAt(8) ^ 45) | (id.charCodeAt(13) ^ 45) | (id.charCodeAt(18) ^ 45) | (id.charCodeAt(23) ^ 45);
    const a0 = hex4(id, 0);
    const a1 = hex4(id, 4);
    const b0 = hex4(id, 9);
    const b1 = hex4(id, 14);
    const c0 = hex4(id, 19);
    const c1 = hex4(id, 24);
    const d0 = hex4(id, 28);
    const d1 = hex4(id, 32);
    if ((a0 | a1 | b0 | b1 | c0 | c1 | d0 | d1) < 0 || dashes !== 0) return 0;
    return this.#find(
      ((a0 << 16) | a1) >>> 0,
      ((b0 << 16) | b1) >>> 0,
      ((c0 << 16) | c1) >>> 0,
      ((d0 << 16) | d1) >>> 0,
    );
  }

  /** Makes a person findable; their id as four big-endian words. Knowing them already is fine. */
  add(ordinal: number, a: number, b: number, c: number, d: number): void {
    if (ordinal <= 0 || ordinal > HIGHEST_INDEXED || this.#find(a, b, c, d) !== 0) return;
    const chunk = this.#ids[ordinal >>> CHUNK_BITS] ?? new Uint32Array(CHUNK * 4);
    this.#ids[ordinal >>> CHUNK_BITS] = chunk;
    const at = (ordinal & (CHUNK - 1)) * 4;
    chunk[at] = a;
    chunk[at + 1] = b;
    chunk[at + 2] = c;
    chunk[at + 3] = d;
    const hash = hashOf(a, b, c, d);
    const number = hash >>> 24;
    let segment = this.#segments[number] as Uint32Array;
    const used = (this.#used[number] ?? 0) + 1;
    if (used > segment.length * FULLEST) segment = this.#grow(number, segment);
    place(segment, hash, ordinal);
    this.#used[number] = used;
    this.#size += 1;
  }

  #find(a: number, b: number, c: number, d: number): number {
    const hash = hashOf(a, b, c, d);
    const segment = this.#segments[hash >>> 24] as Uint32Array;
    const tag = (hash >>> 19) & 31;
    const capacity = segment.length;
    for (let at = placeOf(hash, capacity); ; ) {
      const slot = segment[at] as number;
      if (slot === 0) return 0;
      if (slot >>> ORDINAL_BITS === tag) {
        const ordinal = slot & ORDINAL_MASK;
        const chunk = this.#ids[ordinal >>> CHUNK_BITS] as Uint32Array;
        const from = (ordinal & (CHUNK - 1)) * 4;
        if (chunk[from + 3] === d && chunk[from + 2] === c && chunk[from + 1] === b && chunk[from] === a)
          return ordinal;
      }
      at = at + 1 === capacity ? 0 : at + 1;
    }
  }

  #grow(number: number, old: Uint32Array): Uint32Array {
    const segment = new Uint32Array(Math.ceil(old.length * 1.4) + 8);
    for (const slot of old) {
      if (slot === 0) continue;
      const ordinal = slot & ORDINAL_MASK;
      const chunk = this.#ids[ordinal >>> CHUNK_BITS] as Uint32Array;
      const from = (ordinal & (CHUNK - 1)) * 4;
      const word = (at: number) => chunk[from + at] as number;
      place(segment, hashOf(word(0), word(1), word(2), word(3)), ordinal);
    }
    this.#segments[number] = segment;
    return segment;
  }
}

function place(segment: Uint32Array, hash: number, ordinal: number): void {
  let at = placeOf(hash, segment.length);
  while (segment[at] !== 0) at = at + 1 === segment.length ? 0 : at + 1;
  segment[at] = ((((hash >>> 19) & 31) << ORDINAL_BITS) | ordinal) >>> 0;
}
