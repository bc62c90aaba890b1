import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT } from '../../../test/support/bundle-line.ts';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
import { verify } from '../../../verifier/src/verify.ts';
import type { Tx } from '../../platform/database/index.ts';
import { verifyInclusion } from './domain/merkle.ts';
import type { Receipt } from './index.ts';

const STRANGER = '01890000-0000-7000-8000-00000000000c';
const MESSAGES = new Date('2027-05-11T12:00:00.000Z');
const CONSENT = new Date('2029-11-11T12:00:00.000Z');
const DIGEST = Buffer.alloc(32, 0x5a);
const terms = {
  by: 'staff:dpo',
  reason: 'asked for',
  consentUntil: CONSENT,
  messagesUntil: MESSAGES,
  addresses: [{ channel: 'sms', digest: DIGEST }],
};
const access = { by: 'staff:dpo', reason: 'letter 7' };

let house: EvidenceHouse;
let receipts: Receipt[];
let earlier: string;
beforeAll(async () => {
  house = await openEvidenceHouse();
  receipts = await act((tx) =>
    house.evidence.recordActs(tx, [
      { kind: 'consent', person: PERSON_A, payload: { activity: 'marketing', answer: 'granted' } },
      { kind: 'consent', person: PERSON_B, payload: { activity: 'marketing', answer: 'granted' } },
    ]),
  );
  await house.evidence.mergePending();
  earlier = await bundle(PERSON_A);
  await act((tx) =>
    house.evidence.recordAct(tx, { kind: 'withdrawal', person: PERSON_A, payload: { activity: 'marketing' } }),
  );
  await house.evidence.mergePending();
});
afterAll(() => house.close());

const act = <T>(work: (tx: Tx) => Promise<T>) => house.database.transaction(work);

async function bundle(person: string): Promise<string> {
  return act(async (tx) => {
    const parts = await house.evidence.personBundle(tx, await house.evidence.endKey(tx, person));
    return house.evidence.sealBundle({ parts, notices: [], account: ACCOUNT });
  });
}

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

