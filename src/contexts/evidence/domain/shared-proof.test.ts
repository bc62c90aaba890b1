import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rootWith } from '../../../../verifier/src/hashing.ts';
import { leafHash, treeHash } from './merkle.ts';
import { restRanges } from './shared-proof.ts';

const leaves = Array.from({ length: 300 }, (_, at) => leafHash(Buffer.from(`leaf ${at}`)));

describe('one proof for several leaves', () => {
  it('is what a verifier needs to compute the root, whichever leaves are shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.uniqueArray(fc.nat(299), { minLength: 1 }), (size, picks) => {
        const indexes = [...new Set(picks.map((pick) => pick % size))].sort((one, other) => one - other);
        const ranges = restRanges(indexes, size);
        const rest = ranges.map(({ start, end }) => treeHash(leaves.slice(Number(start), Number(end))));
        const shown = indexes.map((index) => ({ index, leaf: leaves[index] ?? Buffer.alloc(0) }));
        expect(Buffer.from(rootWith(shown, size, rest) ?? [])).toEqual(treeHash(leaves.slice(0, size)));
      }),
    );
  });

  it('leaves out nothing and covers nothing twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.uniqueArray(fc.nat(), { minLength: 1 }), (size, picks) => {
        const indexes = [...new Set(picks.map((pick) => pick % size))].sort((one, other) => one - other);
        const covered = restRanges(indexes, size).reduce((sum, { start, end }) => sum + Number(end - start), 0);
        expect(covered + indexes.length).toBe(size);
      }),
    );
  });

  it('is empty where nothing is shown', () => {
    expect(restRanges([], 5)).toEqual([]);
  });
});
