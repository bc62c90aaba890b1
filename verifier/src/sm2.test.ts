import { createHash, randomBytes } from 'node:crypto';
import { DER } from '@noble/curves/abstract/weierstrass.js';
import { describe, expect, it } from 'vitest';
import { OpensslSm2 } from '../../test/support/openssl-sm2.ts';
import { fromHex, toHex, utf8 } from './bytes.ts';
import { sm3 as plain } from './primitives/browser-sm3.ts';
import { primitives as node } from './primitives/node-primitives.ts';
import { sm2Holds } from './sm2.ts';

const hex = (text: string) => fromHex(text.toLowerCase()) ?? new Uint8Array();
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;

/** GM/T 0003.5 (GB/T 32918.5), the example on the recommended curve. */
const PUBLISHED = {
  x: '09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020',
  y: 'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  message: utf8('message digest'),
  r: 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3',
  s: 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
};
const KEY = hex(`04${PUBLISHED.x}${PUBLISHED.y}`);
const signature = (r: bigint, s: bigint) => hex(DER.hexFromSig({ r, s }));
const R = BigInt(`0x${PUBLISHED.r}`);
const S = BigInt(`0x${PUBLISHED.s}`);

describe('SM3', () => {
  it.each([
    ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
    ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
  ])('gives what GB/T 32905 says of %s', (message, digest) => {
    for (const sm3 of [plain, node.sm3]) expect(toHex(sm3(utf8(message)))).toBe(digest);
  });

  it("is OpenSSL's in plain JavaScript too, at every length around the blocks and at great ones", () => {
    for (const length of [...Array(200).keys(), 4095, 4096, 65_537]) {
      const message = randomBytes(length);
      expect(toHex(plain(message)), String(length)).toBe(createHash('sm3').update(message).digest('hex'));
    }
  });
});

describe('SM2', () => {
  it('believes the published signature, and no other', () => {
    expect(sm2Holds(KEY, PUBLISHED.message, signature(R, S))).toBe(true);
    expect(sm2Holds(KEY, utf8('message digesu'), signature(R, S))).toBe(false);
    expect(sm2Holds(KEY, PUBLISHED.message, signature(R, S), utf8('1234567812345679'))).toBe(false);
    expect(sm2Holds(KEY, PUBLISHED.message, signature(R + 1n, S))).toBe(false);
    expect(sm2Holds(KEY, PUBLISHED.message, signature(R, S - 1n))).toBe(false);
  });

  it('believes no number out of range, and no form but the one of DER', () => {
    const wrong: [bigint, bigint][] = [
      [0n, S],
      [R, 0n],
      [R + N, S],
      [R, S + N],
      [N, S],
      [R, N],
      [R, N - R],
      [S, R],
    ];
    for (const [r, s] of wrong) expect(sm2Holds(KEY, PUBLISHED.message, signature(r, s))).toBe(false);
    const raw = hex(`${PUBLISHED.r}${PUBLISHED.s}`);
    const good = signature(R, S);
    for (const bytes of [raw, good.subarray(0, -1), Uint8Array.of(...good, 0), new Uint8Array()])
      expect(sm2Holds(KEY, PUBLISHED.message, bytes)).toBe(false);
    const negative = hex(`3044${'0220'}${PUBLISHED.r}${'0220'}${PUBLISHED.s}`);
    expect(sm2Holds(KEY, PUBLISHED.message, negative)).toBe(false);
  });

  it('believes no key that is no point of the curve', () => {
    const y = BigInt(`0x${PUBLISHED.y}`);
    const spelled = (value: bigint) => value.toString(16).padStart(64, '0');
    const keys = [
      `04${PUBLISHED.x}${spelled(y + 1n)}`,
      `04${PUBLISHED.y}${PUBLISHED.x}`,
      `04${'00'.repeat(64)}`,
      `04${spelled(P)}${PUBLISHED.y}`,
      `00${PUBLISHED.x}${PUBLISHED.y}`,
      `06${PUBLISHED.x}${PUBLISHED.y}`,
      `03${PUBLISHED.x}`,
      '00',
      // The base point of P-256, which is on another curve.
      '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
    ];
    for (const key of keys) expect(sm2Holds(hex(key), PUBLISHED.message, signature(R, S)), key).toBe(false);
    expect(sm2Holds(hex(`04${PUBLISHED.x}${spelled(P - y)}`), PUBLISHED.message, signature(R, S))).toBe(false);
  });

  it('agrees with OpenSSL on keys and messages of its making, and on the identity', () => {
    const openssl = new OpensslSm2();
    try {
      for (const length of [0, 1, 64, 1000]) {
        const { key, sign } = openssl.pair();
        const message = randomBytes(length);
        const made = sign(message);
        expect(sm2Holds(key, message, made)).toBe(true);
        expect(sm2Holds(key, message, sign(message, 'ALICE123@YAHOO.COM'))).toBe(false);
        expect(sm2Holds(key, message, sign(message, 'ALICE123@YAHOO.COM'), utf8('ALICE123@YAHOO.COM'))).toBe(true);
        expect(sm2Holds(key, randomBytes(length + 1), made)).toBe(false);
        expect(sm2Holds(openssl.pair().key, message, made)).toBe(false);
      }
    } finally {
      openssl.close();
    }
  });
});
