import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distinctOrdinals } from './distinct-ordinals.ts';
import { Turn } from './turn.ts';

it('names each ordinal once, ascending, few or many of them, also ones that nobody has', async () => {
  const some = fc.uint8Array({ minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(some, fc.constantFrom(1, 20_000), fc.boolean(), async (chosen, times, strange) => {
      const list = Uint32Array.from(
        { length: chosen.length * times },
        (_, at) => ((chosen[at % chosen.length] ?? 0) * at) % 70_001,
      );
      if (strange) list[0] = 4_294_967_295;
      const expected = [...new Set(list)].sort((a, b) => a - b);
      expect(Array.from(await distinctOrdinals(list, new Turn()))).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});
