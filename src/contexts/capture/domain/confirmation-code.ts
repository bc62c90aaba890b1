import { keyedDigest } from '../../../platform/crypto/index.ts';

/** Milliseconds for which a confirmation code is good. */
export const CODE_LIFE = 10 * 60_000;

/** Wrong codes after which a confirmation is dead: 5 tries at 10^6 codes leave a guesser one in 200,000. */
export const MOST_TRIES = 5;

/** The six digits that belong to a confirmation: from HMAC-SHA256 of its id by dynamic truncation (RFC 4226, 5.3). Nothing of it is stored. */
export function confirmationCode(key: Uint8Array, id: string): string {
  const mac = keyedDigest(key, `code|${id}`);
  const offset = (mac[31] ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
