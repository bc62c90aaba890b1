import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { LeafPyramid } from './leaf-pyramid.ts';
import { treeHash } from './merkle.ts';
import { TreeFold } from './tree-fold.ts';

const leaf = (at: number): Buffer => createHash('sha256').update(String(at)).digest();
const rootOf = (pyramid: LeafPyramid, count: number): string => {
  const fold = new TreeFold();
  for (const { height, hash } of pyramid.rim(count)) fold.add(hash, height);
  return Buffer.from(fold.fold(), 'latin1').toString('hex');
};

it('gives the root of every size that it has passed, and the subtrees of every level', () => {
  const pyramid = new LeafPyramid(6);
  const leaves = Array.from({ length: 64 }, (_, at) => leaf(at));
  for (const [at, hashed] of leaves.entries()) {
    pyramid.add(hashed.toString('latin1'));
    if (![0, 1, 2, 6, 7, 30, 31, 32, 62, 63].includes(at)) continue;
    expect(pyramid.leaves).toBe(at + 1);
    for (let count = 0; count <= at + 1; count += 1)
      expect(rootOf(pyramid, count)).toBe(treeHash(leaves.slice(0, count)).toString('hex'));
  }
  expect(pyramid.level(0)).toEqual(Buffer.concat(leaves));
  expect(pyramid.level(3)).toEqual(
    Buffer.concat(Array.from({ length: 8 }, (_, at) => treeHash(leaves.slice(at * 8, at * 8 + 8)))),
  );
  expect(pyramid.level(7)).toHaveLength(0);
});
