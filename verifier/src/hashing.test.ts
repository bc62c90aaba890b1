import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal, fromBase64, fromBase64url, fromHex, toBase64, toBase64url, toHex } from './bytes.ts';
import { isConsistent, isIncluded, leafHash, nodeHash, rootWith, sha256 } from './hashing.ts';
import { primitives as browser } from './primitives/browser-primitives.ts';
import { primitives as node } from './primitives/node-primitives.ts';

function hex(text: string): Uint8Array {
  return fromHex(text) ?? new Uint8Array();
}

/** The tree hash by its definition (RFC 6962, section 2.1), and the ranges that hold none of `kept`, from left to right. */
function tree(
  leaves: readonly Uint8Array[],
  kept: ReadonlySet<number> = new Set(),
  start = 0,
  rest: Uint8Array[] = [],
): Uint8Array {
  const own = leaves.some((_, at) => kept.has(start + at));
  const [only] = leaves;
  let hashed = only ?? sha256();
  if (leaves.length > 1) {
    let half = 1;
    while (half * 2 < leaves.length) half *= 2;
    const inner = own ? rest : [];
    hashed = nodeHash(
      tree(leaves.slice(0, half), kept, start, inner),
      tree(leaves.slice(half), kept, start + half, inner),
    );
  }
  if (!own) rest.push(hashed);
  return hashed;
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, at) => leafHash(`leaf ${at}`));

describe('inclusion', () => {
  // Leaves, roots and this proof are those of the reference tree of RFC 6962 implementations.
  const root = hex('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  const proof = [
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ].map(hex);

  it('holds for the first leaf of the reference tree, and nowhere else', () => {
    const leaf = leafHash('');
    expect(isIncluded(leaf, 0, 8, root, proof)).toBe(true);
    expect(isIncluded(leaf, 1, 8, root, proof)).toBe(false);
    expect(isIncluded(leaf, 8, 8, root, proof)).toBe(false);
    expect(isIncluded(leaf, 0, 4, root, proof)).toBe(false);
    expect(isIncluded(leaf, 0, 8, root, proof.slice(1))).toBe(false);
    expect(isIncluded(leaf, 0, 8, root, [...proof, root])).toBe(false);
    expect(isIncluded(sha256('other'), 0, 8, root, proof)).toBe(false);
    expect(isIncluded(new Uint8Array(), 0, 1, new Uint8Array(), [])).toBe(false);
  });
});

describe('one proof for many leaves', () => {
  it('gives the root of the tree for the leaves at their places, and no other root for anything else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.infiniteStream(fc.boolean()), fc.nat(), (size, picks, pick) => {
        const all = leavesOf(size);
        const kept = all.flatMap((_, at) => (picks.next().value === true ? [at] : []));
        const chosen = kept.length > 0 ? kept : [pick % size];
        const rest: Uint8Array[] = [];
        const root = tree(all, new Set(chosen), 0, rest);
        const claims = chosen.map((index) => ({ index, leaf: all[index] ?? root }));
        const holds = (leaves: typeof claims, of: number, proof: readonly Uint8Array[]) =>
          equal(rootWith(leaves, of, proof) ?? new Uint8Array(), root);
        expect(holds(claims, size, rest)).toBe(true);
        const changed = claims.map((claim, at) =>
          at === pick % claims.length ? { ...claim, leaf: sha256('x') } : claim,
        );
        expect(holds(changed, size, rest)).toBe(false);
        expect(holds(claims, size, [...rest, root])).toBe(false);
        if (rest.length > 0) expect(holds(claims, size, rest.slice(1))).toBe(false);
        const [first] = claims;
        const free = all.findIndex((_, at) => !chosen.includes(at));
        if (first !== undefined && free >= 0 && free < first.index)
          expect(holds([{ ...first, index: free }, ...claims.slice(1)], size, rest)).toBe(false);
      }),
    );
  });

  it('refuses leaves beyond the tree, two leaves in one place, and hashes of another length', () => {
    const leaf = leafHash('a');
    expect(rootWith([{ index: 1, leaf }], 1, [])).toBeUndefined();
    expect(rootWith([], 1, [leaf])).toBeUndefined();
    expect(
      rootWith(
        [
          { index: 0, leaf },
          { index: 0, leaf },
        ],
        1,
        [],
      ),
    ).toBeUndefined();
    expect(rootWith([{ index: 0, leaf }], 2, [leaf.subarray(1)])).toBeUndefined();
  });
});

