import { countBits, placesOf } from './people-set.ts';

// A container is a set of numbers below a universe (a multiple of 32, at most 65,536) in as few bytes as one of these codings gives. Its first byte
// is the coding, with the parameter in the low four bits; +0x80 says that what follows are the numbers that are NOT in the set. Frozen by decision 0028.

/** Numbers one after another, each two bytes little-endian. */
const LIST = 0x00;
/** Runs of neighbours: distance from the end of the run before, and length less one, each two bytes little-endian. */
const RUNS = 0x10;
/** One bit a number, the lowest first; what is cut off at the end is not in the set. */
const BITMAP = 0x20;
/**
 * Distances less one from number to number in the Rice code: the quotient by 2^k as that many ones and a zero, then the k bits of the remainder,
 * lowest first. What is left of the last byte is ones, which never end.
 */
const RICE = 0x30;
const OTHERS = 0x80;

/** The codings by name. */
export type Coding = 'list' | 'runs' | 'bitmap' | 'rice';

interface Plan {
  readonly coding: Coding;
  readonly bytes: number;
  readonly flag: number;
  readonly places: Uint32Array;
  readonly parameter: number;
}

/** How many bytes `encodeContainer` would take. */
export function containerBytes(words: Uint32Array): number {
  return 1 + plan(words, undefined).bytes;
}

/** The smallest container of the set whose bits these are; `forced` makes one of a certain coding. */
export function encodeContainer(words: Uint32Array, forced?: Coding): Buffer {
  const { coding, bytes, flag, places, parameter } = plan(words, forced);
  const container = Buffer.alloc(1 + bytes);
  if (coding === 'list') writeList(container, flag, places);
  else if (coding === 'runs') writeRuns(container, flag, places);
  else if (coding === 'rice') writeRice(container, flag, places, parameter);
  else {
    container[0] = BITMAP;
    for (const [at, word] of words.entries()) container.writeUInt32LE(word, 1 + at * 4);
  }
  return container;
}

function plan(words: Uint32Array, forced: Coding | undefined): Plan {
  const universe = words.length * 32;
  const others = countBits(words) * 2 > universe;
  const places = placesOf(others ? words.map((word) => ~word) : words);
  const parameter = riceParameter(places, universe);
  const sizes: Record<Coding, number> = {
    list: places.length * 2,
    runs: countRuns(places) * 4,
    bitmap: universe / 8,
    rice: Math.ceil(riceBits(places, parameter) / 8),
  };
  let coding: Coding = forced ?? 'list';
  if (forced === undefined)
    for (const other of ['runs', 'bitmap', 'rice'] as const) if (sizes[other] < sizes[coding]) coding = other;
  return { coding, bytes: sizes[coding], flag: others ? OTHERS : 0, places, parameter };
}

/** Turns over the bits of `words` whose numbers are in the container: adds it to an empty set, or applies it as a change. */
export function xorContainer(container: Buffer, words: Uint32Array): void {
  if (othersOf(container)) for (let at = 0; at < words.length; at += 1) words[at] = ~(words[at] ?? 0);
  const turn = (first: number, length: number): boolean => {
    for (let at = first; at < first + length; at += 1) words[at >>> 5] = (words[at >>> 5] ?? 0) ^ (1 << (at & 31));
    return false;
  };
  walk(container, words.length * 32, turn);
}

/** Whether a number is in the container; reads no further than to it. */
export function containerHas(container: Buffer, number: number): boolean {
  const coding = codingOf(container);
  if (coding === BITMAP) return (((container[1 + (number >>> 3)] ?? 0) >>> (number & 7)) & 1) === 1;
  let found = false;
  walk(container, 65_536, (first, length) => {
    found = first <= number && number < first + length;
    return first + length > number;
  });
  return found !== othersOf(container);
}

const codingOf = (container: Buffer): number => (container[0] ?? 0) & 0x70;
const othersOf = (container: Buffer): boolean => ((container[0] ?? 0) & OTHERS) !== 0;

/** Is told each run of written numbers, ascending, and answers whether that is enough. */
type Visit = (first: number, length: number) => boolean;

