import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../../test/support/evidence-house.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { createEvidence, directoryDestination, type Evidence } from '../index.ts';
import type { SelfCheckReport } from './self-check.ts';

let house: EvidenceHouse;
let evidence: Evidence;
let copy: string;

const PERSON_C = '01890000-0000-7000-8000-00000000000c';
const MEMBERS = Buffer.from([PERSON_A, PERSON_B].map((id) => id.replaceAll('-', '')).join(''), 'hex');

beforeAll(async () => {
  house = await openEvidenceHouse();
  copy = join(await mkdtemp(join(tmpdir(), 'zhinuo-copy-')), 'log');
  const { clock, service, database } = house;
  const copies = [directoryDestination(copy)];
  const checkedAgainst = () => ({ tables: [], members: async () => [MEMBERS] });
  const origin = 'example.com/evidence';
  evidence = createEvidence({ clock, service, database, log: silentLogger(), origin, copies, checkedAgainst });
  await fill();
});
afterAll(async () => {
  await house.close();
  await rm(join(copy, '..'), { recursive: true, force: true });
});

async function fill(): Promise<void> {
  const { database, clock } = house;
  const act = (person: string, at: number) => ({ kind: 'consent' as const, person, payload: { at } });
  for (let round = 0; round < 4; round += 1) {
    const acts = Array.from({ length: 70 }, (_, at) => act(at % 2 === 0 ? PERSON_A : PERSON_B, at));
    await database.transaction((tx) => evidence.recordActs(tx, acts));
    await database.transaction((tx) => evidence.recordActs(tx, [act(PERSON_C, 1)]));
    await evidence.mergePending();
    clock.advance(60_000);
  }
  await database.transaction((tx) => evidence.recordUseBatch(tx, { payload: { use: 'mail' }, members: [MEMBERS] }));
  await database.transaction((tx) => evidence.endKey(tx, PERSON_A));
  await database.transaction((tx) => evidence.recordActs(tx, [act(PERSON_A, 2)]));
  await evidence.mergePending();
  await evidence.makeEpoch();
  await database.transaction((tx) =>
    evidence.erasePerson(tx, PERSON_C, { consentUntil: clock.now(), messagesUntil: clock.now(), by: 'dpo', reason: 'asked' }),
  );
  await evidence.mergePending();
  await evidence.copyLog();
  await database.transaction((tx) => evidence.recordActs(tx, [act(PERSON_B, 3)]));
}

async function check(): Promise<SelfCheckReport> {
  await house.database.transaction((tx) => evidence.selfCheck.begin(tx, 'test'));
  await evidence.selfCheck.run();
  const [report] = await house.database.transaction((tx) => evidence.selfCheck.reports(tx, 1));
  if (report === undefined) throw new Error('no report');
  return report;
}

