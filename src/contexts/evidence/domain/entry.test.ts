import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../platform/crypto/index.ts';
import { commitmentOf, entryText, tagOf } from './entry.ts';
import { evidenceKeyDigest } from './evidence-key.ts';
import { memberLeaf, memberLeaves, memberPath } from './member-tree.ts';
import { leafHash, treeHash, verifyInclusion } from './merkle.ts';
import { promiseBytes } from './receipt.ts';

// The example of docs/evidence-format.md, section 11, computed apart from this program; the receipt here has a key id of 32 zeros. These values may never change.
const SALT = Buffer.from(Array.from({ length: 32 }, (_, at) => at));
const KEY = Buffer.from(Array.from({ length: 32 }, (_, at) => 32 + at));
const PERSON = '01890000-0000-7000-8000-00000000000a';
const ENTRY =
  '{"commitment":"g6T1zFSjbawhlGE54FGZ-CUMs14E58dyrCm-w1D0yHI","id":"01890000-0000-7000-8000-00000000000a","kind":"consent","tag":"6qxmxcWQeKWxnlqI0pTf96LP2xHguDmJ5ZJGCScmptI","time":"2026-11-11T12:00:00.000Z","version":1}';

describe('the frozen formats', () => {
  const commitment = toBase64url(commitmentOf(SALT, { answer: 'granted', activity: 'marketing' }));
  const tag = tagOf(KEY, 2);
  const leaf = leafHash(Buffer.from(ENTRY));

  it('of an entry: commitment, tag, text and leaf hash', () => {
    const time = new Date('2026-11-11T12:00:00Z');
    expect(entryText({ id: PERSON, kind: 'consent', time, commitment, tag })).toBe(ENTRY);
    expect(toBase64url(leaf)).toBe('NIJajxyUrlH6tYfogdy20C5E2ImLx0IaQlh1eFoUnNo');
  });

  it('of a key digest', () => {
    expect(evidenceKeyDigest(KEY)).toBe('2rx7F1x9-H3YXb1YXG1y60IdpZVKRR4uXrvKCc62RBk');
  });

  it('of what a receipt signs', () => {
    const mergeBy = '2026-11-11T12:01:00.000Z';
    const leafHashed = toBase64url(leaf);
    const bytes = promiseBytes({ commitment, key: '0'.repeat(32), leafHash: leafHashed, mergeBy, n: 2, tag });
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      '144ed7700b21515c0bf6d5bc514f8a0e43d12c89198e4a38c7609ef3724af706',
    );
  });

  it('of a member of a use batch', () => {
    const member = memberLeaf(SALT, PERSON, { fields: ['mobile'] });
    expect(toBase64url(member)).toBe('fviFhxn-1anq9kJH3EweaUEsbcQHzVq2FCj6zuxVGoI');
    const second = memberLeaves(SALT, Buffer.from(PERSON.replaceAll('-', ''), 'hex'));
    expect(toBase64url(second)).toBe('aWTReyGRQTxJaoc1Ux7tgqHybWQB45hr2g_Uc7N2xNc');
  });
});

describe('members of a use batch', () => {
  it('are each proven in batches of any size', () => {
    for (const size of [1, 2, 3, 100, 1000]) {
      const leaves = Array.from({ length: size }, (_, at) => memberLeaf(SALT, PERSON, { at }));
      const root = treeHash(leaves);
      for (const position of new Set([0, 1, Math.floor(size / 2), size - 1].filter((each) => each < size))) {
        const proof = memberPath(leaves, position);
        const claim = { leaf: leaves[position] as Buffer, index: BigInt(position), size: BigInt(size), root, proof };
        expect(verifyInclusion(claim)).toBe(true);
      }
    }
  });
});
