import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeChunk, partHas, SEGMENT_PEOPLE, type StoredChunk, xorChunk } from './chunk-coding.ts';
import { type Coding, containerBytes, containerHas, encodeContainer, xorContainer } from './container.ts';
import { PeopleSet, placesOf } from './people-set.ts';

const CODINGS: Coding[] = ['list', 'runs', 'bitmap', 'rice'];

function bitsOf(places: Iterable<number>, universe: number): Uint32Array {
  const words = new Uint32Array(universe / 32);
  for (const place of places) words[place >>> 5] = (words[place >>> 5] ?? 0) | (1 << (place & 31));
  return words;
}

/** Sets of every shape: scattered, dense, in runs, empty, full, at the edges. */
function sets(universe: number): fc.Arbitrary<Uint32Array> {
  const scattered = fc.uniqueArray(fc.nat(universe - 1), { maxLength: 300 });
  const run = fc.tuple(fc.nat(universe - 1), fc.integer({ min: 1, max: 700 }));
  const runs = fc
    .array(run, { maxLength: 8 })
    .map((all) => all.flatMap(([first, length]) => Array.from({ length }, (_, at) => (first + at) % universe)));
  const even = fc
    .integer({ min: 1, max: 40 })
    .map((step) => [...Array(Math.floor(universe / step)).keys()].map((at) => at * step));
  return fc
    .tuple(fc.oneof(scattered, runs, even, fc.constant([universe - 1])), fc.boolean())
    .map(([places, inverted]) => bitsOf(places, universe).map((word) => (inverted ? ~word : word)));
}

