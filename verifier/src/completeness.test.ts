import { describe, expect, it } from 'vitest';
import { fromBase64url } from './bytes.ts';
import type { CheckedKey } from './chain.ts';
import { checkCompleteness } from './completeness.ts';
import type { CheckedEntry } from './entries.ts';
import { Refusal } from './refusal.ts';
import { parseStrictly } from './strict-json.ts';

// The example of docs/evidence-format.md, section 13.
const LEAF_1 = '3ceJAkFF3XvKEZpNj7zCXs2yg7uAAlxq001XvZt8W3Q';
const LEAF_2 = 'M4H-6pJK6Dc-lq_ypmJBUkS-s5DCpL3TS6RwH4P3ULI';
const LEAF_3 = 'DCugxlh5Jlrsjgd_wQrpYZwrjPq7rjBhBGg69rOtpa8';
const TAG_3 = 'D82AckwsSeLd4B8bm-gVmPidakT7O4UmfhFXBS-0Iww';
const EMPTY = 'A'.repeat(43);
const ROOT = 'mPOCTCxEh6gP_DalmWUwLyvB7OJJYempSQf6mdFtmoM';
const HASH_3 = Buffer.alloc(32, 0x33).toString('base64url');
const EPOCH = '01890000-0000-7000-8000-00000000000e';

const field = (value: unknown) => ({ value: parseStrictly(JSON.stringify(value), ''), at: 'completeness' });

function entry(index: number | undefined, leaf: Uint8Array, more: Partial<CheckedEntry> = {}): CheckedEntry {
  const fixed = { at: 'entry', kind: 'consent', time: '2026-11-11T12:00:00.000Z', tag: undefined, text: '' };
  return { ...fixed, id: EPOCH, leaf, payload: undefined, index, mergeBy: undefined, ...more };
}

const hashes = [
  Buffer.alloc(32, 0x11),
  fromBase64url('NIJajxyUrlH6tYfogdy20C5E2ImLx0IaQlh1eFoUnNo') as Uint8Array,
  Buffer.alloc(32, 0x33),
];
const key: CheckedKey = {
  at: 'keys[0]',
  key: Uint8Array.from({ length: 32 }, (_, at) => 32 + at),
  generation: 1,
  digest: '',
  entries: hashes.map((leaf, at) => entry(at, leaf)),
};

// The node of leaves 3 and 1, then with EMPTY: the sibling of leaf 2.
const LEFT = 'zw3fXUIjTTVuBxog5yaJ5EjHOslEP5wYqBDNKC5HWvU';
const part = {
  epoch: EPOCH,
  keys: [
    {
      generation: 1,
      present: [[LEAF_3, EMPTY, LEAF_2], [LEFT], [LEAF_1, EMPTY, LEAF_2]],
      absent: { siblings: [LEAF_1, EMPTY, LEAF_2], leaf: { tag: TAG_3, leafHash: HASH_3 } },
    },
  ],
};

function check(changed: unknown = part, payload: object = { count: 3, root: ROOT, size: 3, v: 1 }, index = 3) {
  const epoch = entry(index, new Uint8Array(32), { kind: 'epoch', payload: field(payload) });
  try {
    return checkCompleteness(field(changed), [key], [epoch], 4);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.reason.code;
  }
}

describe('completeness', () => {
  it('holds for the example of the format', () => {
    expect(check()).toEqual({ time: '2026-11-11T12:00:00.000Z', size: 3, covered: 3, later: 0, promised: false });
  });

  it('is not claimed by null', () => {
    expect(checkCompleteness(field(null), [key], [], 4)).toBeUndefined();
  });

  it('does not hold when the epoch covers entries that are not proven, or claims to cover itself', () => {
    const [share] = part.keys;
    expect(check({ ...part, keys: [{ ...share, present: share?.present.slice(0, 2) }] })).toBe('completeness');
    expect(check(part, { count: 3, root: ROOT, size: 2, v: 1 })).toBe('completeness');
    expect(check(part, { count: 2, root: ROOT, size: 2, v: 1 })).toBe('structure');
    expect(check(part, { count: 3, root: ROOT, size: 4, v: 1 })).toBe('completeness');
    expect(check(part, { count: 3, root: ROOT, size: 3, v: 2 })).toBe('structure');
    expect(check({ ...part, keys: [] })).toBe('completeness');
  });

  it('does not hold for a leaf that lies elsewhere, or for the next number itself', () => {
    const [share] = part.keys;
    const ending = (siblings: readonly string[], leaf: unknown) =>
      check({ ...part, keys: [{ ...share, absent: { siblings, leaf } }] });
    const hash1 = Buffer.alloc(32, 0x11).toString('base64url');
    // Leaf 1 stands at 0010; tag 4 begins with 0001.
    const tag1 = 'IzqL1y7qWoxgcu4FQ9ApwygPgXeLU1br5gYdn0W_U4c';
    const tag4 = 'FikkjYOgJMmAofl26Jn4rDaOOCRadVJmDt0vwGrGss4';
    expect(ending([LEAF_3, EMPTY, LEAF_2], { tag: tag1, leafHash: hash1 })).toBe('completeness');
    expect(ending([LEAF_1, EMPTY, LEAF_2], null)).toBe('completeness');
    expect(ending([LEAF_1, EMPTY, LEAF_2], { tag: tag4, leafHash: HASH_3 })).toBe('completeness');
    expect(
      ending(
        Array.from({ length: 257 }, () => EMPTY),
        null,
      ),
    ).toBe('structure');
  });
});
