import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyRanges,
  EMPTY_ROOT,
  inclusionRanges,
  leafHash,
  nodeHash,
  treeHash,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';

// Leaves and roots of the reference tree of the Certificate Transparency project (RFC 6962), also in transparency-dev/merkle.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => leafHash(Buffer.from(hex, 'hex')),
);
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

function leavesOf(count: number): Buffer[] {
  return Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`leaf ${at}`)));
}

function hashOf(leaves: readonly Buffer[]) {
  return ({ start, end }: { start: bigint; end: bigint }) => treeHash(leaves.slice(Number(start), Number(end)));
}

describe('tree hashes', () => {
  it('agree with the published roots of the reference tree', () => {
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(ROOTS.map((_, at) => treeHash(LEAVES.slice(0, at + 1)).toString('hex'))).toEqual(ROOTS);
  });

  it('keep leaves and nodes apart', () => {
    const [a, b] = [LEAVES[0] as Buffer, LEAVES[1] as Buffer];
    expect(leafHash(Buffer.concat([a, b]))).not.toEqual(nodeHash(a, b));
  });
});

describe('inclusion', () => {
  it('of every leaf in every tree up to 70 leaves is proven, and only there', () => {
    const leaves = leavesOf(70);
    for (let size = 1; size <= 70; size += 1) {
      const root = treeHash(leaves.slice(0, size));
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionRanges(BigInt(index), BigInt(size)).map(hashOf(leaves));
        const claim = { leaf: leaves[index] as Buffer, index: BigInt(index), size: BigInt(size), root, proof };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, index: BigInt((index + 1) % size) })).toBe(size === 1);
        expect(verifyInclusion({ ...claim, index: BigInt(size) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, root] })).toBe(false);
      }
    }
  });

  it('is refused when any bit of the proof, the leaf or the root is flipped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), fc.nat(255), (size, place, which, bit) => {
        const leaves = leavesOf(size);
        const index = place % size;
        const proof = inclusionRanges(BigInt(index), BigInt(size)).map(hashOf(leaves));
        const parts = [leaves[index] as Buffer, treeHash(leaves), ...proof].map((part) => Buffer.from(part));
        const changed = parts[which % parts.length] as Buffer;
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const [leaf, root, ...path] = parts as [Buffer, Buffer, ...Buffer[]];
        expect(verifyInclusion({ leaf, index: BigInt(index), size: BigInt(size), root, proof: path })).toBe(false);
      }),
    );
  });

  it('is refused for numbers outside the tree, however large', () => {
    const leaf = LEAVES[0] as Buffer;
    const claim = { leaf, index: 0n, size: 1n, root: leaf, proof: [] };
    expect(verifyInclusion(claim)).toBe(true);
    expect(verifyInclusion({ ...claim, index: 18446744073709551615n })).toBe(false);
    expect(verifyInclusion({ ...claim, index: -1n })).toBe(false);
    expect(verifyInclusion({ ...claim, size: 0n })).toBe(false);
  });
});

describe('consistency', () => {
  it('of every pair of trees up to 40 leaves is proven, and nothing else', () => {
    const leaves = leavesOf(40);
    const forged = leavesOf(40);
    for (let to = 2; to <= 40; to += 1) {
      for (let from = 1; from < to; from += 1) {
        forged[from - 1] = leafHash(Buffer.from('forged'));
        const proof = consistencyRanges(BigInt(from), BigInt(to)).map(hashOf(leaves));
        const oldRoot = treeHash(leaves.slice(0, from));
        const newRoot = treeHash(leaves.slice(0, to));
        const claim = { from: BigInt(from), to: BigInt(to), oldRoot, newRoot, proof };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: treeHash(forged.slice(0, from)) })).toBe(false);
        expect(verifyConsistency({ ...claim, newRoot: treeHash(forged.slice(0, to)) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...proof, newRoot] })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(false);
        forged[from - 1] = leaves[from - 1] as Buffer;
      }
    }
  });

  it('of trees of equal size needs equal roots and an empty proof', () => {
    const root = LEAVES[0] as Buffer;
    expect(verifyConsistency({ from: 3n, to: 3n, oldRoot: root, newRoot: root, proof: [] })).toBe(true);
    expect(verifyConsistency({ from: 3n, to: 3n, oldRoot: root, newRoot: root, proof: [root] })).toBe(false);
    expect(verifyConsistency({ from: 3n, to: 3n, oldRoot: root, newRoot: EMPTY_ROOT, proof: [] })).toBe(false);
  });

  it('with the empty tree, or with a later tree first, is refused', () => {
    const root = LEAVES[0] as Buffer;
    expect(verifyConsistency({ from: 0n, to: 1n, oldRoot: EMPTY_ROOT, newRoot: root, proof: [] })).toBe(false);
    expect(verifyConsistency({ from: 2n, to: 1n, oldRoot: root, newRoot: root, proof: [] })).toBe(false);
  });
});