describe('a container', () => {
  it('gives back its set in every coding, and tells of each number whether it is in it', () => {
    const universes = fc.constantFrom(32, SEGMENT_PEOPLE, 65_536);
    const cases = universes.chain((universe) => fc.tuple(sets(universe), fc.constantFrom(undefined, ...CODINGS)));
    fc.assert(
      fc.property(cases, fc.array(fc.nat(65_535), { maxLength: 30 }), ([words, coding], asked) => {
        const container = encodeContainer(words, coding);
        const back = new Uint32Array(words.length);
        xorContainer(container, back);
        expect(back).toEqual(words);
        const universe = words.length * 32;
        for (const number of [0, universe - 1, ...asked.map((each) => each % universe)])
          expect(containerHas(container, number)).toBe((((words[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 1);
      }),
      { numRuns: 400 },
    );
  });

  it('is the smallest of all codings', () => {
    fc.assert(
      fc.property(sets(SEGMENT_PEOPLE), (words) => {
        const sizes = CODINGS.map((coding) => encodeContainer(words, coding).length);
        expect(encodeContainer(words).length).toBe(Math.min(...sizes));
        expect(containerBytes(words)).toBe(Math.min(...sizes));
      }),
      { numRuns: 200 },
    );
  });

  it('takes the coding that its set asks for', () => {
    const coding = (places: Iterable<number>) => (encodeContainer(bitsOf(places, 65_536))[0] ?? 0) & 0xf0;
    const every = (step: number) => Array.from({ length: Math.floor(65_536 / step) }, (_, at) => at * step);
    const random = (() => {
      let state = 7;
      return (share: number) =>
        [...Array(65_536).keys()].filter(() => {
          state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
          return state / 2 ** 32 < share;
        });
    })();
    expect(coding([5])).toBe(0x00);
    expect(coding(Array(9_000).keys())).toBe(0x10);
    expect(coding(random(0.5))).toSatisfy((first: number) => (first & 0x70) === 0x20);
    expect(coding(every(10))).toBe(0x30);
    expect(coding(random(0.95)) & 0xf0).toBe(0xb0);
    expect([...encodeContainer(bitsOf([], 65_536))]).toEqual([0x00]);
    expect([...encodeContainer(bitsOf(Array(65_536).keys(), 65_536))]).toEqual([0x80]);
  });

  it('is written byte for byte as decision 0028 says', () => {
    const hex = (places: number[], coding: Coding) => encodeContainer(bitsOf(places, 64), coding).toString('hex');
    expect(hex([1, 9], 'list')).toBe('0001000900');
    expect(hex([3, 4, 5, 9], 'runs')).toBe('100300020003000000');
    expect(hex([0, 63], 'bitmap')).toBe('200100000000000080');
    // Distances less one are 1 and 7; with k = 2 the bits, in their order, are 0 10, 10 11, and one that is left.
    expect(hex([1, 9], 'rice')).toBe('32ea');
  });

  it('of bits that are cut off counts what is missing as nobody', () => {
    const cut = Buffer.from('2001', 'hex');
    expect(containerHas(cut, 0)).toBe(true);
    expect(containerHas(cut, 40)).toBe(false);
    const words = new Uint32Array(2);
    xorContainer(cut, words);
    expect([...words]).toEqual([1, 0]);
  });
});

describe('a chunk', () => {
  const stored = (chunk: StoredChunk | undefined) =>
    chunk === undefined ? 0 : chunk.members.length + (chunk.ends?.length ?? 0);

  function partOf({ ends, members }: StoredChunk, place: number): [Buffer, boolean] {
    if (ends === null) return [members, false];
    const segment = Math.floor(place / SEGMENT_PEOPLE);
    const start = segment === 0 ? 0 : ends.readUInt16LE(segment * 2 - 2);
    return [members.subarray(start, ends.readUInt16LE(segment * 2)), true];
  }

  it('gives back its people, whole or in segments, and one segment tells about one person', () => {
    const dense = fc.tuple(sets(65_536), sets(65_536), sets(65_536)).map(([a, b, c]) =>
      // Shapes on top of each other make containers that are large enough for segments.
      a.map((word, at) => word ^ (b[at] ?? 0) ^ Math.imul((c[at] ?? 0) + at, 2_654_435_761)),
    );
    fc.assert(
      fc.property(fc.oneof(sets(65_536), dense), fc.array(fc.nat(65_535), { minLength: 1 }), (words, asked) => {
        const chunk = encodeChunk(words);
        const people = new PeopleSet(words);
        expect(chunk === undefined).toBe(people.size === 0);
        if (chunk === undefined) return;
        const back = new Uint32Array(2_048);
        xorChunk(chunk, back);
        expect(back).toEqual(words);
        for (const place of asked) expect(partHas(...partOf(chunk, place), place)).toBe(people.has(place));
      }),
      { numRuns: 60 },
    );
  });

  // Numbers that are the same in each run and pass for random.
  function draw(count: number, below: number, seed: number): PeopleSet {
    const words = new Uint32Array(Math.ceil((below + 1) / 32));
    let state = seed;
    for (let drawn = 0; drawn < count; ) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const mixed = Math.imul(state ^ (state >>> 15), 2_246_822_519) >>> 0;
      const ordinal = 1 + Math.floor((mixed / 2 ** 32) * below);
      const bit = 1 << (ordinal & 31);
      if (((words[ordinal >>> 5] ?? 0) & bit) !== 0) continue;
      words[ordinal >>> 5] = (words[ordinal >>> 5] ?? 0) | bit;
      drawn += 1;
    }
    return new PeopleSet(words);
  }

  const bytes = (people: PeopleSet) =>
    [...Array(people.chunks).keys()].reduce((sum, chunk) => sum + stored(encodeChunk(people.chunk(chunk))), 0);

  it('of a random million of ten million people is within 5 % of the entropy, 586 kB', () => {
    const people = draw(1_000_000, 10_000_000, 1);
    expect(people.size).toBe(1_000_000);
    expect(bytes(people)).toBeLessThanOrEqual(586_000 * 1.05);
  });

  it('of an audience of which one in a hundred changed is within a tenth of the entropy of the change, 14.3 kB', () => {
    // 5,000 of a million left and 5,000 others came: the change is a random set of 10,000 of ten million.
    const change = draw(10_000, 10_000_000, 2);
    expect(bytes(change)).toBeLessThanOrEqual(14_300 * 1.1);
  });

  it('of everybody, of nobody and of the first million is next to nothing', () => {
    const all = new PeopleSet(new Uint32Array(312_500).fill(0xffffffff));
    expect(bytes(all)).toBeLessThanOrEqual(all.chunks * 5);
    expect(bytes(PeopleSet.of(new Uint32Array()))).toBe(0);
    expect(bytes(PeopleSet.of(Uint32Array.from({ length: 1_000_000 }, (_, at) => at + 1)))).toBeLessThanOrEqual(100);
  });
});

describe('a set of people', () => {
  it('is the same from a list in any order, and knows its size, its highest and its places', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200_000)), (list) => {
        const people = PeopleSet.of(Uint32Array.from(list));
        const sorted = [...new Set(list)].sort((a, b) => a - b);
        expect(people.size).toBe(sorted.length);
        expect(people.highest).toBe(sorted.at(-1) ?? -1);
        expect(people.chunks).toBe(Math.ceil(((sorted.at(-1) ?? -1) + 1) / 65_536));
        const back = [...Array(people.chunks).keys()].flatMap((chunk) =>
          [...placesOf(people.chunk(chunk))].map((place) => chunk * 65_536 + place),
        );
        expect(back).toEqual(sorted);
        expect(PeopleSet.of(people)).toBe(people);
      }),
    );
  });
});
