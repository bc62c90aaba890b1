import { DER, weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { bytesToNumberBE } from '@noble/curves/utils.js';
import { utf8 } from './bytes.ts';
import { sm3 } from './hashing.ts';

/** The recommended curve of GB/T 32918.5; the same as curveSM2 (RFC 8998). */
const Point = weierstrass({
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
});
const { Fp, Fn } = Point;
/** An uncompressed point: 04 and two coordinates of 32 bytes. */
const KEY_BYTES = 65;
/** What GM/T 0009 prescribes where nothing else was agreed on: the sixteen digits `1234567812345678`. */
const IDENTITY = utf8('1234567812345678');

/** Whether an SM2 signature with SM3 (GB/T 32918.2, DER as in GM/T 0009) holds; false, never an error, for a key that is no point of the curve. */
export function sm2Holds(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  identity: Uint8Array = IDENTITY,
): boolean {
  if (publicKey.length !== KEY_BYTES || publicKey[0] !== 4) return false;
  try {
    const key = Point.fromBytes(publicKey);
    const { r, s } = DER.toSig(signature);
    if (!Fn.isValidNot0(r) || !Fn.isValidNot0(s)) return false;
    const t = Fn.add(r, s);
    if (Fn.is0(t)) return false;
    const point = Point.BASE.mulAddUnsafe(s, key, t);
    if (point.is0()) return false;
    const e = Fn.create(bytesToNumberBE(sm3(signerDigest(publicKey, identity), message)));
    return Fn.eql(r, Fn.add(e, Fn.create(point.x)));
  } catch {
    return false;
  }
}

// GB/T 32918.2, section 5.5: Z = SM3(bits of the identity || identity || a || b || G || public key).
function signerDigest(publicKey: Uint8Array, identity: Uint8Array): Uint8Array {
  const bits = identity.length * 8;
  const { a, b } = Point.CURVE();
  const base = Point.BASE.toBytes(false).subarray(1);
  const length = new Uint8Array([bits >> 8, bits & 0xff]);
  return sm3(length, identity, Fp.toBytes(a), Fp.toBytes(b), base, publicKey.subarray(1));
}
