import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { SPAN_LEAVES } from '../../src/contexts/evidence/self-check/hash-span.ts';
import { SpanWorkers } from '../../src/contexts/evidence/self-check/span-workers.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { openLogHouse, untilMerged } from '../log-house.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';

const ENTRIES = numberOption('entries', 1_000_000);

const THREADS = 2;

/** Threads that hash as many leaves and nodes of that text, each its share. */
function hashers(): { hash(entries: number, text: Buffer): Promise<number>; close(): Promise<void> } {
  const script = new URL('../hash-thread.js', import.meta.url);
  const threads = Array.from({ length: THREADS }, () => new Worker(script));
  return {
    async hash(entries, text) {
      const share = Math.ceil(entries / THREADS);
      const shares = threads.map(async (thread) => {
        thread.postMessage({ entries: share, text });
        const [hashed] = (await once(thread, 'message')) as [number];
        return hashed;
      });
      return (await Promise.all(shares)).reduce((sum, hashed) => sum + hashed, 0);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

/** The tree computed again from the stored texts and compared with every tile, on two threads; the control is the bare hashes on as many, so that the ratio is that of a core. */
export const selfCheck: Benchmark = {
  name: 'self-check',
  what: `the tree of ${ENTRIES.toLocaleString('en')} stored entries computed again and compared with its tiles, on ${THREADS} threads, PostgreSQL on the same cores`,
  control: 'the same leaf and interior hashes, same call, on as many threads',
  unit: 'entries',
  async prepare() {
    const house = await openLogHouse();
    for (let done = 0; done < ENTRIES; done += 1000) {
      const people = Array.from({ length: 250 }, () => newId(systemClock));
      const acts = Array.from({ length: 1000 }, (_, at) => ({
        kind: 'consent' as const,
        person: people[at >> 2] ?? '',
        payload: { at },
      }));
      await house.database.transaction((tx) => house.evidence.appendActs(tx, acts));
      if (done % 50_000 === 0) await untilMerged(house);
    }
    await untilMerged(house);
    const size = await house.size();
    const { entry } = await house.database.transaction((tx) => house.evidence.entry(tx, 1));
    const text = Buffer.from(entry);
    const control = hashers();
    const workers = new SpanWorkers(house.database, house.connection, THREADS);
    return {
      async subject() {
        const spans = Array.from({ length: Math.ceil(size / SPAN_LEAVES) }, (_, at) => ({
          first: at * SPAN_LEAVES,
          end: Math.min(size, (at + 1) * SPAN_LEAVES),
        }));
        for await (const { hashes } of workers.hashes(spans))
          if (hashes.faults.length > 0) throw new Error('the self-check found a fault');
        return size;
      },
      control: () => control.hash(size, text),
      async close() {
        await control.close();
        await workers.close();
        await house.close();
      },
    };
  },
};
