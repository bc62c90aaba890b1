import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
import { fromBase64url } from '../../platform/crypto/index.ts';
import { leafHash } from './domain/merkle.ts';
import { mapRoot, type TaggedLeaf } from './domain/tag-map.ts';
import type { Epoch } from './index.ts';

let house: EvidenceHouse;
beforeAll(async () => {
  house = await openEvidenceHouse();
});
afterAll(() => house.close());

async function record(person: string, count: number): Promise<void> {
  const acts = Array.from({ length: count }, (_, at) => ({ kind: 'consent' as const, person, payload: { at } }));
  await house.database.transaction((tx) => house.evidence.recordActs(tx, acts));
}

/** The entries as anybody reads them: tiles of 256, each entry after its length. */
async function publicEntries(size: number): Promise<string[]> {
  const entries: string[] = [];
  for (let tile = 0; tile * 256 < size; tile += 1) {
    const width = Math.min(256, size - tile * 256);
    const path = width === 256 ? `00${tile}` : `00${tile}.p/${width}`;
    const bytes = await house.database.transaction((tx) => house.evidence.entryTile(tx, path));
    for (let at = 0; at < bytes.length; at += 2 + bytes.readUInt16BE(at))
      entries.push(bytes.toString('utf8', at + 2, at + 2 + bytes.readUInt16BE(at)));
  }
  return entries;
}

/** The map as anybody recomputes it from the public entries. */
async function publicRoot(size: number): Promise<{ root: string; count: number }> {
  const leaves: TaggedLeaf[] = [];
  for (const entry of await publicEntries(size)) {
    const { tag } = JSON.parse(entry) as { tag: string | null };
    const bytes = tag === null ? undefined : fromBase64url(tag);
    if (bytes !== undefined)
      leaves.push({ tag: bytes.toString('latin1'), leafHash: leafHash(Buffer.from(entry)).toString('latin1') });
  }
  return { root: mapRoot(leaves), count: leaves.length };
}

async function expectTrue(epoch: Epoch | undefined): Promise<Epoch> {
  if (epoch === undefined) throw new Error('no epoch');
  const known = await publicRoot(epoch.size);
  expect({ root: epoch.root.toString('latin1'), count: epoch.count }).toEqual(known);
  return epoch;
}

const size = () =>
  house.database.transaction(async (tx) => Number((await house.evidence.checkpoint(tx)).split('\n')[1]));

describe('an epoch', () => {
  it('is not made while the log holds nothing that is tagged', async () => {
    expect(await house.evidence.makeEpoch()).toBeUndefined();
    await house.database.transaction((tx) =>
      house.evidence.recordAct(tx, { kind: 'notice-published', payload: { version: 1 } }),
    );
    await house.evidence.mergePending();
    expect(await house.evidence.makeEpoch()).toBeUndefined();
  });

  it('commits in the log to the map of exactly the tagged entries that are merged', async () => {
    await record(PERSON_A, 3);
    await house.evidence.mergePending();
    const merged = await size();
    await record(PERSON_B, 2);
    const epoch = await expectTrue(await house.evidence.makeEpoch());
    expect(epoch).toMatchObject({ number: 1, size: merged, count: 4 });
    await house.evidence.mergePending();
    const receipt = await house.database.transaction((tx) => house.evidence.receipt(tx, epoch.entry));
    expect(receipt.opening.payload).toEqual({ count: 4, root: epoch.root.toString('base64url'), size: merged, v: 1 });
    expect(JSON.parse(receipt.entry)).toMatchObject({ kind: 'epoch', tag: null });
  });

  it('grows by what came since, and is the same epoch when nothing did', async () => {
    const second = await expectTrue(await house.evidence.makeEpoch());
    expect(second).toMatchObject({ number: 2, count: 7 });
    expect(await house.evidence.makeEpoch()).toMatchObject({ number: 2, entry: second.entry });
    expect(await house.count('evidence.epoch')).toBe(2);
  });

  it('keeps the root of the public entries through many runs, joined runs and halved pages', async () => {
    for (let round = 0; round < 12; round += 1) {
      await record(PERSON_A, round === 6 ? 1500 : 40);
      await house.evidence.mergePending();
      await expectTrue(await house.evidence.makeEpoch());
    }
    expect(await house.count('(select distinct depth from evidence.map_page) as depths')).toBe(1);
    expect(await house.count('evidence.map_page')).toBeGreaterThan(4);
  });

  it('is made once when two servers ask at the same time', async () => {
    await record(PERSON_B, 5);
    await house.evidence.mergePending();
    const before = await house.count('evidence.epoch');
    const [one, other] = await Promise.all([house.evidence.makeEpoch(), house.another().makeEpoch()]);
    expect(one?.entry).toBe(other?.entry);
    expect(await house.count('evidence.epoch')).toBe(before + 1);
    await expectTrue(one);
  });

  it('leaves nothing behind when the server is killed at any statement', async () => {
    await record(PERSON_A, 30);
    await house.evidence.mergePending();
    const state = async () => ({
      epochs: await house.count('evidence.epoch'),
      runs: await house.count('evidence.map_run'),
      entries: await house.count('evidence.entry'),
    });
    const before = await state();
    let statements = 0;
    const pool = house.database.readers;
    const killer = pool.listeners('connect').length;
    expect(killer).toBeGreaterThan(0);
    for (let kill = 1; ; kill += 1) {
      statements = 0;
      const client = await pool.connect();
      const { query } = client;
      const broken = ((...parts: unknown[]) => {
        statements += 1;
        if (statements === kill) {
          // The connection is cut, as by a process that dies.
          (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
        }
        return (query as (...all: unknown[]) => unknown).apply(client, parts);
      }) as typeof query;
      client.query = broken;
      client.release();
      const made = await house.evidence.makeEpoch().then(
        () => true,
        () => false,
      );
      client.query = query;
      if (made) break;
      expect(await state()).toEqual(before);
    }
    expect(statements).toBeGreaterThan(8);
    await expectTrue(await house.evidence.makeEpoch());
    expect(await state()).toMatchObject({ epochs: before.epochs + 1, entries: before.entries + 1 });
  });
});
