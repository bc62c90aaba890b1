import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_MAP, mapLeaf, mapNode } from './map-hash.ts';
import { bitAt, mapRoot, pathOfTag, type TaggedLeaf, verifyAbsent, verifyPresent } from './tag-map.ts';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
// Half of the tags share long beginnings, which uniform ones never would.
const near = fc.tuple(fc.nat(3), hash).map(([zeros, tail]) => '\0'.repeat(zeros * 10) + tail.slice(zeros * 10));
const leaf = fc.record({ tag: fc.oneof(hash, near), leafHash: hash });
const leaves = fc.uniqueArray(leaf, { maxLength: 60, selector: ({ tag }) => tag });

function flipped(value: string, at: number): string {
  const bytes = Buffer.from(value, 'latin1');
  bytes[at % 32] = (bytes[at % 32] ?? 0) ^ (1 << ((at >> 5) % 8));
  return bytes.toString('latin1');
}

describe('the map from tags to entries', () => {
  it('has the root that the definition gives for none, one and two leaves', () => {
    const left: TaggedLeaf = { tag: '\0'.repeat(32), leafHash: '\x01'.repeat(32) };
    const right: TaggedLeaf = { tag: `\x40${'\0'.repeat(31)}`, leafHash: '\x02'.repeat(32) };
    expect(mapRoot([])).toBe(EMPTY_MAP);
    expect(mapRoot([left])).toBe(mapLeaf(left.tag, left.leafHash));
    // Both begin with the bit 0, so the root has an empty right half.
    const below = mapNode(mapLeaf(left.tag, left.leafHash), mapLeaf(right.tag, right.leafHash));
    expect(mapRoot([right, left])).toBe(mapNode(below, EMPTY_MAP));
    expect(bitAt(right.tag, 1)).toBe(1);
  });

  it('has one root whatever the order of its leaves', () => {
    fc.assert(
      fc.property(
        leaves.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(mapRoot(shuffled)).toBe(mapRoot(all));
        },
      ),
    );
  });

  it('proves every leaf present and every other tag absent, and never the reverse', () => {
    fc.assert(
      fc.property(leaves, hash, (all, stranger) => {
        fc.pre(all.every(({ tag }) => tag !== stranger));
        const root = mapRoot(all);
        const beside = pathOfTag(all, stranger);
        expect(verifyAbsent(root, stranger, beside)).toBe(true);
        expect(verifyPresent(root, { tag: stranger, leafHash: root }, beside.siblings)).toBe(false);
        for (const each of all) {
          const path = pathOfTag(all, each.tag);
          expect(verifyPresent(root, each, path.siblings)).toBe(true);
          expect(verifyAbsent(root, each.tag, path)).toBe(false);
          // No path of the map, cut or given another end, shows an absence of what is there.
          for (const end of [null, ...all])
            for (const siblings of [path.siblings, path.siblings.slice(1), beside.siblings])
              expect(verifyAbsent(root, each.tag, { siblings, leaf: end })).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('accepts no proof with a changed bit anywhere', () => {
    fc.assert(
      fc.property(leaves, fc.nat(255), fc.nat(), (all, at, pick) => {
        fc.pre(all.length > 1);
        const root = mapRoot(all);
        const each = all[pick % all.length] as TaggedLeaf;
        const { siblings } = pathOfTag(all, each.tag);
        const turned = siblings.map((sibling, place) =>
          place === pick % siblings.length ? flipped(sibling, at) : sibling,
        );
        expect(verifyPresent(root, each, turned)).toBe(false);
        expect(verifyPresent(root, { ...each, leafHash: flipped(each.leafHash, at) }, siblings)).toBe(false);
        expect(verifyPresent(root, { ...each, tag: flipped(each.tag, at) }, siblings)).toBe(false);
        expect(verifyPresent(flipped(root, at), each, siblings)).toBe(false);
        expect(verifyPresent(root, each, siblings.slice(1))).toBe(false);
        expect(verifyPresent(root, each, [root, ...siblings])).toBe(false);
      }),
    );
  });

  it('refuses a doubled tag', () => {
    const one: TaggedLeaf = { tag: 'a'.repeat(32), leafHash: 'b'.repeat(32) };
    expect(() => mapRoot([one, { ...one, leafHash: 'c'.repeat(32) }])).toThrow('one tag');
  });
});
