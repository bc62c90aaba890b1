import { randomBytes } from 'node:crypto';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { type LogHouse, openLogHouse } from '../log-house.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';

/** Seconds of one side of a pair, and of the long run. */
const SECONDS = numberOption('seconds', 20);
const LONG = numberOption('long', 300);
/** Entries that the log holds at least when its rate is compared with that of the first seconds. */
const ENTRIES = numberOption('entries', Number(process.env['ZHINUO_BENCH_ENTRIES'] ?? 5_000_000));
const PEOPLE = numberOption('people', 50_000);
const BATCH = 1000;
const WRITERS = numberOption('writers', 1);
/** Entries that may wait for the sequencer before the writers wait for it: a second's worth. */
const MOST_WAITING = 30_000;

const TABLE = `
create schema bench;
create table bench.row (id uuid primary key, entry text not null, person uuid not null, n bigint not null, opening bytea not null,
  merge_by timestamptz not null);`;

/** What a row of the control holds: as many bytes as an entry and its sealed opening have. */
const ENTRY = `{"commitment":"${'c'.repeat(43)}","id":"${'0'.repeat(36)}","kind":"consent","tag":"${'t'.repeat(43)}","time":"2026-11-11T12:00:00.000Z","version":1}`;

/** Appends batches for some seconds, with the sequencer beside; everything is merged at the end. Returns how many entries it was. */
async function append(house: LogHouse, people: readonly string[], seconds: number): Promise<number> {
  const end = systemClock.now().getTime() + seconds * 1000;
  let appended = 0;
  let next = 0;
  house.evidence.startSequencer();
  const writer = async (): Promise<void> => {
    while (systemClock.now().getTime() < end) {
      // As imports and answers come: four acts of each person.
      const first = next;
      next += BATCH / 4;
      const acts = Array.from({ length: BATCH }, (_, at) => {
        const person = people[(first + (at >> 2)) % people.length] ?? '';
        return { kind: 'consent' as const, person, payload: PAYLOADS[at & 3] ?? null };
      });
      await house.database.transaction((tx) => house.evidence.appendActs(tx, acts));
      appended += BATCH;
      if (appended % (10 * BATCH) === 0)
        while ((await house.pending()) > MOST_WAITING) await house.evidence.mergePending();
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await house.evidence.stopSequencer();
  while ((await house.pending()) > 0) await house.evidence.mergePending();
  return appended;
}

const PAYLOADS = ['marketing', 'personalisation', 'membership', 'sharing'].map((activity) => ({
  activity,
  revision: 3,
  answer: 'granted',
  kind: 'separate',
  how: 'import',
  proof: 'ab'.repeat(16),
}));

async function insertRows(house: LogHouse, people: readonly string[], seconds: number): Promise<number> {
  const end = systemClock.now().getTime() + seconds * 1000;
  const opening = randomBytes(230);
  const mergeBy = systemClock.now();
  const values = Array.from({ length: BATCH }, (_, at) => {
    const first = at * 6;
    return `($${first + 1},$${first + 2},$${first + 3},$${first + 4},$${first + 5},$${first + 6})`;
  }).join(',');
  const text = `insert into bench.row (id, entry, person, n, opening, merge_by) values ${values}`;
  let inserted = 0;
  const writer = async (): Promise<void> => {
    while (systemClock.now().getTime() < end) {
      const parameters: unknown[] = [];
      for (let at = 0; at < BATCH; at += 1)
        parameters.push(newId(systemClock), ENTRY, people[(inserted + at) % people.length], at, opening, mergeBy);
      await house.database.transaction((tx) => tx.execute(text, parameters, 'bench.insert-rows'));
      inserted += BATCH;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return inserted;
}

/** Appends without individual promises, merged into tiles and checkpoints, against plain rows of the same size. */
export const appendSustained: Benchmark = {
  name: 'append-sustained',
  what: `batches of 1,000 acts of 250 people for ${SECONDS} s, sealed, numbered, merged into tiles and checkpoints; ${WRITERS} writer`,
  control: 'multi-row INSERT of rows of the same size, 1,000 a statement, as many writers',
  unit: 'entries',
  async prepare() {
    const house = await openLogHouse(TABLE);
    const people = Array.from({ length: PEOPLE }, () => newId(systemClock));
    const rate = async (): Promise<number> => {
      const start = process.hrtime.bigint();
      const done = await append(house, people, SECONDS);
      return (done * 1e9) / Number(process.hrtime.bigint() - start);
    };
    // Code warms up before the empty log is measured, people have their chains.
    await append(house, people, SECONDS / 4);
    const from = await house.size();
    const early = await rate();
    return {
      // Millions of new rows are to be written back and vacuumed, mostly once their side is over: nobody pays for the other's. The long run does
      // all of it beside the appending.
      async settle() {
        await house.database.pool.query('vacuum (analyze)');
        await house.database.pool.query('checkpoint');
      },
      subject: () => append(house, people, SECONDS),
      control: () => insertRows(house, people, SECONDS),
      async further() {
        const halves: string[] = [];
        let total = 0;
        // Ten parts, so that a slope would show.
        for (let part = 0; part < 10; part += 1) {
          const start = process.hrtime.bigint();
          const done = await append(house, people, LONG / 10);
          total += done;
          halves.push(`${Math.round((done * 1e9) / Number(process.hrtime.bigint() - start))}`);
        }
        while ((await house.size()) < ENTRIES) await append(house, people, SECONDS);
        const full = await house.size();
        const late = await rate();
        const flat = `from ${from.toLocaleString('en')} entries on ${Math.round(early)} a second, from ${full.toLocaleString('en')} on ${Math.round(late)}: ${(late / early).toFixed(2)}`;
        return `${flat}; ${LONG} s on end: ${total.toLocaleString('en')} entries, a tenth after another ${halves.join(', ')} a second; the log holds ${(await house.size()).toLocaleString('en')}`;
      },
      close: () => house.close(),
    };
  },
};
