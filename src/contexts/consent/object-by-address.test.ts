import { afterAll, beforeAll, expect, it } from 'vitest';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

const ask = (person: string) =>
  world.act((tx) =>
    world.gate.decide(tx, {
      person,
      activity: 'marketing',
      operation: 'use',
      channel: 'sms',
      message: { senderIdentity: true, optOutIncluded: true },
    }),
  );

it('binds whoever comes to hold the address later, unless they agree anew by that channel', async () => {
  const digest = Buffer.alloc(32, 9);
  const person = await agreeingPerson(world, ['sms']);
  expect((await ask(person)).outcome).not.toBe('deny');
  world.clock.advance(1000);
  const receipt = await world.act((tx) => world.gate.objectByAddress(tx, { channel: 'sms', digest, by: 'sms-reply' }));
  expect(receipt.tag).toBeNull();
  expect((await ask(person)).outcome).not.toBe('deny');

  world.clock.advance(1000);
  await world.act((tx) => world.gate.setAddress(tx, { person, channel: 'sms', digest }));
  await world.act((tx) => world.gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' }));
  const decision = await ask(person);
  expect(decision.outcome).toBe('deny');
  expect(decision.reasons[0]?.code).toBe('message.unsubscribed');
});