function walk(container: Buffer, universe: number, visit: Visit): void {
  const coding = codingOf(container);
  if (coding === LIST) {
    for (let at = 1; at < container.length; at += 2) if (visit(container.readUInt16LE(at), 1)) return;
  } else if (coding === RUNS) {
    let end = 0;
    for (let at = 1; at < container.length; at += 4) {
      const first = end + container.readUInt16LE(at);
      end = first + container.readUInt16LE(at + 2) + 1;
      if (visit(first, end - first)) return;
    }
  } else if (coding === BITMAP) {
    for (let at = 0; at < Math.min(universe, container.length * 8 - 8); at += 1)
      if ((((container[1 + (at >>> 3)] ?? 0) >>> (at & 7)) & 1) === 1 && visit(at, 1)) return;
  } else if (coding === RICE) walkRice(container, visit);
  else throw new Error('a container of an unknown coding');
}

function walkRice(container: Buffer, visit: Visit): void {
  const parameter = (container[0] ?? 0) & 0x0f;
  const mask = (1 << parameter) - 1;
  const end = container.length;
  let at = 1;
  let held = 0;
  let bits = 0;
  let place = -1;
  let quotient = 0;
  for (;;) {
    // At most 31 bits are held, so that a shift by all of them is still one.
    while (bits <= 23 && at < end) {
      held |= (container[at] ?? 0) << bits;
      at += 1;
      bits += 8;
    }
    const zero = ~held;
    const ones = Math.min(31 - Math.clz32(zero & -zero), bits);
    if (ones === bits) {
      if (at >= end) return;
      quotient += ones;
      held = 0;
      bits = 0;
      continue;
    }
    quotient += ones;
    held >>>= ones + 1;
    bits -= ones + 1;
    while (bits <= 23 && at < end) {
      held |= (container[at] ?? 0) << bits;
      at += 1;
      bits += 8;
    }
    if (bits < parameter) throw new Error('a container is cut off');
    place += 1 + ((quotient << parameter) | (held & mask));
    held >>>= parameter;
    bits -= parameter;
    quotient = 0;
    if (visit(place, 1)) return;
  }
}

function writeList(container: Buffer, flag: number, places: Uint32Array): void {
  container[0] = LIST | flag;
  for (const [at, place] of places.entries()) container.writeUInt16LE(place, 1 + at * 2);
}

function countRuns(places: Uint32Array): number {
  let runs = 0;
  let last = -2;
  for (const place of places) {
    if (place !== last + 1) runs += 1;
    last = place;
  }
  return runs;
}

function writeRuns(container: Buffer, flag: number, places: Uint32Array): void {
  container[0] = RUNS | flag;
  let end = 0;
  let at = -3;
  let last = -2;
  for (const place of places) {
    if (place !== last + 1) {
      if (at > 0) end = last + 1;
      at += 4;
      container.writeUInt16LE(place - end, at);
    } else container.writeUInt16LE(container.readUInt16LE(at + 2) + 1, at + 2);
    last = place;
  }
}

function riceBits(places: Uint32Array, parameter: number): number {
  let bits = places.length * (parameter + 1);
  let last = -1;
  for (const place of places) {
    bits += (place - last - 1) >>> parameter;
    last = place;
  }
  return bits;
}

// The best parameter lies by the logarithm of the mean distance; sets that are not scattered evenly want one beside it.
function riceParameter(places: Uint32Array, universe: number): number {
  if (places.length === 0) return 0;
  const middle = Math.floor(Math.log2(Math.max(1, (0.69 * universe) / places.length)));
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let parameter = Math.max(0, middle - 2); parameter <= Math.min(15, middle + 2); parameter += 1) {
    const bits = riceBits(places, parameter);
    if (bits < least) [best, least] = [parameter, bits];
  }
  return best;
}

function writeRice(container: Buffer, flag: number, places: Uint32Array, parameter: number): void {
  container[0] = RICE | flag | parameter;
  let at = 1;
  let held = 0;
  let bits = 0;
  let last = -1;
  for (const place of places) {
    const distance = place - last - 1;
    last = place;
    let ones = distance >>> parameter;
    for (; ones > 15; ones -= 8) {
      held |= 0xff << bits;
      container[at] = held;
      at += 1;
      held >>>= 8;
    }
    // Ones and their zero, then the remainder: at most 7 held, 16 and 15 more.
    held |= ((1 << ones) - 1) << bits;
    bits += ones + 1;
    for (; bits >= 8; bits -= 8) {
      container[at] = held;
      at += 1;
      held >>>= 8;
    }
    held |= (distance & ((1 << parameter) - 1)) << bits;
    bits += parameter;
    for (; bits >= 8; bits -= 8) {
      container[at] = held;
      at += 1;
      held >>>= 8;
    }
  }
  if (bits > 0) container[at] = held | (0xff << bits);
}
