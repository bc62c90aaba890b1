import { appendFileSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { ManualClock } from '../clock.ts';
import { createLogger } from '../logging.ts';
import { Journal, type JournalEvent, noteForJournal, readJournal } from './index.ts';

const base = mkdtempSync(join(tmpdir(), 'zhinuo-journal-'));
const secret = Buffer.alloc(32, 7);
const logged: string[] = [];
const log = createLogger({ level: 'error', destination: { write: (line) => void logged.push(line) } });
const clock = new ManualClock('2026-11-11T15:59:59.000Z');
let test: TestDatabase;
let directory: string;
let journal: Journal;
beforeAll(async () => {
  test = await createTestDatabase({ contexts: [] });
});
afterAll(async () => {
  await test.drop();
  rmSync(base, { recursive: true, force: true });
});
beforeEach(() => {
  clock.set('2026-11-11T15:59:59.000Z');
  directory = mkdtempSync(join(base, 'one-'));
  journal = new Journal({ directory, secret, database: test.database, clock, log });
});

const event = (n: number): JournalEvent => ({ kind: 'test', n });
const note = (n: number) => test.database.transaction((tx) => journal.note(tx, event(n)));

async function read(since: string, key: Uint8Array = secret, from = directory) {
  const events: unknown[] = [];
  const reach = await readJournal(from, key, new Date(since), (each) => events.push(each['n']));
  return { ...reach, events };
}

it('has an act on disk when its transaction has answered, one file a day of Shanghai, and nothing of an act that rolled back', async () => {
  await note(1);
  await expect(
    test.database.transaction(async (tx) => {
      await journal.note(tx, event(2));
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  clock.advance(1000);
  await Promise.all([3, 4, 5].map(note));
  expect(readdirSync(directory)).toEqual(['2026-11-11.journal', '2026-11-12.journal']);
  const all = await read('2026-11-12T10:00:00Z');
  expect([all.events[0], all.events.slice(1).sort(), all.unreadable, all.until]).toEqual([
    1,
    [3, 4, 5],
    0,
    clock.now(),
  ]);
  expect((await read('2026-11-13T10:00:00Z')).events).toHaveLength(3);
  expect((await read('2026-11-14T10:00:00Z')).until).toBeUndefined();
  expect(await journal.pending()).toBe(0);
});

it('leaves an act standing when the disk fails, tells it, and catches up', async () => {
  const away = `${directory}-away`;
  renameSync(directory, away);
  writeFileSync(directory, 'not a directory');
  logged.length = 0;
  await note(1);
  expect([await journal.pending(), logged.join()]).toEqual([1, expect.stringContaining('could not be written')]);
  rmSync(directory);
  renameSync(away, directory);
  await journal.flush();
  expect([(await read('2026-11-11T10:00:00Z')).events, await journal.pending()]).toEqual([[1], 0]);
  const blocked = join(directory, '2026-11-11.journal', 'below');
  expect(() => new Journal({ directory: blocked, secret, database: test.database, clock, log })).toThrow(
    'journal.directory-unusable',
  );
});

it('writes what a process that died had committed', async () => {
  await test.database.transaction((tx) => noteForJournal(tx, event(1)));
  expect((await read('2026-11-11T10:00:00Z')).events).toEqual([]);
  await new Journal({ directory, secret, database: test.database, clock, log }).flush();
  expect((await read('2026-11-11T10:00:00Z')).events).toEqual([1]);
});

it('goes on after a torn line, and reads no line that was changed or is of other keys', async () => {
  await note(1);
  const file = join(directory, '2026-11-11.journal');
  const [line = ''] = readFileSync(file, 'utf8').split('\n');
  appendFileSync(file, line.slice(0, 40));
  await note(2);
  appendFileSync(file, `${line.replace('"n":1', '"n":9')}\n${line}\n`);
  expect(await read('2026-11-11T10:00:00Z')).toMatchObject({ events: [1, 2, 1], unreadable: 2 });
  expect(await read('2026-11-11T10:00:00Z', Buffer.alloc(32, 8))).toEqual({ events: [] });
  expect(await read('2026-11-11T10:00:00Z', secret, join(base, 'nowhere'))).toEqual({ events: [] });
});

it('writes many at once, and forgets files that no backup needs any more', async () => {
  const other = join(directory, 'notes.txt');
  writeFileSync(other, '');
  writeFileSync(join(directory, '2026-10-03.journal'), '');
  writeFileSync(join(directory, '2026-10-04.journal'), '');
  await test.database.transaction(async (tx) => {
    await tx.execute(
      `insert into platform.journal_pending (event) select jsonb_build_object('kind', 'test', 'n', n) from generate_series(1, 12000) n`,
    );
    await noteForJournal(tx, event(0));
  });
  await journal.flush();
  const { events } = await read('2026-11-11T10:00:00Z');
  expect([events.length, events[0], events.at(-1)]).toEqual([12_001, 1, 0]);
  expect(readdirSync(directory).sort()).toEqual(['2026-10-04.journal', '2026-11-11.journal', 'notes.txt']);
});
