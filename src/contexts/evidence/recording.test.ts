import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
import { newIdAt } from '../../platform/ids.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import { silentLogger } from '../../platform/logging.ts';
import { createEvidence } from './index.ts';

let house: EvidenceHouse;
beforeAll(async () => {
  house = await openEvidenceHouse();
});
afterAll(() => house.close());

describe('acts whose ids were drawn beforehand', () => {
  it('have them for their entries, and are recorded as of then', async () => {
    const then = new Date(house.clock.now().getTime() - 40);
    const acts = [PERSON_A, undefined, PERSON_B].map((person) => {
      const act = { kind: 'consent' as const, payload: {}, id: newIdAt(then) };
      return person === undefined ? act : { ...act, person };
    });
    const receipts = await house.database.transaction((tx) => house.evidence.recordActs(tx, acts));
    expect(receipts.map(({ id }) => id)).toEqual(acts.map(({ id }) => id));
    expect(receipts.map(({ mergeBy }) => Date.parse(mergeBy) - then.getTime())).toEqual([60_000, 60_000, 60_000]);
    for (const { id, entry } of receipts) {
      expect(JSON.parse(entry)).toMatchObject({ id });
      // It is looked up by the time in its id.
      const found = await house.database.transaction((tx) => house.evidence.receipt(tx, id));
      expect(found?.entry).toBe(entry);
    }
  });

  it('are refused where the ids are of several times, or of some of the acts alone', async () => {
    const now = house.clock.now();
    const act = (id?: string) => ({ kind: 'consent' as const, payload: {}, ...(id === undefined ? {} : { id }) });
    const later = new Date(now.getTime() + 1);
    const before = await house.count('evidence.entry');
    for (const acts of [
      [act(newIdAt(now)), act(newIdAt(later))],
      [act(), act(newIdAt(now))],
      [act(newIdAt(now)), act()],
    ]) {
      const recorded = house.database.transaction((tx) => house.evidence.appendActs(tx, acts));
      await expect(recorded).rejects.toThrow('drawn at several times');
    }
    expect(await house.count('evidence.entry')).toBe(before);
  });
});

// A log whose ring signs with these keys.
function signingWith(signingKeys: readonly unknown[]) {
  const service = Object.create(house.service, { signingKeys: { value: signingKeys } }) as ServiceRing;
  const { clock, database } = house;
  const log = silentLogger();
  return createEvidence({ anyPayload: true, clock, service, database, log, origin: 'example.com/evidence' });
}

describe('a promise that nobody can sign', () => {
  it('is told to whoever reads its signature, and to nobody else', async () => {
    // The key that the ring signs with is gone from it.
    const { database } = house;
    const evidence = signingWith([]);
    const act = { kind: 'consent' as const, payload: {} };
    const lone = await database.transaction((tx) => evidence.recordAct(tx, act));
    const several = await database.transaction(async (tx) => {
      const receipts = await evidence.recordActs(tx, [act, act]);
      evidence.signAhead(tx, receipts);
      return receipts;
    });
    // The signing of one and the hand-over of several to the signing thread were asked for before, and come first.
    await new Promise((resolve) => setImmediate(resolve));
    for (const receipt of [lone, ...several]) expect(() => receipt.signature).toThrow('not in the ring');
  });
});

describe('the promise of a lone act', () => {
  it('is signed once its entry has left, not while PostgreSQL is asked something else', async () => {
    let signed = 0;
    const { signingKey, signingKeys } = house.service;
    const sign = (bytes: Buffer) => {
      signed += 1;
      return signingKey.sign(bytes);
    };
    const counting = signingKeys.map((key) => Object.create(key, { sign: { value: sign } }));
    const { database } = house;
    const evidence = signingWith(counting);
    const act = { kind: 'consent' as const, person: '01890000-0000-7000-8000-0000000000f7', payload: {} };
    await database.transaction((tx) => evidence.appendActs(tx, [act]));
    const turns = async () => {
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    const receipt = await database.transaction(async (tx) => {
      const made = await evidence.recordAct(tx, act);
      await turns();
      expect(signed).toBe(0);
      await tx.one('select 1');
      await turns();
      expect(signed).toBe(1);
      return made;
    });
    expect(receipt.signature).toHaveLength(86);
    expect(signed).toBe(1);
  });
});

describe('a chain that is foreseen to begin', () => {
  const act = (person: string, by: string) => ({ kind: 'consent' as const, person, payload: { by } });

  it('begins with the entry of its key, without having been read again', async () => {
    const person = '01890000-0000-7000-8000-0000000000f1';
    const receipts = await house.database.transaction(async (tx) => {
      await house.evidence.foresee(tx, [person]);
      return house.evidence.recordActs(tx, [act(person, 'one'), act(person, 'two')]);
    });
    expect(receipts.map(({ n }) => n)).toEqual([2, 3]);
    const [next] = await house.database.transaction((tx) => house.another().recordActs(tx, [act(person, 'three')]));
    expect(next?.n).toBe(4);
  });

  it('goes on where another server has begun it meanwhile', async () => {
    const person = '01890000-0000-7000-8000-0000000000f2';
    let tries = 0;
    const [receipt] = await house.database.transaction(async (tx) => {
      tries += 1;
      await house.evidence.foresee(tx, [person]);
      if (tries === 1)
        await house.database.transaction((other) => house.another().recordAct(other, act(person, 'the other')));
      return house.evidence.recordActs(tx, [act(person, 'this one')]);
    });
    expect(tries).toBe(2);
    expect(receipt?.n).toBe(3);
    const found = await house.database.transaction((tx) => house.evidence.receipt(tx, receipt?.id ?? ''));
    expect(found.opening.payload).toEqual({ by: 'this one' });
    await house.evidence.mergePending();
    expect(await house.evidence.brokenPromises()).toBe(0);
  });

  it('is no other where a key has ended: the next one is there already, and has no entry yet', async () => {
    const person = '01890000-0000-7000-8000-0000000000f3';
    await house.database.transaction((tx) => house.evidence.recordAct(tx, act(person, 'under the first key')));
    await house.database.transaction((tx) => house.evidence.endKey(tx, person));
    let tries = 0;
    const [receipt] = await house.database.transaction(async (tx) => {
      tries += 1;
      await house.evidence.foresee(tx, [person]);
      return house.evidence.recordActs(tx, [act(person, 'under the second')]);
    });
    expect(tries).toBe(1);
    expect(receipt?.n).toBe(2);
  });
});
