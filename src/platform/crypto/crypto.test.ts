import { createDecipheriv, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalJson,
  deriveKey,
  fromBase64url,
  type Json,
  keyedDigest,
  keyedDigestInto,
  seal,
  toBase64url,
  unseal,
} from './index.ts';

describe('canonical JSON', () => {
  it('encodes the example of RFC 8785, section 3.2.3', () => {
    const value: Json = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('does not depend on the order in which members were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.integer()), (record) => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(record));
      }),
    );
  });

  it('orders few members and many by their UTF-16 code units', () => {
    const unit = fc.constantFrom('a', 'b', 'B', '1', '10', '€', '\u{1F600}', '\u{FB33}', '\r', '');
    const name = fc.array(unit, { maxLength: 4 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 80 }), (names) => {
        const written = canonicalJson(Object.fromEntries(names.map((each) => [each, 0])));
        const sorted = names.toSorted((one, other) => (one < other ? -1 : 1));
        expect(written).toBe(`{${sorted.map((each) => `${JSON.stringify(each)}:0`).join(',')}}`);
      }),
    );
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => canonicalJson(Number.NaN)).toThrow(TypeError);
    expect(() => canonicalJson('\ud800')).toThrow(TypeError);
  });
});

describe('authenticated encryption', () => {
  const key = Buffer.alloc(32, 7);

  it('agrees with NIST GCM test case 16 for AES-256', () => {
    // McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test case 16: checks the primitive that `unseal` relies on.
    const decipher = createDecipheriv(
      'aes-256-gcm',
      Buffer.from('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308', 'hex'),
      Buffer.from('cafebabefacedbaddecaf888', 'hex'),
    );
    decipher.setAAD(Buffer.from('feedfacedeadbeeffeedfacedeadbeefabaddad2', 'hex'));
    decipher.setAuthTag(Buffer.from('76fc6ece0f4e1768cddf8853bb2d551b', 'hex'));
    const ciphertext = Buffer.from(
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
      'hex',
    );
    const plaintext = Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('hex');
    expect(plaintext.startsWith('d9313225f88406e5a55909c5aff5269a')).toBe(true);
  });

  it('opens what it sealed, and nothing after any single bit is flipped', () => {
    const sealed = seal(key, Buffer.from('知诺'), 'person|field|1');
    expect(unseal(key, sealed, 'person|field|1')?.toString()).toBe('知诺');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(unseal(key, changed, 'person|field|1')).toBeUndefined();
    }
    expect(unseal(key, sealed, 'person|field|2')).toBeUndefined();
    expect(unseal(Buffer.alloc(32, 8), sealed, 'person|field|1')).toBeUndefined();
    expect(unseal(key, sealed.subarray(0, 20), 'person|field|1')).toBeUndefined();
  });
});

describe('keys and digests', () => {
  it('agrees with RFC 4231, test case 2, for HMAC-SHA256', () => {
    expect(keyedDigest(Buffer.from('Jefe'), 'what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('agrees with node’s own HMAC object for keys and messages of every length, long ones too', () => {
    const lengths = fc.constantFrom(0, 1, 31, 32, 63, 64, 65, 131, 2730, 2731, 8191, 8192, 8193);
    fc.assert(
      fc.property(lengths, lengths, fc.integer({ min: 0, max: 255 }), (keyLength, length, fill) => {
        const key = Buffer.alloc(keyLength, fill);
        for (const message of [Buffer.alloc(length, 255 - fill), '€'.repeat(length)]) {
          const whole = createHmac('sha256', key).update(message).digest();
          expect(keyedDigest(key, message)).toEqual(whole);
          const into = Buffer.alloc(24, 9);
          keyedDigestInto(key, message, into, { at: 5, bytes: 16 });
          expect(into).toEqual(Buffer.concat([Buffer.alloc(5, 9), whole.subarray(0, 16), Buffer.alloc(3, 9)]));
        }
      }),
    );
  });

  it('derives different keys for different labels', () => {
    expect(deriveKey(Buffer.alloc(32), 'a').equals(deriveKey(Buffer.alloc(32), 'b'))).toBe(false);
  });
});

describe('base64url', () => {
  it('round-trips and refuses every non-canonical form', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromBase64url(toBase64url(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
    expect(fromBase64url('AA==')).toBeUndefined();
    expect(fromBase64url('AB')).toBeUndefined();
    expect(fromBase64url('a+b/')).toBeUndefined();
  });
});