describe('consistency', () => {
  /** RFC 9162, section 2.1.4.1, by its recursion. */
  function prove(from: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] {
    if (from === leaves.length) return whole ? [] : [tree(leaves)];
    let half = 1;
    while (half * 2 < leaves.length) half *= 2;
    if (from <= half) return [...prove(from, leaves.slice(0, half), whole), tree(leaves.slice(half))];
    return [...prove(from - half, leaves.slice(half), false), tree(leaves.slice(0, half))];
  }

  it('holds between every two sizes up to 40, and for no other root', () => {
    for (let to = 1; to <= 40; to += 1) {
      const leaves = leavesOf(to);
      const later = { size: to, root: tree(leaves) };
      for (let from = 1; from <= to; from += 1) {
        const earlier = { size: from, root: tree(leaves.slice(0, from)) };
        const proof = prove(from, leaves);
        expect(isConsistent(earlier, later, proof), `${from} ${to}`).toBe(true);
        expect(isConsistent({ ...earlier, root: sha256('x') }, later, proof)).toBe(false);
        expect(isConsistent(earlier, { ...later, root: sha256('x') }, proof)).toBe(false);
        expect(isConsistent(earlier, later, [...proof, later.root])).toBe(false);
      }
    }
  });

  it('is not claimed from the empty tree, nor backwards', () => {
    const tree = { size: 2, root: sha256('x') };
    expect(isConsistent({ size: 0, root: sha256() }, tree, [])).toBe(false);
    expect(isConsistent(tree, { size: 1, root: sha256('x') }, [])).toBe(false);
  });
});

describe('the two forms of the primitives', () => {
  it('agree with each other and with node:crypto', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 80 }), (message, key) => {
        expect(toHex(browser.sha256(message))).toBe(createHash('sha256').update(message).digest('hex'));
        expect(toHex(node.sha256(message))).toBe(toHex(browser.sha256(message)));
        expect(toHex(node.hmacSha256(key, message))).toBe(toHex(browser.hmacSha256(key, message)));
      }),
    );
  });

  it('accept test 2 of RFC 8032, section 7.1, and no other key, message or signature', () => {
    const key = hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    const signature = hex(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    for (const { ed25519Holds } of [node, browser]) {
      expect(ed25519Holds(key, hex('72'), signature)).toBe(true);
      expect(ed25519Holds(key, hex('73'), signature)).toBe(false);
      expect(ed25519Holds(signature.subarray(0, 32), hex('72'), signature)).toBe(false);
      expect(ed25519Holds(key, hex('72'), signature.with(63, 0x20))).toBe(false);
      expect(ed25519Holds(key, hex('72'), signature.subarray(1))).toBe(false);
      expect(ed25519Holds(new Uint8Array(32).fill(0xff), hex('72'), signature)).toBe(false);
    }
  });
});

describe('spellings of bytes', () => {
  it('are read back, and every byte string has one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64url(toBase64url(bytes))).toEqual(Uint8Array.from(bytes));
        expect(fromBase64(toBase64(bytes))).toEqual(Uint8Array.from(bytes));
        expect(fromHex(toHex(bytes))).toEqual(Uint8Array.from(bytes));
      }),
    );
    for (const text of ['A', 'AB', 'AB=', 'AAAA=', 'A A', 'é', 'AAB'])
      expect(fromBase64url(text), text).toBeUndefined();
    for (const text of ['AA', 'AB==', 'AA=', '=', '====', 'A===', 'AA-_', 'AAA=A'])
      expect(fromBase64(text), text).toBeUndefined();
    for (const text of ['0', 'xx', ' 00']) expect(fromHex(text), text).toBeUndefined();
  });
});
