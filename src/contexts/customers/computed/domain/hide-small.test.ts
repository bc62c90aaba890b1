import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hiddenCells, SMALL_CELL } from './hide-small.ts';

const cells = fc.array(fc.record({ people: fc.integer({ min: 0, max: 40 }) }), { maxLength: 25 });

it('hides every small cell, nothing where there is none, and never one alone that the total would tell', () => {
  fc.assert(
    fc.property(cells, (all) => {
      const hidden = hiddenCells(all);
      for (const cell of all) if (cell.people > 0 && cell.people < SMALL_CELL) expect(hidden.has(cell)).toBe(true);
      for (const cell of all) if (cell.people === 0) expect(hidden.has(cell)).toBe(false);
      if (!all.some(({ people }) => people > 0 && people < SMALL_CELL)) expect(hidden.size).toBe(0);
      const someone = all.filter(({ people }) => people > 0);
      if (hidden.size > 0 && hidden.size < someone.length) {
        expect(hidden.size).toBeGreaterThan(1);
        expect([...hidden].reduce((sum, { people }) => sum + people, 0)).toBeGreaterThanOrEqual(SMALL_CELL);
      }
    }),
  );
});
