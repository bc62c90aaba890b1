import { randomFillSync } from 'node:crypto';

const POOL = 8192;
const pool = Buffer.alloc(POOL);
let at = POOL;

/**
 * Up to 256 fresh random bytes for ids, nonces, salts and the keys of people's chains; a copy, whose bytes are wiped from the pool. Asking the
 * generator for a few bytes at a time costs several times more. Keys that are made once in a while come from `randomBytes`.
 */
export function pooledRandom(length: number): Buffer {
  if (length > 256) throw new RangeError('a pool gives at most 256 bytes');
  if (at + length > POOL) {
    randomFillSync(pool);
    at = 0;
  }
  const bytes = Buffer.allocUnsafe(length);
  // Byte by byte: for so few that takes half the time of two calls.
  for (let place = 0; place < length; place += 1, at += 1) {
    bytes[place] = pool[at] as number;
    pool[at] = 0;
  }
  return bytes;
}
