import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hmac, isIncluded, leafHash, sha256 } from './hashing.ts';
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
    expect(hmac(Buffer.alloc(20, 0x0b), 'Hi There').toString('hex')).toBe(
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    );
  });
});

describe('inclusion', () => {
  // Leaves, roots and this proof are those of the reference tree of RFC 6962 implementations.
  const root = Buffer.from('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328', 'hex');
  const proof = [
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ].map((hex) => Buffer.from(hex, 'hex'));

  it('holds for the first leaf of the reference tree, and nowhere else', () => {
    const leaf = leafHash('');
    expect(isIncluded(leaf, 0, 8, root, proof)).toBe(true);
    expect(isIncluded(leaf, 1, 8, root, proof)).toBe(false);
    expect(isIncluded(leaf, 8, 8, root, proof)).toBe(false);
    expect(isIncluded(leaf, 0, 4, root, proof)).toBe(false);
    expect(isIncluded(leaf, 0, 8, root, proof.slice(1))).toBe(false);
    expect(isIncluded(leaf, 0, 8, root, [...proof, root])).toBe(false);
    expect(isIncluded(sha256('other'), 0, 8, root, proof)).toBe(false);
    expect(isIncluded(Buffer.alloc(0), 0, 1, Buffer.alloc(0), [])).toBe(false);
  });
});
