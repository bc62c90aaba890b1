import { randomBytes } from 'node:crypto';
import { seal, unseal } from '../../src/platform/crypto/index.ts';
import type { KeyManagementService } from '../../src/platform/keyring/index.ts';

/** A key management service in memory, with a key of its own that nobody else has. */
export function pretendedKms(key: string): KeyManagementService & { readonly calls: string[] } {
  const secret = randomBytes(32);
  const calls: string[] = [];
  return {
    key,
    calls,
    async wrap(plaintext, context) {
      calls.push('wrap');
      return seal(secret, plaintext, context);
    },
    async unwrap(wrapped, context) {
      calls.push('unwrap');
      return unseal(secret, wrapped, context);
    },
  };
}
