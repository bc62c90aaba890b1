import fc from 'fast-check';
import { expect, it } from 'vitest';
import { disjointWaves } from './disjoint-waves.ts';

it('keeps what touches the same thing apart and in order, and loses nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }), { maxLength: 20 }),
      (items) => {
        const waves = disjointWaves(items, (item) => item);
        expect([...waves.flat()].sort((a, b) => a - b)).toEqual(items.map((_, place) => place));
        const waveOf = new Map(waves.flatMap((places, wave) => places.map((place) => [place, wave] as const)));
        for (const [one, first] of items.entries())
          for (const [other, second] of items.entries())
            if (one < other && first.some((thing) => second.includes(thing)))
              expect(waveOf.get(one)).toBeLessThan(waveOf.get(other) ?? 0);
      },
    ),
  );
});

it('needs one wave where nothing is shared', () => {
  expect(disjointWaves(['a', 'b', 'c'], (item) => [item])).toEqual([[0, 1, 2]]);
});
