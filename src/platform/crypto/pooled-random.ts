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
  const bytes = Buffer.from(pool.subarray(at, at + length));
  pool.fill(0, at, at + length);
  at += length;
  return bytes;
}
