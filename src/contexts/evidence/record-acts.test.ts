import { createHmac, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
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
    expect(promiseHolds({ ...receipt, n: 3 }, publicKey)).toBe(false);
    expect(promiseHolds({ ...receipt, mergeBy: receipt.time }, publicKey)).toBe(false);
    expect(promiseHolds({ ...receipt, tag: null }, publicKey)).toBe(false);
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
});
