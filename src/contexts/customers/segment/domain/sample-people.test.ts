import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplePeople } from './sample-people.ts';

describe('the sample of people', () => {
  it('holds exactly so many of them, ascending, and is the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 3000 }),
        fc.integer({ min: 0, max: 3000 }),
        fc.string(),
        (ordinals, size, seed) => {
          const people = Uint32Array.from(ordinals).sort();
          const sample = samplePeople(people, size, seed);
          expect(sample).toHaveLength(Math.min(size, people.length));
          expect(sample).toEqual(Uint32Array.from(new Set(sample)).sort());
          expect(sample.every((ordinal) => people.includes(ordinal))).toBe(true);
          expect(samplePeople(people, size, seed)).toEqual(sample);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('does not favour those who came early', () => {
    const people = Uint32Array.from({ length: 100_000 }, (_, place) => place + 1);
    const early = samplePeople(people, 20_000, 'hour').filter((ordinal) => ordinal <= 50_000).length;
    expect(Math.abs(early - 10_000)).toBeLessThan(500);
  });
});
