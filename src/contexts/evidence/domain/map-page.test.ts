import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growPage, pageOf, pageOfTag, pathInPage, RECORD_BYTES, sortRecords, writeRecord } from './map-page.ts';
import { pathInTop, rootOfTop, topOf } from './map-top.ts';
import { mapRoot, pathOfTag, type TaggedLeaf } from './tag-map.ts';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const near = fc.tuple(fc.nat(3), hash).map(([zeros, tail]) => '\0'.repeat(zeros * 3) + tail.slice(zeros * 3));
const leaf = fc.record({ tag: fc.oneof(hash, near), leafHash: hash });
const leaves = (most: number) => fc.uniqueArray(leaf, { maxLength: most, selector: ({ tag }) => tag.slice(0, 16) });

function packed(all: readonly TaggedLeaf[], first: number): Buffer {
  const records = Buffer.alloc(all.length * RECORD_BYTES);
  for (const [at, { tag, leafHash }] of all.entries())
    writeRecord(records, at, {
      tags: Buffer.from(tag, 'latin1'),
      leafHashes: Buffer.from(leafHash, 'latin1'),
      tagAt: 0,
      index: first + at,
    });
  return records;
}

function ofPage(records: Buffer, page: number, depth: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at * RECORD_BYTES < records.length; at += 1)
    if (pageOf(records, at, depth) === page) parts.push(records.subarray(at * RECORD_BYTES, (at + 1) * RECORD_BYTES));
  return Buffer.concat(parts);
}

describe('a map in pages', () => {
  it('has the root and the paths of the map in memory, at any depth of pages and after any growth', () => {
    fc.assert(
      fc.property(leaves(80), fc.nat(80), fc.nat(7), hash, (all, cut, depth, stranger) => {
        const before = packed(all.slice(0, cut), 0);
        const added = sortRecords(packed(all.slice(cut), Math.min(cut, all.length)));
        const pages = Array.from({ length: 2 ** depth }, (_, page) => {
          const stored = ofPage(before, page, depth);
          const first = growPage(depth, Buffer.alloc(0), undefined, stored);
          const grown = growPage(depth, stored, first.buckets, ofPage(added, page, depth));
          return { grown, records: Buffer.concat([stored, ofPage(added, page, depth)]) };
        });
        const top = topOf({
          hashes: pages.map(({ grown }) => grown.hash),
          leaves: pages.map(({ grown }) => grown.leaves),
        });
        expect(rootOfTop(top)).toBe(mapRoot(all));
        for (const tag of [stranger, ...all.map((each) => each.tag)]) {
          const bytes = Buffer.from(tag, 'latin1');
          const above = pathInTop(top, pageOfTag(bytes, depth));
          const records = pages[above.page ?? 0]?.records ?? Buffer.alloc(0);
          const below = above.page === null ? { siblings: [], index: null } : pathInPage(records, depth, bytes);
          const path = pathOfTag(all, tag);
          expect([...above.siblings, ...below.siblings].reverse()).toEqual(path.siblings);
          expect(below.index === null ? null : all[below.index]).toEqual(path.leaf);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('refuses a tag that stands in two entries', () => {
    const one = { tag: 'a'.repeat(32), leafHash: 'b'.repeat(32) };
    const doubled = packed([one, { ...one, leafHash: 'c'.repeat(32) }], 0);
    expect(() => growPage(3, Buffer.alloc(0), undefined, doubled)).toThrow('one tag');
  });
});