/** Changes made in SQL behind the server's back, and what must be found first or among the findings. */
const TAMPERINGS: readonly (readonly [name: string, sql: string, what: string, at?: string])[] = [
  ['the text of an entry edited', `update evidence.pack set entries[3] = replace(entries[3], '"consent"', '"refusal"') where seq = 1`, 'entry-changed', '2'],
  ['the time of an entry edited', `update evidence.pack set entries[2] = replace(entries[2], '12:00:00', '11:00:00') where seq = 1`, 'entry-changed', '1'],
  ['an entry of a pack deleted', 'update evidence.pack set entries = entries[1:70] where seq = 1', 'entry-missing'],
  ['an entry inserted into a pack', 'update evidence.pack set entries = entries || entries[1] where seq = 1', 'place-doubled'],
  ['two entries exchanged', 'update evidence.pack set entries[3] = entries[4], entries[4] = entries[3] where seq = 1', 'entry-changed', '2'],
  ['two packs exchanged', 'update evidence.place set seq = 100 - seq where seq in (1, 2); update evidence.place set seq = case seq when 99 then 2 else 1 end where seq in (98, 99)', 'entry-changed', '0'],
  ['a merged pack deleted', 'delete from evidence.pack where seq = 3', 'entry-missing'],
  ['a waiting pack deleted', 'delete from evidence.pack where seq = (select max(seq) from evidence.pending)', 'waiting-without-pack'],
  ['a promised act taken out of the queue', 'delete from evidence.pending', 'neither-merged-nor-waiting'],
  ['a merged act put into the queue again', 'insert into evidence.pending select seq, 1, merge_by from evidence.pack where seq = 1', 'merged-and-waiting'],
  ['the size of a waiting pack edited', 'update evidence.pending set size = size + 1', 'waiting-changed'],
  ['a pack inserted', 'insert into evidence.pack (made, merge_by, key, entries, openings, persons, generations, numbers) select made, merge_by, key, entries, openings, persons, generations, numbers from evidence.pack where seq = 2', 'neither-merged-nor-waiting'],
  ['a place deleted', 'delete from evidence.place where index = 0', 'entry-missing', '0'],
  ['a place inserted behind the end', 'insert into evidence.place select max(index) + 500, 99999 from evidence.place', 'place-beyond'],
  ['a place moved', 'update evidence.place set index = index + 100000 where index > 200', 'entry-missing'],
  ['the time of recording edited', 'update evidence.pack set made = made - 86400000 where seq = 2', 'made-changed'],
  ['the promised time edited', `update evidence.pack set merge_by = merge_by + interval '1 hour' where seq = 2`, 'promise-changed'],
  ['the promising key edited', `update evidence.pack set key = repeat('0', 32) where seq = 2`, 'promise-key'],
  ['an entry given to somebody else', `update evidence.pack set persons[2] = '${PERSON_B}' where seq = 1`, 'owner-changed'],
  ['an entry made nobody\'s', 'update evidence.pack set persons[2] = null, generations[2] = null, numbers[2] = null where seq = 1', 'owner-changed'],
  ['numbers exchanged', 'update evidence.pack set numbers[1] = numbers[3], numbers[3] = numbers[1] where seq = 1', 'owner-changed'],
  ['the generation of an entry edited', 'update evidence.pack set generations[1] = 2 where seq = 1', 'owner-changed'],
  ['an opening edited', `update evidence.pack set openings[1] = set_byte(openings[1], 30, get_byte(openings[1], 30) # 1) where seq = 1`, 'opening-unreadable'],
  ['openings exchanged', 'update evidence.pack set openings[1] = openings[2], openings[2] = openings[1] where seq = 1', 'opening-unreadable'],
  ['a trace deleted', 'delete from evidence.chain_pack where seq = 1', 'trace-missing'],
  ['a trace inserted', `insert into evidence.chain_pack values ('${PERSON_B}', 1, 9999, 1)`, 'trace-odd'],
  ['the number of a chain edited', `update evidence.chain set n = n + 1 where person = '${PERSON_B}'`, 'chain-broken'],
  ['a chain deleted', `delete from evidence.chain where person = '${PERSON_B}'`, 'keys-missing'],
  ['a chain inserted', `insert into evidence.chain values ('01890000-0000-7000-8000-0000000000ff', 1, 5, '\\x00')`, 'chain-odd'],
  ['the keys of a chain edited', `update evidence.chain set keys = set_byte(keys, 40, get_byte(keys, 40) # 1) where person = '${PERSON_B}'`, 'keys-changed'],
  ['an ended key deleted', 'delete from evidence.ended_key', 'keys-missing'],
  ['the end of a key edited', 'update evidence.ended_key set n = n - 1', 'chain-broken'],
  ['a hash of a tile edited', 'update evidence.tile set hashes = set_byte(hashes, 32 * 7, get_byte(hashes, 32 * 7) # 1) where level = 0 and index = 0', 'entry-changed', '7'],
  ['a tile deleted', 'delete from evidence.tile where level = 0 and index = 1', 'tile-missing', '256'],
  ['a hash of an upper tile edited', 'update evidence.tile set hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1) where level = 1', 'tile-changed', '0'],
  ['a tile lengthened', `update evidence.tile set hashes = hashes || hashes where level = 1`, 'tile-beyond'],
  ['the root of a checkpoint edited', 'update evidence.checkpoint set root = set_byte(root, 3, get_byte(root, 3) # 1) where size = (select min(size) from evidence.checkpoint)', 'root-differs'],
  ['the note of a checkpoint edited', `update evidence.checkpoint set note = replace(note, E'\\n\\n', E'\\nextra\\n\\n') where size = (select min(size) from evidence.checkpoint)`, 'note-differs'],
  ['the signature of a checkpoint edited', `update evidence.checkpoint set note = overlay(note placing 'AAAA' from length(note) - 20) where size = (select min(size) from evidence.checkpoint)`, 'note-unsigned'],
  ['the time of a checkpoint edited', `update evidence.checkpoint set time = time - interval '1 day' where size = (select max(size) from evidence.checkpoint)`, 'checkpoint-time'],
  ['a checkpoint deleted', 'delete from evidence.checkpoint where size = (select size from evidence.checkpoint order by size offset 1 limit 1)', 'checkpoint-missing'],
  ['the newest checkpoint deleted', 'delete from evidence.checkpoint where size = (select max(size) from evidence.checkpoint)', 'place-beyond'],
  ['a checkpoint inserted', 'insert into evidence.checkpoint select size - 1, root, note, time, previous + 1 from evidence.checkpoint order by size desc limit 1', 'root-differs'],
  ['an epoch deleted', 'delete from evidence.epoch', 'record-missing'],
  ['an epoch edited', 'update evidence.epoch set count = count - 1', 'record-changed'],
  ['a page of the map edited', 'update evidence.map_page set hash = set_byte(hash, 3, get_byte(hash, 3) # 1)', 'map-changed'],
  ['a leaf of the map edited', 'update evidence.map_run set records = set_byte(records, 21, get_byte(records, 21) # 1)', 'map-leaves'],
  ['a leaf of the map deleted', 'update evidence.map_run set records = substring(records from 55)', 'map-changed'],
  ['an erasure deleted', 'delete from evidence.erased', 'record-missing'],
  ['the time of an erasure edited', `update evidence.erased set at = at + interval '1 day'`, 'record-changed'],
  ['the keys of somebody emptied without an erasure', `update evidence.chain set keys = '' where person = '${PERSON_B}'`, 'keys-missing'],
  ['a tree of members deleted', 'delete from evidence.member_tree', 'record-missing'],
  ['a tree of members edited', 'update evidence.member_tree set groups = set_byte(groups, 3, get_byte(groups, 3) # 1)', 'tree-changed'],
  ['the secret of a use exchanged', 'update evidence.member_tree set secret = set_byte(secret, 33, get_byte(secret, 33) # 1)', 'secret-changed'],
  ['the size of a use edited', 'update evidence.member_tree set size = size + 1', 'tree-changed'],
];

