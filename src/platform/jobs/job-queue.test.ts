import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { until } from '../../../test/support/until.ts';
import { Database } from '../database/index.ts';
import { createLogger } from '../logging.ts';
import { startEmbeddedPostgres } from '../postgres/start-embedded-postgres.ts';
import { JobQueue } from './index.ts';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

// A cluster of its own: the test stops it and starts it again.
async function makeQueue() {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'zhinuo-queue-'));
  ending.push(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const logged: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void logged.push(line) } });
  const start = async () => {
    const started = await startEmbeddedPostgres({ dataDirectory, log, settings: { fsync: 'off' } });
    ending.push(() => started.stop());
    return started;
  };
  const server = await start();
  const database = new Database({ connection: server.connection, log });
  ending.push(() => database.close());
  const queue = new JobQueue(database, log);
  await queue.migrate();
  ending.push(() => queue.stop());
  return { queue, database, logged, start, stopDatabase: () => server.stop() };
}

it.each(['done', 'failed'] as const)(
  'works again after the database went away under several jobs, however far apart they are %s',
  async (how) => {
    const { queue, database, logged, start, stopDatabase } = await makeQueue();
    const ends: (() => void)[] = [];
    const worked = new Set<number>();
    let away = true;
    queue.handle('count', async ({ place }) => {
      if (away) {
        await new Promise<void>((resolve) => ends.push(resolve));
        if (how === 'failed') throw new Error('no database');
      }
      worked.add(Number(place));
    });
    const enqueue = (places: number[]) =>
      database.transaction(async (tx) => {
        for (const place of places) await queue.enqueue(tx, 'count', { place }, { maxAttempts: 12 });
      });
    await enqueue([1, 2, 3, 4]);
    await queue.start();
    await until(() => ends.length === 4);
    await stopDatabase();
    const losses = () => logged.filter((line) => /Failed to (complete|fail) jobs/.test(line)).length;
    for (const [place, end] of ends.entries()) {
      end();
      await until(() => losses() === place + 1);
    }
    away = false;
    await start();
    await enqueue([5]);
    await until(() => worked.size === 5);
    expect([...worked].sort()).toEqual([1, 2, 3, 4, 5]);
  },
);
