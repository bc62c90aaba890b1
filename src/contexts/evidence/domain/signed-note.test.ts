import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isOrigin, noteKeyId, signedNote, verifierKey } from './signed-note.ts';

// The example of Go's sumdb/note documentation, which C2SP signed-note describes.
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const NOTE =
  'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n'.replace(
    '’',
    "'",
  );

describe('signed notes', () => {
  it('have the key ids and verifier keys of the published example', () => {
    const publicKey = Buffer.from(PETER.split('+')[2] ?? '', 'base64').subarray(1);
    expect(noteKeyId('PeterNeumann', publicKey).toString('hex')).toBe('c74f20a3');
    expect(verifierKey('PeterNeumann', publicKey)).toBe(PETER);
  });

  it('have the signature line of the published example, and Ed25519 here agrees with it', () => {
    const line = 'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';
    const blob = Buffer.from(line, 'base64');
    const publicKey = Buffer.from(PETER.split('+')[2] ?? '', 'base64').subarray(1);
    expect(signedNote(NOTE, 'PeterNeumann', [{ publicKey, signature: blob.subarray(4) }])).toBe(
      `${NOTE}\n— PeterNeumann ${line}\n`,
    );
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
    const signer = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, Buffer.from(NOTE), signer, blob.subarray(4))).toBe(true);
  });

  it('refuse origins that a note cannot carry', () => {
    expect(['example.com/log', 'a'].map(isOrigin)).toEqual([true, true]);
    expect(['', 'a b', 'a+b', 'a\nb', '日志'].map(isOrigin)).toEqual([false, false, false, false, false]);
  });
});
