import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEED } from './fault-rounds.ts';

describe('properties', () => {
  it.each([
    ['without parameters', undefined],
    ['with parameters of their own', { numRuns: 30, maxSkipsPerRun: 1000 }],
  ])('%s draw from the seed of the run, the same values each time', async (_what, parameters) => {
    const runs = [];
    for (let again = 0; again < 2; again += 1) {
      const drawn: number[] = [];
      const told = await fc.check(
        fc.asyncProperty(fc.integer(), async (value) => {
          drawn.push(value);
        }),
        parameters,
      );
      runs.push({ seed: told.seed, drawn });
    }
    expect(runs[0]?.seed).toBe(SEED | 0);
    expect(new Set(runs[0]?.drawn).size).toBeGreaterThan(10);
    expect(runs[1]).toEqual(runs[0]);
  });

  it('draw samples from it too', () => {
    expect(fc.sample(fc.integer(), 20)).toEqual(fc.sample(fc.integer(), { numRuns: 20, seed: SEED }));
  });
});
