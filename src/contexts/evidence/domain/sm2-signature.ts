import { createHash } from 'node:crypto';
import { DER, weierstrass } from '@noble/curves/abstract/weierstrass.js';

/** The curve that GB/T 32918.5 recommends, `sm2p256v1`. */
const CURVE = {
  p: 0xfffffffe_ffffffff_ffffffff_ffffffff_ffffffff_00000000_ffffffff_ffffffffn,
  a: 0xfffffffe_ffffffff_ffffffff_ffffffff_ffffffff_00000000_ffffffff_fffffffcn,
  b: 0x28e9fa9e_9d9f5e34_4d5a9e4b_cf6509a7_f39789f5_15ab8f92_ddbcbd41_4d940e93n,
  n: 0xfffffffe_ffffffff_ffffffff_ffffffff_7203df6b_21c6052b_53bbf409_39d54123n,
  h: 1n,
  Gx: 0x32c4ae2c_1f198119_5f990446_6a39c994_8fe30bbf_f2660be1_715a4589_334c74c7n,
  Gy: 0xbc3736a2_f4f6779c_59bdcee3_6b692153_d0a9877c_c62a4740_02df32e5_2139f0a0n,
};
const Point = weierstrass(CURVE);
const COORDINATE_BYTES = 32;
/** GM/T 0009, section 10: the identity of whoever signs, where nothing else was agreed on. */
const IDENTITY = Buffer.from('1234567812345678', 'ascii');

const fixed = (value: bigint) => Buffer.from(value.toString(16).padStart(2 * COORDINATE_BYTES, '0'), 'hex');

// Z of GB/T 32918.2, section 5.5: what binds a signature to curve, identity and key.
function identityDigest(key: Uint8Array): Buffer {
  const bits = Buffer.alloc(2);
  bits.writeUInt16BE(IDENTITY.length * 8);
  const { a, b, Gx, Gy } = CURVE;
  const hash = createHash('sm3').update(bits).update(IDENTITY);
  for (const value of [a, b, Gx, Gy]) hash.update(fixed(value));
  return hash.update(key.subarray(1)).digest();
}

/**
 * Whether an SM2 signature with SM3 holds (GB/T 32918.2, section 7; the signature in DER and the identity as in GM/T 0009). OpenSSL inside Node takes no identity, so
 * that the curve comes from a library. False, never an error, for what is no uncompressed point of the curve or no signature.
 */
export function verifySm2(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 1 + 2 * COORDINATE_BYTES || key[0] !== 0x04) return false;
  try {
    const point = Point.fromBytes(key);
    const { r, s } = DER.toSig(signature);
    const inRange = (value: bigint) => value > 0n && value < CURVE.n;
    const t = (r + s) % CURVE.n;
    if (!inRange(r) || !inRange(s) || t === 0n) return false;
    const found = Point.BASE.mulAddUnsafe(s, point, t);
    if (found.is0()) return false;
    const digest = createHash('sm3').update(identityDigest(key)).update(message).digest('hex');
    return (BigInt(`0x${digest}`) + found.toAffine().x) % CURVE.n === r;
  } catch {
    return false;
  }
}