describe('the self-check', () => {
  it('finds nothing in a log that nobody has changed', async () => {
    const report = await check();
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ state: 'finished', found: 0, part: null });
    expect(report.size).toBeGreaterThan(280);
  });

  it.each(TAMPERINGS)('finds %s', async (_, sql, what, at) => {
    // In a copy of each table that it touches, put back afterwards: the rows are what they were.
    const touched = [...new Set([...sql.matchAll(/evidence\.(\w+)/g)].map(([, table]) => table))];
    await house.database.transaction(async (tx) => {
      await tx.execute("set local session_replication_role = 'replica'");
      for (const table of touched) await tx.execute(`create table public.kept_${table} as table evidence.${table}`);
      for (const statement of sql.split(';')) expect(await tx.execute(statement)).toBeGreaterThan(0);
    });
    try {
      const report = await check();
      const found = report.findings.map((finding) => finding.what);
      expect(found).toContain(what);
      if (at !== undefined) expect(report.findings[0]).toMatchObject({ what, at });
    } finally {
      await house.database.transaction(async (tx) => {
        await tx.execute("set local session_replication_role = 'replica'");
        for (const table of touched) {
          await tx.execute(`delete from evidence.${table}`);
          await tx.execute(`insert into evidence.${table} overriding system value table public.kept_${table}`);
          await tx.execute(`drop table public.kept_${table}`);
        }
      });
    }
  });

  it('finds a copy that was changed, and one that shows another log', async () => {
    const destination = directoryDestination(copy);
    const path = 'tile/0/000';
    const bytes = (await destination.read(path)) ?? Buffer.alloc(0);
    await destination.write(path, Buffer.concat([Buffer.alloc(1, 7), bytes.subarray(1)]));
    const report = await check();
    await destination.write(path, bytes);
    expect(report.findings).toEqual([
      expect.objectContaining({ part: 'copies', what: 'copy-differs', at: `copy 0: ${path}` }),
    ]);
    expect((await check()).found).toBe(0);
  });

  it('stops when it is told to, goes on where it stopped, and can be cancelled', async () => {
    const { database } = house;
    const stopping = AbortSignal.abort();
    await database.transaction((tx) => evidence.selfCheck.begin(tx, 'test'));
    const latest = async () => (await database.transaction((tx) => evidence.selfCheck.reports(tx, 1)))[0];
    let last = -1;
    for (;;) {
      await evidence.selfCheck.run(stopping);
      const report = await latest();
      if (report?.state !== 'running') break;
      expect(report.done).toBeGreaterThanOrEqual(last);
      last = report.done;
    }
    expect(await latest()).toMatchObject({ state: 'finished', found: 0 });
    await database.transaction((tx) => evidence.selfCheck.begin(tx, 'test'));
    await database.transaction((tx) => evidence.selfCheck.cancel(tx));
    expect(await evidence.selfCheck.run()).toBe(false);
    expect(await latest()).toMatchObject({ state: 'cancelled' });
  });
});
