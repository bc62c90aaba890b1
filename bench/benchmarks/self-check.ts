import { hash } from 'node:crypto';
import { SPAN_LEAVES } from '../../src/contexts/evidence/self-check/hash-span.ts';
import { SpanWorkers } from '../../src/contexts/evidence/self-check/span-workers.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { openLogHouse, untilMerged } from '../log-house.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';

const ENTRIES = numberOption('entries', 1_000_000);

/** The same leaf and interior hashes by the same call, over a text of the same length, and nothing else. */
function hashesOf(entries: number, text: Buffer): number {
  const leaf = Buffer.concat([Buffer.alloc(1), text]);
  const pair = Buffer.alloc(65, 0x01);
  let last = '';
  for (let at = 0; at < entries; at += 1) last = hash('sha256', leaf, 'binary');
  for (let at = 1; at < entries; at += 1) {
    pair.write(last, 1, 'latin1');
    pair.write(last, 33, 'latin1');
    last = hash('sha256', pair, 'binary');
  }
  return last.length === 32 ? entries : 0;
}

/** The tree computed again from the stored texts and compared with every tile, on two threads; the control is one core's bare hashes. */
export const selfCheck: Benchmark = {
  name: 'self-check',
  what: `the tree of ${ENTRIES.toLocaleString('en')} stored entries computed again and compared with its tiles, on 2 threads`,
  control: 'the same leaf and interior hashes, same call, on one core',
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
    const workers = new SpanWorkers(house.database, house.connection, 2);
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
      control: async () => hashesOf(size, text),
      async close() {
        await workers.close();
        await house.close();
      },
    };
  },
};
