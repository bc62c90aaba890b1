import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from './bytes.ts';
import { hmac } from './hashing.ts';
import { checkSignature, readSigners } from './signers.ts';

const encode = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
const field = (value: string) => ({ value, at: 'test' });

// RFC 8032, section 7.1, test 2.
const PUBLIC = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
const SIGNATURE =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';
const ID = createHash('sha256').update(Buffer.from(PUBLIC, 'hex')).digest('hex').slice(0, 32);

function signersOf(id: string) {
  const signer = new Map([
    ['id', id],
    ['publicKey', encode(PUBLIC)],
  ]);
  return readSigners({ value: [signer], at: 'signers' });
}

describe('primitives', () => {
  it('agree with RFC 8032 for Ed25519, and refuse any other message or signature', () => {
    const signers = signersOf(ID);
    const check = (message: string, signature: string) =>
      checkSignature(signers, { key: field(ID), signature: field(encode(signature)) }, message);
    expect(() => check('r', SIGNATURE)).not.toThrow();
    expect(() => check('s', SIGNATURE)).toThrow('signature');
    expect(() => check('r', SIGNATURE.replace('92a0', '92a1'))).toThrow('signature');
    expect(() => signersOf('0'.repeat(32))).toThrow('signer-id');
  });

  it('agree with RFC 4231, test case 1, for HMAC-SHA256', () => {
    expect(toHex(hmac(Buffer.alloc(20, 0x0b), 'Hi There'))).toBe(
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    );
  });
});
