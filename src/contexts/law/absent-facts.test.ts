import { describe, expect, it } from 'vitest';
import { VOCABULARY } from './domain/vocabulary.ts';
import { judge } from './judge.ts';
import { factsWith } from './scenarios/scenario.ts';

function valuesOf(field: string): readonly string[] {
  const spec = VOCABULARY.get(field);
  return spec !== undefined && spec.type === 'one' ? [...spec.values] : [];
}

const GROUPS = [...VOCABULARY]
  .filter(([, spec]) => spec.type === 'object' || spec.type === 'objects')
  .map(([name]) => name);

/** Acts that handle no information by themselves may need nothing of what an act of handling needs. */
const NEEDED = ['data', 'basis_facts', 'notice'];
const HANDLING = ['collect', 'use', 'transmit', 'provide', 'publish', 'export', 'entrust', 'staff_access'];

describe('facts of which a whole group is absent', () => {
  it.each(valuesOf('operation'))('are judged without fail: %s', (operation) => {
    for (const legal_basis of [...valuesOf('legal_basis'), null]) {
      for (const group of [...GROUPS, 'purpose', 'channel']) {
        const verdict = judge(factsWith({ operation, legal_basis, [group]: null, automated_decision: null }));
        expect([group, verdict.reasons.length > 0]).toEqual([group, true]);
      }
    }
  });

  it.each(HANDLING)('deny where the act needs them: %s', (operation) => {
    for (const group of NEEDED)
      expect([group, judge(factsWith({ operation, [group]: null })).outcome]).toEqual([group, 'deny']);
  });

  it('deny when nothing is there but the act', () => {
    for (const operation of HANDLING) {
      expect(judge({ operation, decision_at: '2026-11-10T10:00:00+08:00' }).outcome).toBe('deny');
    }
  });
});
