import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isId, newIdAt, timeOfId } from './ids.ts';

it('makes UUIDv7 of a time, each another', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (milliseconds) => {
      const [id, other] = [newIdAt(new Date(milliseconds)), newIdAt(new Date(milliseconds))];
      // RFC 9562, section 5.7: 48 bits of milliseconds, version 7, variant 10.
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(isId(id)).toBe(true);
      expect(timeOfId(id)).toBe(milliseconds);
      expect(other).not.toBe(id);
    }),
  );
});

it('leaves no bit of what may be random always the same', () => {
  const digits = Array.from({ length: 400 }, () => newIdAt(new Date(0)).replaceAll('-', '').slice(13));
  const seen = Array.from({ length: 19 }, (_, at) => new Set(digits.map((text) => text[at])).size);
  // The fourth digit holds the variant: two bits of it are random.
  expect(seen.map((count) => count > 4)).toEqual(seen.map((_, at) => at !== 3));
  expect(seen[3]).toBe(4);
});
