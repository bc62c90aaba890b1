import { expect, it } from 'vitest';
import { PersonKeyCache } from './person-key-cache.ts';
import type { PersonKeyRow } from './store/person-key-table.ts';

function row(person: string, wrapped: number | null): PersonKeyRow {
  const state = wrapped === null ? 'destroyed' : 'active';
  return {
    person,
    state,
    generation: wrapped === null ? null : 1,
    wrapped: wrapped === null ? null : Buffer.of(wrapped),
  };
}

it('forgets the key that was used least recently when it is full', () => {
  const cache = new PersonKeyCache(2);
  cache.put(row('a', 1), Buffer.of(1));
  cache.put(row('b', 2), Buffer.of(2));
  expect(cache.get(row('a', 1))).toEqual(Buffer.of(1));
  cache.put(row('c', 3), Buffer.of(3));
  expect([cache.get(row('a', 1)), cache.get(row('b', 2)), cache.get(row('c', 3))]).toEqual([
    Buffer.of(1),
    undefined,
    Buffer.of(3),
  ]);
  expect(cache.size).toBe(2);
});

it('does not answer for a key that was destroyed or wrapped anew', () => {
  const cache = new PersonKeyCache();
  cache.put(row('a', 1), Buffer.of(1));
  expect(cache.get(row('a', null))).toBeUndefined();
  expect(cache.get(row('a', 2))).toBeUndefined();
  cache.delete('a');
  expect(cache.get(row('a', 1))).toBeUndefined();
});
