import { hash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { identifierForm } from './identify.ts';

const part = fc.oneof(
  fc.stringMatching(/^[\w.:=@+-]{0,20}$/),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', 'a b', 'x"y', 'back\\slash', 'line\n', '😀', '\u0000', '１２３', '\ud800'),
);

it('digests the same form of an identifier whether it is plain or not: kept digests depend on it', () => {
  fc.assert(
    fc.property(part, part, part, part, (type, issuer, scope, value) => {
      const compact = value.normalize('NFKC').replace(/\s+/gu, '');
      const written = JSON.stringify(['identifier', type, issuer, scope, compact]);
      expect(identifierForm({ type, issuer, scope, value })).toBe(hash('sha256', written, 'hex'));
    }),
    { numRuns: 500 },
  );
});
