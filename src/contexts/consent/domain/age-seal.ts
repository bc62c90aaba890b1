import { canonicalJson, keyedDigest } from '../../../platform/crypto/index.ts';

/** What a birth date or a declaration says of a person's age, as it is stored. */
export interface StoredAge {
  readonly person: string;
  readonly adultOn: string | null;
  readonly adultBorn: boolean;
  readonly minorBirth: Uint8Array | null;
  readonly fourteenOn: string | null;
}

/** The label of the key, in the service ring, that lasts as long as the ring. */
export const ROW_KEY = 'consent.rows';

const TIME_BYTES = 6;
const DIGEST_BYTES = 16;

/**
 * 22 bytes that only who has `key` can make for this age of this person: when (milliseconds since 1970, six bytes, big-endian), and 16 of HMAC-SHA256 over that
 * and the age. Null when nothing is known. No entry of the log tells an age, so that nothing else would show that SQL changed it.
 */
export function sealAge(key: Uint8Array, age: StoredAge, at: Date): Buffer | null {
  if (age.adultOn === null && age.minorBirth === null && age.fourteenOn === null) return null;
  const head = Buffer.alloc(TIME_BYTES);
  head.writeUIntBE(at.getTime(), 0, TIME_BYTES);
  return Buffer.concat([head, digestOf(key, head, age)]);
}

/** Whether a seal is of this age of this person. */
export function ageSealHolds(key: Uint8Array, age: StoredAge, seal: Buffer): boolean {
  const head = seal.subarray(0, TIME_BYTES);
  return seal.length === TIME_BYTES + DIGEST_BYTES && digestOf(key, head, age).equals(seal.subarray(TIME_BYTES));
}

function digestOf(key: Uint8Array, head: Buffer, age: StoredAge): Buffer {
  const { person, adultOn, adultBorn, minorBirth, fourteenOn } = age;
  const born = minorBirth === null ? null : Buffer.from(minorBirth).toString('hex');
  const text = canonicalJson([head.toString('hex'), person, adultOn, adultBorn, born, fourteenOn]);
  return keyedDigest(key, text).subarray(0, DIGEST_BYTES);
}
