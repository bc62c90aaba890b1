import { hash } from 'node:crypto';

/** SHA-256, base64url, of a set of people in its one form: their ordinals, ascending, four bytes little-endian each. */
export function digestOfOrdinals(ordinals: readonly number[]): string {
  const bytes = Buffer.alloc(ordinals.length * 4);
  const ascending = [...ordinals].sort((one, other) => one - other);
  for (const [place, ordinal] of ascending.entries()) bytes.writeUInt32LE(ordinal, place * 4);
  return hash('sha256', bytes, 'base64url');
}
