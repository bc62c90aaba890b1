import { keyedDigest } from '../../../platform/crypto/index.ts';

/** How long a code is good for, in milliseconds. */
export const CODE_LIFETIME = 10 * 60_000;
/** Wrong tries before a challenge is spent: 5 of 1,000,000. */
export const MOST_TRIES = 5;
/** Codes to one address in an hour. */
export const MOST_CODES = 5;

/** The 6-digit code of a challenge, derived by HMAC-SHA256 so that it is stored nowhere (dynamic truncation of RFC 4226, section 5.3). */
export function loginCode(key: Uint8Array, challenge: string): string {
  const digest = keyedDigest(key, challenge);
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
