import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFacts } from '../../../../test/support/arbitrary-facts.ts';
import { LAWFUL_USE } from '../../../../test/support/lawful-facts.ts';
import { readCase } from './case-reading.ts';
import { asBits, circumstancesOf } from './circumstances.ts';
import type { Facts } from './facts.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const of = (facts: unknown): number => circumstancesOf(readCase(facts as Facts, DEFAULT_SETTINGS));

describe('circumstances', () => {
  it('are bits of their own, and none is needed where none is named', () => {
    const two = asBits(['an export', 'under 14']);
    expect(two).toBe(asBits(['an export']) + asBits(['under 14']));
    expect(asBits([])).toBe(0);
  });

  it('are those of the case', () => {
    const present = of({ ...LAWFUL_USE, operation: 'export', automated_decision: { used: false } });
    const all = asBits([
      'consent is the basis',
      'a consent is in force',
      'an export',
      'facts of an automated decision',
    ]);
    expect(present & all).toBe(all);
    expect(present & asBits(['under 18', 'an automated decision', 'a recipient', 'a refusal was made'])).toBe(0);
  });

  it('never hold together with their opposite', () => {
    fc.assert(
      fc.property(arbitraryFacts, (facts) => {
        const present = of(facts);
        for (const pair of [
          ['consent is the basis', 'another basis'],
          ['a consent is in force', 'no consent is in force'],
          ['an emergency', 'no emergency'],
        ] as const) {
          expect(pair.filter((name) => (present & asBits([name])) !== 0)).toHaveLength(1);
        }
      }),
      { numRuns: 60 },
    );
  });
});
