import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/test-database.ts';
import { Analytics } from '../../events/analytics.ts';
import { eraseEvents } from '../../events/event-log.ts';
import { moveEvents } from '../../events/move-events.ts';
import { clusterOf, writeHeads } from './cluster-store.ts';
import { insertPersons } from './person-store.ts';

const AT = new Date('2026-11-10T02:00:00.000Z');
const idOf = (ordinal: number) => `00000000-0000-7000-8000-${String(ordinal).padStart(12, '0')}`;

let test: TestDatabase;
let folder: string;
let analytics: Analytics;
beforeAll(async () => {
  test = await createTestDatabase({ contexts: ['customers'] });
  folder = await mkdtemp(join(tmpdir(), 'zhinuo-clusters-'));
  analytics = new Analytics(join(folder, 'a.duckdb'));
  const persons = [1, 2, 3, 4].map((ordinal) => ({ id: idOf(ordinal), ordinal }));
  await test.database.transaction((tx) =>
    insertPersons(tx, persons, { activity: 'a', source: 'from_individual', import: null, at: AT }),
  );
});
afterAll(async () => {
  await analytics.close();
  await test.drop();
  await rm(folder, { recursive: true, force: true });
});

const inDuck = () =>
  analytics.connected(async (connection) =>
    (await connection.runAndReadAll('select ordinal, head from cluster_member order by ordinal')).getRowsJS(),
  );

describe('clusters in the store', () => {
  it('knows somebody alone as their own head, and nobody by an unknown id', async () => {
    await test.database.transaction(async (tx) => {
      expect(await clusterOf(tx, idOf(1))).toEqual({
        head: { person: idOf(1), ordinal: 1 },
        records: [{ person: idOf(1), ordinal: 1 }],
      });
      expect(await clusterOf(tx, idOf(9))).toBeUndefined();
    });
  });

  it('tells the cluster of each of its records, and DuckDB in the order of the log', async () => {
    await test.database.transaction(async (tx) => {
      const moved = [1, 2, 4].map((ordinal) => ({ ordinal, head: 1 }));
      await writeHeads(tx, moved, AT);
      const cluster = await clusterOf(tx, idOf(4));
      expect(cluster?.head.ordinal).toBe(1);
      expect(cluster?.records.map(({ ordinal }) => ordinal)).toEqual([1, 2, 4]);
      expect((await clusterOf(tx, idOf(3)))?.records).toHaveLength(1);
    });
    await moveEvents({ database: test.database, analytics });
    expect(await inDuck()).toEqual([
      [1, 1],
      [2, 1],
      [4, 1],
    ]);
    await test.database.transaction(async (tx) => {
      await writeHeads(tx, [{ ordinal: 1, head: null }], AT);
      await writeHeads(
        tx,
        [2, 4].map((ordinal) => ({ ordinal, head: 2 })),
        AT,
      );
    });
    await moveEvents({ database: test.database, analytics });
    expect(await inDuck()).toEqual([
      [2, 2],
      [4, 2],
    ]);
  });

  it('forgets the head of somebody who was erased', async () => {
    await test.database.transaction(async (tx) => {
      await writeHeads(
        tx,
        [
          { ordinal: 2, head: null },
          { ordinal: 4, head: null },
        ],
        AT,
      );
      await eraseEvents(tx, 4, AT);
    });
    await moveEvents({ database: test.database, analytics });
    expect(await inDuck()).toEqual([]);
    expect(
      await analytics.connected(async (connection) =>
        (await connection.runAndReadAll(`select * from event where name = '$head'`)).getRowsJS(),
      ),
    ).toEqual([]);
  });
});
