import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A } from '../../test/support/evidence-house.ts';
import { createEvidence } from '../contexts/evidence/index.ts';
import { silentLogger } from '../platform/logging.ts';
import { notedCheckpoints } from './noted-checkpoints.ts';

let house: EvidenceHouse;
beforeAll(async () => {
  house = await openEvidenceHouse();
});
afterAll(async () => house.close());

async function grow(count: number): Promise<void> {
  const { database, evidence, journal } = house;
  const acts = Array.from({ length: count }, (_, at) => ({
    kind: 'consent' as const,
    person: PERSON_A,
    payload: { at },
  }));
  await database.transaction((tx) => evidence.appendActs(tx, acts));
  await evidence.mergePending();
  await journal.flush();
}

const { directory, secret } = {
  directory: () => house.journalPlace.directory,
  secret: () => house.journalPlace.secret,
};

it('finds a log that was written anew, with all its checkpoints, by what the journal keeps', async () => {
  await grow(3);
  await grow(2);
  const notes = await notedCheckpoints(directory(), secret());
  expect(notes.map((note) => note.split('\n')[1])).toEqual(['4', '6']);
  const { database, clock, service } = house;
  const checking = createEvidence({
    clock,
    service,
    database,
    log: silentLogger(),
    origin: 'example.com/evidence',
    anyPayload: true,
    checkedAgainst: () => ({ tables: [], notes: () => notedCheckpoints(directory(), secret()) }),
  });
  const check = async () => {
    await database.transaction((tx) => checking.selfCheck.begin(tx, 'test'));
    await checking.selfCheck.run();
    const [report] = await database.transaction((tx) => checking.selfCheck.reports(tx, 1));
    return report?.findings.filter(({ what }) => what === 'note-elsewhere').map(({ at }) => at);
  };
  expect(await check()).toEqual([]);
  // Whoever holds the key and the database can make another history of the same length that agrees with itself.
  const tables = ['pack', 'chain', 'chain_pack', 'place', 'pending', 'tile', 'checkpoint', 'ended_key'];
  await database.transaction((tx) => tx.execute(`truncate ${tables.map((table) => `evidence.${table}`).join()}`));
  await grow(5);
  expect(await check()).toEqual(['4', '6']);
});

it('is empty without a journal that it can read', async () => {
  expect(await notedCheckpoints(`${directory()}-none`, secret())).toEqual([]);
  expect(await notedCheckpoints(directory(), Buffer.alloc(32, 1))).toEqual([]);
});
