import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ClassScan } from './scan-classes.ts';

it('puts each ordinal into the group of its class and no other, with few groups and with many', () => {
  const cases = fc.record({
    classes: fc.array(fc.nat({ max: 300 }), { maxLength: 200 }),
    groups: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 301 }),
    count: fc.constantFrom(1, 2, 13, 16, 17, 31),
    wide: fc.boolean(),
  });
  fc.assert(
    fc.property(cases, ({ classes, groups, count, wide }) => {
      const of = Uint8Array.from(groups, (group, each) => (each === 0 ? 0 : group % count));
      const column = wide ? Uint16Array.from(classes) : Uint8Array.from(classes);
      const words = 8;
      const sets = Array.from({ length: count }, () => new Uint32Array(words));
      const scan = new ClassScan(of, sets);
      scan.write(column, 0, 3);
      // Meanwhile the column may have become one of two bytes a person.
      scan.write(Uint16Array.from(column), 3, words);
      for (let ordinal = 0; ordinal < words * 32; ordinal += 1) {
        const expected = of[column[ordinal] ?? 0] ?? 0;
        for (const [group, set] of sets.entries())
          expect(((set[ordinal >>> 5] ?? 0) >>> (ordinal & 31)) & 1).toBe(group === expected ? 1 : 0);
      }
    }),
  );
});
