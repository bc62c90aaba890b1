import { createHmac, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
import { until } from '../../../test/support/until.ts';
import { canonicalJson, fromBase64url } from '../../platform/crypto/index.ts';
import { leafHash, type Receipt } from './index.ts';

let house: EvidenceHouse;
beforeAll(async () => {
  house = await openEvidenceHouse();
});
afterAll(() => house.close());

function bytes(text: string | null): Buffer {
  const decoded = text === null ? undefined : fromBase64url(text);
  if (decoded === undefined) throw new Error('not base64url');
  return decoded;
}

function promiseHolds(receipt: Receipt, publicKey: Buffer): boolean {
  const { commitment } = JSON.parse(receipt.entry) as { commitment: string };
  const { key, leafHash: leaf, mergeBy, n, tag } = receipt;
  const text = `zhinuo.receipt.v1\n${canonicalJson({ commitment, key, leafHash: leaf, mergeBy, n, tag })}`;
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
  const signer = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), signer, bytes(receipt.signature));
}

// A receipt as it is written out: its signature is made when it is read.
const plainly = (receipt: Receipt): Receipt => JSON.parse(JSON.stringify(receipt)) as Receipt;

describe('recording an act', () => {
  it('returns a signed promise that binds the entry, the commitment, the tag, the number and the time', async () => {
    const payload = { activity: 'marketing', answer: 'granted' };
    const receipt = await house.database.transaction((tx) =>
      house.evidence.recordAct(tx, { kind: 'consent', person: PERSON_A, payload }),
    );
    const entry = JSON.parse(receipt.entry) as Record<string, unknown>;
    expect(Object.keys(entry)).toEqual(['commitment', 'id', 'kind', 'tag', 'time', 'version']);
    expect(entry).toMatchObject({ id: receipt.id, kind: 'consent', tag: receipt.tag, time: receipt.time, version: 1 });
    expect(entry['commitment']).toBe(
      createHmac('sha256', bytes(receipt.opening.salt)).update(canonicalJson(payload)).digest('base64url'),
    );
    expect(bytes(receipt.leafHash)).toEqual(leafHash(Buffer.from(receipt.entry)));
    expect(Date.parse(receipt.mergeBy) - house.clock.now().getTime()).toBe(60_000);
    const { publicKey } = house.service.signingKey;
    expect(promiseHolds(receipt, publicKey)).toBe(true);
    const plain = plainly(receipt);
    expect(promiseHolds({ ...plain, n: 3 }, publicKey)).toBe(false);
    expect(promiseHolds({ ...plain, mergeBy: receipt.time }, publicKey)).toBe(false);
    expect(promiseHolds({ ...plain, tag: null }, publicKey)).toBe(false);
  });

  it('numbers each person without gaps after the entry that commits to their key, and numbers nobody else', async () => {
    const receipts = await house.database.transaction((tx) =>
      house.evidence.recordActs(tx, [
        { kind: 'presentation', person: PERSON_B, payload: {} },
        { kind: 'notice-published', payload: { code: 'privacy', version: 1 } },
        { kind: 'consent', person: PERSON_B, payload: {} },
      ]),
    );
    expect(receipts.map(({ n }) => n)).toEqual([2, null, 3]);
    expect(receipts[1]?.tag).toBeNull();
    const stored = await house.database.transaction((tx) =>
      tx.query<{ kind: string; n: number }>(
        `select entry::json->>'kind' as kind, n from evidence.entry where person = $1 order by n`,
        [PERSON_B],
      ),
    );
    expect(stored).toEqual([
      { kind: 'key', n: 1 },
      { kind: 'presentation', n: 2 },
      { kind: 'consent', n: 3 },
    ]);
  });

  it('leaves nothing when the transaction rolls back', async () => {
    const before = await house.count('evidence.entry');
    await expect(
      house.database.transaction(async (tx) => {
        await house.evidence.recordAct(tx, { kind: 'withdrawal', person: PERSON_A, payload: {} });
        throw new Error('the act failed');
      }),
    ).rejects.toThrow('the act failed');
    expect(await house.count('evidence.entry')).toBe(before);
  });

  it('gives every number once when many transactions write for the same people in opposite orders', async () => {
    const people = [PERSON_A, PERSON_B];
    await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        house.database.transaction((tx) =>
          house.evidence.recordActs(
            tx,
            (at % 2 === 0 ? people : [...people].reverse()).map((person) => ({
              kind: 'consent',
              person,
              payload: { at },
            })),
          ),
        ),
      ),
    );
    for (const person of people) {
      const rows = await house.database.transaction((tx) =>
        tx.query<{ n: number }>('select n from evidence.entry where person = $1 order by seq, position', [person]),
      );
      expect(rows.map((row) => row.n)).toEqual(rows.map((_, at) => at + 1));
    }
  });

  it('stores openings and keys only sealed, and nothing in an entry that two entries of one person share', async () => {
    const [one, two] = await house.database.transaction((tx) =>
      house.evidence.recordActs(tx, [
        { kind: 'consent', person: PERSON_A, payload: { mark: 'seen-nowhere' } },
        { kind: 'consent', person: PERSON_A, payload: { mark: 'seen-nowhere' } },
      ]),
    );
    const found = await house.database.transaction((tx) =>
      tx.query(
        `select 1 from evidence.entry where entry like '%seen-nowhere%' or position('seen-nowhere'::bytea in opening) > 0`,
      ),
    );
    expect(found).toEqual([]);
    const first = Object.entries(JSON.parse(one?.entry ?? '{}') as Record<string, unknown>);
    const second = JSON.parse(two?.entry ?? '{}') as Record<string, unknown>;
    const shared = first.filter(([name, value]) => second[name] === value).map(([name]) => name);
    expect(shared).toEqual(['kind', 'time', 'version']);
  });

  it('keeps a batch of hundreds in the order of the acts, across packs, with every opening in its place', async () => {
    const people = Array.from({ length: 7 }, (_, at) => `01890000-0000-7000-8000-0000000001${at}0`);
    const acts = Array.from({ length: 700 }, (_, at) => ({
      kind: 'import' as const,
      // Runs of one person, single ones, and acts of nobody between them.
      ...(at % 11 === 0 ? {} : { person: people[Math.floor(at / 3) % 7] ?? '' }),
      payload: { at },
    }));
    const ids = await house.database.transaction((tx) => house.evidence.appendActs(tx, acts));
    expect(new Set(ids).size).toBe(700);
    await house.evidence.mergePending();
    await house.database.transaction(async (tx) => {
      const numbers = new Map<string, number>();
      for (const [at, id] of ids.entries()) {
        const receipt = await house.evidence.receipt(tx, id);
        expect(receipt.opening.payload).toEqual({ at });
        const person = acts[at]?.person;
        if (person === undefined) expect(receipt.n).toBeNull();
        else {
          expect(receipt.n).toBe((numbers.get(person) ?? 1) + 1);
          numbers.set(person, receipt.n ?? 0);
        }
      }
      const places = await tx.query<{ index: number }>(
        'select index from evidence.entry where id = any($1::uuid[]) order by seq, position',
        [ids],
      );
      const indexes = places.map((row) => row.index);
      expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
    });
  });

  it('signs the same promise whenever a receipt is read, merged or not', async () => {
    const receipt = await house.database.transaction((tx) =>
      house.evidence.recordAct(tx, { kind: 'objection', person: PERSON_A, payload: { channel: 'sms' } }),
    );
    const read = (): Promise<Receipt> => house.database.transaction((tx) => house.evidence.receipt(tx, receipt.id));
    const pending = await read();
    expect(pending).toEqual(plainly(receipt));
    await house.evidence.mergePending();
    expect(await read()).toMatchObject(plainly(receipt));
    expect(promiseHolds(pending, house.service.signingKey.publicKey)).toBe(true);
  });

  it('follows a chain that another server or a rolled-back transaction has moved', async () => {
    const person = '01890000-0000-7000-8000-0000000000c1';
    const other = house.another();
    const record = async (evidence: typeof other, fail = false): Promise<number | null> => {
      let n: number | null = null;
      await house.database
        .transaction(async (tx) => {
          await evidence.recordAct(tx, { kind: 'consent', person, payload: {} });
          // The second in one transaction follows the first, which nobody else sees yet.
          ({ n } = await evidence.recordAct(tx, { kind: 'consent', person, payload: {} }));
          if (fail) throw new Error('rolled back');
        })
        .catch(() => undefined);
      return n;
    };
    expect(await record(house.evidence)).toBe(3);
    expect(await record(other)).toBe(5);
    // Of a transaction that never commits, the number is what was remembered.
    expect(await record(house.evidence, true)).toBe(5);
    expect(await record(house.evidence)).toBe(7);
    expect(await record(other)).toBe(9);
    const begun = await Promise.all(
      [house.evidence, other, house.another()].map((evidence) =>
        house.database.transaction((tx) =>
          evidence.recordAct(tx, { kind: 'consent', person: '01890000-0000-7000-8000-0000000000c2', payload: {} }),
        ),
      ),
    );
    expect(begun.map(({ n }) => n).sort()).toEqual([2, 3, 4]);
  });

  it('numbers anew, alone and in a batch, after another server has ended a key that this one remembers', async () => {
    const people = ['01890000-0000-7000-8000-0000000000d1', '01890000-0000-7000-8000-0000000000d2'];
    const record = (persons: readonly string[]) =>
      house.database.transaction((tx) =>
        house.evidence.recordActs(
          tx,
          persons.map((person) => ({ kind: 'consent', person, payload: {} })),
        ),
      );
    const endKeys = async () => {
      for (const person of people) await house.database.transaction((tx) => house.another().endKey(tx, person));
    };
    expect((await record(people)).map(({ n }) => n)).toEqual([2, 2]);
    await endKeys();
    expect((await record(people)).map(({ n }) => n)).toEqual([2, 2]);
    await endKeys();
    for (const person of people) expect((await record([person])).map(({ n }) => n)).toEqual([2]);
    const rows = await house.database.transaction((tx) =>
      tx.query<{ generation: number; n: number }>(
        'select generation, n from evidence.entry where person = $1 order by seq, position',
        [people[0]],
      ),
    );
    expect(rows.map(({ generation, n }) => [generation, n])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [2, 2],
      [2, 3],
      [3, 1],
      [3, 2],
    ]);
  });

  it('makes a batch anew whose chains another server moved, or began, after they were read', async () => {
    const [known, fresh] = ['01890000-0000-7000-8000-0000000000e1', '01890000-0000-7000-8000-0000000000e2'];
    const acts = Array.from({ length: 600 }, (_, at) => ({
      kind: 'import' as const,
      person: at % 2 === 0 ? known : fresh,
      payload: { at },
    }));
    await house.database.transaction((tx) =>
      house.evidence.recordAct(tx, { kind: 'consent', person: known, payload: {} }),
    );
    const blocked = (pid: number) =>
      house.database.transaction((tx) =>
        tx.first('select 1 from pg_stat_activity where $1 = any (pg_blocking_pids(pid))', [pid]),
      );
    let batch: Promise<string[]> | undefined;
    await house.database.transaction(async (tx) => {
      for (const person of [known, fresh])
        await house.another().recordAct(tx, { kind: 'consent', person, payload: { by: 'the other' } });
      const { pid } = await tx.one<{ pid: number }>('select pg_backend_pid() as pid');
      // It has read the chains as they stood before, and waits for their locks.
      batch = house.database.transaction((own) => house.another().appendActs(own, acts));
      await until(() => blocked(pid));
    });
    const ids = (await batch) ?? [];
    await house.database.transaction(async (tx) => {
      for (const [at, id] of ids.entries()) {
        const { n, opening } = await house.evidence.receipt(tx, id);
        expect(opening.payload).toEqual({ at });
        expect(n).toBe((at % 2 === 0 ? 4 : 3) + Math.floor(at / 2));
      }
    });
  });

  it('never makes writers of overlapping batches wait for each other in a ring', async () => {
    const people = Array.from(
      { length: 60 },
      (_, at) => `01890000-0000-7000-8000-0000000002${String(at).padStart(2, '0')}`,
    );
    let tries = 0;
    await Promise.all(
      Array.from({ length: 24 }, (_, at) =>
        house.database.transaction(async (tx) => {
          tries += 1;
          const mine = people.filter((_person, place) => (place * 7 + at) % 3 !== 0);
          const ordered = at % 2 === 0 ? mine : mine.reverse();
          // A server of its own, which remembers nobody and foresees nothing.
          await house.another().appendActs(
            tx,
            ordered.map((person) => ({ kind: 'import', person, payload: { at } })),
          );
        }),
      ),
    );
    // A deadlock would have been broken by PostgreSQL and tried again.
    expect(tries).toBe(24);
    for (const person of people) {
      const rows = await house.database.transaction((tx) =>
        tx.query<{ n: number }>('select n from evidence.entry where person = $1 order by seq, position', [person]),
      );
      expect(rows.map((row) => row.n)).toEqual(rows.map((_, place) => place + 1));
    }
  });
});