describe('erasing a person from evidence', () => {
  it('answers when, by which entry and what is kept until when; and the same when done again or at once', async () => {
    const [one, other] = await Promise.all([
      act((tx) => house.evidence.erasePerson(tx, PERSON_A, terms)),
      act((tx) => house.evidence.erasePerson(tx, PERSON_A, terms)),
    ]);
    expect(one).toEqual(other);
    expect(one).toMatchObject({
      person: PERSON_A,
      at: house.clock.now(),
      defence: [{ source: 'evidence', destroyedAt: null }],
    });
    await house.evidence.mergePending();
    // What came later has no say in the terms.
    const shorter = { ...terms, consentUntil: MESSAGES };
    const again = await act((tx) => house.evidence.erasePerson(tx, PERSON_A, shorter));
    expect(again).toMatchObject({ entry: one.entry, index: expect.any(Number) });
    expect(await house.count('evidence.erased')).toBe(1);
  });

  it('leaves every proof valid: the earlier bundle, another person’s, and the inclusion of every entry', async () => {
    expect(verify(earlier, { key: house.evidence.verifierKey() })).toMatchObject({ ok: true });
    expect(verify(await bundle(PERSON_B))).toMatchObject({ ok: true });
    await house.evidence.mergePending();
    await act(async (tx) => {
      const [, size = '', root = ''] = (await house.evidence.checkpoint(tx)).split('\n');
      for (let index = 0; index < Number(size); index += 1) {
        const { leafHash } = await house.evidence.entry(tx, index);
        const proof = await house.evidence.inclusionProof(tx, index, Number(size));
        const claim = {
          leaf: Buffer.from(leafHash, 'base64url'),
          index: BigInt(index),
          size: BigInt(size),
          root: Buffer.from(root, 'base64'),
          proof: proof.map((hash) => Buffer.from(hash, 'base64url')),
        };
        expect(verifyInclusion(claim)).toBe(true);
      }
    });
  });

  it('never begins another chain for an erased person, in this server or another', async () => {
    const recorded = { kind: 'consent' as const, person: PERSON_A, payload: {} };
    for (const evidence of [house.evidence, house.another()]) {
      expect(await code(act((tx) => evidence.recordAct(tx, recorded)))).toBe('evidence.person-erased');
      const both = [recorded, { ...recorded, person: PERSON_B }];
      expect(await code(act((tx) => evidence.recordActs(tx, both)))).toBe('evidence.person-erased');
    }
    expect(await code(bundle(PERSON_A))).toBe('evidence.person-erased');
  });

  it('closes the chain of somebody who never had one', async () => {
    const erasure = await act((tx) => house.evidence.erasePerson(tx, STRANGER, { ...terms, addresses: [] }));
    expect(erasure.defence).toEqual([]);
    expect(
      await code(act((tx) => house.evidence.recordAct(tx, { kind: 'consent', person: STRANGER, payload: {} }))),
    ).toBe('evidence.person-erased');
  });

  it('withholds the openings from every reader, and keys from every table that is read', async () => {
    const [own, foreign] = receipts;
    expect(await code(act((tx) => house.evidence.receipt(tx, own?.id ?? '')))).toBe('evidence.opening-withheld');
    expect(await code(act((tx) => house.evidence.receipt(tx, foreign?.id ?? '')))).toBe('done');
    expect(await house.count(`evidence.ended_key where person = '${PERSON_A}'`)).toBe(0);
    expect(await house.count(`evidence.chain where person = '${PERSON_A}' and keys <> ''`)).toBe(0);
  });

  it('opens what is kept for the defence alone, each time with an act of its own', async () => {
    await act((tx) =>
      house.evidence.keepForDefence(tx, {
        person: PERSON_A,
        source: 'engagement',
        until: MESSAGES,
        records: [{ send: 'a', state: 'delivered' }],
      }),
    );
    const before = await house.count(`evidence.entry where entry like '%"staff-access"%'`);
    const file = await act((tx) => house.evidence.readDefence(tx, PERSON_A, access));
    expect(file.entries.map(({ opening }) => opening.payload)).toEqual(
      expect.arrayContaining([
        { activity: 'marketing', answer: 'granted' },
        { activity: 'marketing' },
        expect.objectContaining({ consentUntil: CONSENT.toISOString() }),
      ]),
    );
    expect(file.entries.map(({ generation, n }) => [generation, n])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
    expect(file.records).toMatchObject([{ source: 'engagement', records: [{ send: 'a', state: 'delivered' }] }]);
    expect(await house.count(`evidence.entry where entry like '%"staff-access"%'`)).toBe(before + 1);
    expect(await code(act((tx) => house.evidence.readDefence(tx, PERSON_B, access)))).toBe('evidence.never-erased');
  });

  it('refuses defence records that were given to another person behind our back', async () => {
    const moved = act(async (tx) => {
      await tx.execute(`update evidence.defence set person = $1 where person = $2`, [STRANGER, PERSON_A]);
      await house.evidence.readDefence(tx, STRANGER, access);
    });
    await expect(moved).rejects.toThrow('another one');
  });

  it('is found by an address for ever', async () => {
    const found = await act((tx) => house.evidence.erasuresByAddress(tx, 'sms', DIGEST));
    expect(found.map(({ person }) => person)).toEqual([PERSON_A]);
    expect(await act((tx) => house.evidence.erasuresByAddress(tx, 'email', DIGEST))).toEqual([]);
  });

  it('destroys messages after their term and proofs of consent after theirs, and then knows only when and where', async () => {
    expect(await act((tx) => house.evidence.destroyDefence(tx))).toBe(0);
    house.clock.set(MESSAGES);
    expect((await act((tx) => house.evidence.readDefence(tx, PERSON_A, access))).records).toEqual([]);
    expect(await act((tx) => house.evidence.destroyDefence(tx))).toBe(1);
    house.clock.set(CONSENT);
    expect((await act((tx) => house.evidence.readDefence(tx, PERSON_A, access))).entries).toEqual([]);
    expect(await act((tx) => house.evidence.destroyDefence(tx))).toBe(1);
    expect(await act((tx) => house.evidence.destroyDefence(tx))).toBe(0);
    expect(await house.count('evidence.defence where sealed is not null')).toBe(0);
    const [own] = receipts;
    expect(await code(act((tx) => house.evidence.receipt(tx, own?.id ?? '')))).toBe('evidence.opening-destroyed');
    const [erasure] = await act((tx) => house.evidence.erasuresByAddress(tx, 'sms', DIGEST));
    expect(erasure).toMatchObject({ index: expect.any(Number), at: new Date('2026-11-11T12:00:00.000Z') });
    expect(erasure?.defence).toMatchObject([{ destroyedAt: expect.any(Date) }, { destroyedAt: expect.any(Date) }]);
    // What it proves still holds.
    expect(verify(earlier)).toMatchObject({ ok: true });
  });
});
