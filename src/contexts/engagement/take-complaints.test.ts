import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerForm, openSendingWorld, type SendingWorld } from '../../../test/support/sending-world.ts';

let world: SendingWorld;
beforeAll(async () => {
  world = await openSendingWorld();
});
afterAll(() => world.close());

const outcome = (person: string, channel: 'sms' | 'email') =>
  world.act(async (tx) => {
    const message = { senderIdentity: true, optOutIncluded: true };
    return (await world.gate.decide(tx, { person, activity: 'marketing', operation: 'use', channel, message })).outcome;
  });
const take = (numbers: readonly string[]) =>
  world.act((tx) => world.engagement.takeComplaints(tx, { origin: '12321', numbers }));

it('a complaint is a no by every channel; a number that nobody holds is kept, and what is none is named by its place', async () => {
  const one = await answerForm(world, 1);
  const other = await answerForm(world, 2);
  const taken = await take(['138 0000 0001', '+86 13800000001', '13800000009', 'not a number']);
  expect(taken).toEqual({ people: 1, unknown: 1, unreadable: [3] });
  expect([await outcome(one, 'sms'), await outcome(one, 'email')]).toEqual(['deny', 'deny']);
  expect(await outcome(other, 'sms')).not.toBe('deny');
  const entry = await world.act((tx) =>
    tx.one<{ n: number }>(`select count(*)::int as n from consent.suppression where said_through = 'complaint-12321'`),
  );
  // The person, each of their two addresses, and the number that nobody holds.
  expect(entry.n).toBeGreaterThanOrEqual(3);
});

it('nothing of a list is in while the root key is away', async () => {
  const person = await answerForm(world, 3);
  world.keyring.vault.seal();
  await expect(take(['13800000003'])).rejects.toMatchObject({ kind: 'sealed' });
  world.keyring.vault.unseal(world.rootKey);
  expect(await outcome(person, 'sms')).not.toBe('deny');
});
