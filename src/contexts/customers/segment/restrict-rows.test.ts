import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Analytics } from '../events/analytics.ts';
import { liftRestriction, restrictRows } from './restrict-rows.ts';

const LAST = 5000;

let folder: string;
let analytics: Analytics;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zhinuo-restrict-'));
  analytics = new Analytics(join(folder, 'events.duckdb'));
  // Rows of everybody, and of people behind the last whom the gate knows.
  const made = `from range(1, ${LAST + 100}) as made (i)`;
  await analytics.exclusively(async (connection) => {
    await connection.run(`insert into event select i, 'purchase', timestamp '2026-11-01', 1, 100 ${made}`);
    await connection.run(`insert into trait select i, 'province', '广东' ${made}`);
    await connection.run(`insert into computed select i, 'orders', 1, null, timestamp '2026-11-01' ${made}`);
    await connection.run(`insert into event_class select i, 'view', timestamp '2026-11-01', '护肤' ${made}`);
    await connection.run(`insert into cluster_member select i, i ${made}`);
  });
});
afterAll(async () => {
  await analytics.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ordinalsOf(connection: DuckDBConnection, view: string): Promise<number[]> {
  return (await connection.runAndReadAll(`select ordinal from ${view} order by 1`))
    .getRows()
    .map(([each]) => Number(each));
}

// Nobody, a few, half of them, nearly everybody, everybody.
const people = fc
  .tuple(fc.constantFrom(0, 0.001, 0.02, 0.5, 0.88, 0.99, 1), fc.integer({ min: 1, max: LAST }), fc.integer())
  .map(([share, last, seed]) => {
    let state = seed >>> 0;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    return Uint32Array.from({ length: last }, (_, place) => place + 1).filter(() => next() < share);
  });

describe('rows of some people', () => {
  it('are all of theirs and nobody else’s, however many they are', async () => {
    await fc.assert(
      fc.asyncProperty(people, people, async (some, others) => {
        await analytics.connected(async (connection) => {
          await restrictRows(connection, 'chosen', some);
          await restrictRows(connection, 'rest', others);
          for (const view of [
            'chosen',
            'chosen_event',
            'chosen_trait',
            'chosen_computed',
            'chosen_event_class',
            'chosen_cluster_member',
          ])
            expect(await ordinalsOf(connection, view)).toEqual([...some]);
          await liftRestriction(connection, 'chosen');
          await restrictRows(connection, 'chosen', others);
          expect(await ordinalsOf(connection, 'chosen_event')).toEqual([...others]);
        });
      }),
      { numRuns: 40 },
    );
  });
});
