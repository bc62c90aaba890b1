import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeParent, openKidsClub, showRules } from '../../../test/support/kids-club.ts';
import { openRights } from '../../../test/support/rights-world.ts';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import type { Rights } from './index.ts';

let world: TestVault;
let rights: Rights;
let guardian = '';
let child = '';
let guardianship = '';

beforeAll(async () => {
  world = await openTestVault(['rights']);
  rights = openRights(world);
  await world.act((tx) => openKidsClub(world.register, tx));
  child = randomUUID();
  await world.act((tx) =>
    world.gate.registerSubjects(tx, [{ person: child, role: 'customer', birthDate: '2018-06-01' }]),
  );
  ({ guardian, guardianship } = await world.act((tx) => makeParent(world.gate, tx, child)));
  const shown = await world.act((tx) => showRules(world.gate, tx, { person: guardian }));
  await world.act((tx) =>
    world.gate.recordConsents(tx, [
      {
        ...{ person: child, guardian, activity: 'kids-club', presentation: shown.id, nonce: shown.nonce },
        ...{ answer: 'granted', kind: 'separate', how: 'explicit_action' },
      },
    ]),
  );
});
afterAll(() => world.close());

const children = (persons: readonly string[]) => world.act((tx) => rights.ownChildren(tx, persons));
const withdraw = (persons: readonly string[], input = { guardianship, activity: 'kids-club' }) =>
  world.act((tx) => rights.withdrawForChild(tx, persons, input));

it('shows a guardian what stands for a child with the rules that were shown, and nobody else', async () => {
  expect(await children([guardian])).toMatchObject([
    { guardianship, kind: 'parent', consents: [{ activity: 'kids-club', rulesUrl: '/n/kids/1' }] },
  ]);
  expect(await children([child])).toEqual([]);
  expect(await children([randomUUID()])).toEqual([]);
});

it('names a child once, however often the relation was proven', async () => {
  const again = await world.act((tx) => makeParent(world.gate, tx, child, { guardian, kind: 'guardian' }));
  const other = await world.act((tx) => makeParent(world.gate, tx, child));
  expect(await children([guardian, other.guardian])).toHaveLength(1);
  for (const { guardianship: id } of [again, other])
    await world.act((tx) => world.gate.endGuardian(tx, { guardianship: id, reason: 'error', by: 'test' }));
  expect(await children([guardian])).toHaveLength(1);
});

it('is taken back by the guardian alone, once, and at once', async () => {
  const stranger = await world.act((tx) => makeParent(world.gate, tx, child, { grade: 'C' }));
  await expect(withdraw([randomUUID()])).rejects.toMatchObject({ code: 'rights.no-such-child' });
  await expect(withdraw([stranger.guardian])).rejects.toMatchObject({ code: 'rights.no-such-child' });
  expect((await world.act((tx) => world.gate.consentState(tx, child, 'kids-club'))).state).toBe('granted');
  expect(await withdraw([guardian])).toMatchObject({ receipt: expect.any(String) });
  expect((await world.act((tx) => world.gate.consentState(tx, child, 'kids-club'))).state).toBe('withdrawn');
  await expect(withdraw([guardian])).rejects.toMatchObject({ code: 'rights.nothing-to-withdraw' });
});

it('ends with the relation', async () => {
  await world.act((tx) => world.gate.endGuardian(tx, { guardianship, reason: 'error', by: 'test' }));
  expect(await children([guardian])).toEqual([]);
});

it('shows nothing of somebody who was erased, and nothing of or for somebody who is of age', async () => {
  const { gate, clock } = world;
  const grows = randomUUID();
  const leaves = randomUUID();
  await world.act((tx) =>
    gate.registerSubjects(
      tx,
      [grows, leaves].map((person) => ({ person, role: 'customer' as const, birthDate: '2012-06-01' })),
    ),
  );
  const { guardian: parent, guardianship: of } = await world.act((tx) => makeParent(gate, tx, grows));
  await world.act((tx) => makeParent(gate, tx, leaves, { guardian: parent }));
  for (const person of [grows, leaves]) {
    const { id: presentation, nonce } = await world.act((tx) => showRules(gate, tx, { person }));
    const own = { person, activity: 'kids-club', presentation, nonce, answer: 'granted', kind: 'separate' } as const;
    await world.act((tx) => gate.recordConsents(tx, [{ ...own, how: 'explicit_action' }]));
  }
  expect(await children([parent])).toHaveLength(2);
  const until = { consentUntil: new Date('2040-01-01Z'), messagesUntil: new Date('2040-01-01Z') };
  await world.act((tx) => gate.erasePerson(tx, leaves, { by: 'staff:dpo', reason: 'asked', ...until }));
  expect(await children([parent])).toHaveLength(1);

  // The first instant of the day after the 18th birthday in Shanghai, and the one before it.
  clock.set(new Date('2030-06-01T15:59:59.999Z'));
  expect(await children([parent])).toHaveLength(1);
  clock.set(new Date('2030-06-01T16:00:00Z'));
  expect(await children([parent])).toEqual([]);
  const input = { guardianship: of, activity: 'kids-club' };
  await expect(withdraw([parent], input)).rejects.toMatchObject({ code: 'rights.no-such-child' });
  const no = { person: grows, guardian: parent, activity: 'kids-club', by: 'app' };
  await expect(world.act((tx) => gate.withdraw(tx, no))).rejects.toMatchObject({
    code: 'consent.guardian-no-longer',
    options: { article: 'PIPL 15' },
  });
  expect((await world.act((tx) => gate.consentState(tx, grows, 'kids-club'))).state).toBe('granted');
});
