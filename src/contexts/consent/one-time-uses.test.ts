import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { record, show, yes } from '../../../test/support/answering.ts';
import { type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { until } from '../../../test/support/until.ts';
import { type UseRequest, WELL_FORMED_MESSAGE } from './index.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

/** An adult whose only yes is for one use. */
async function agreedOnce(): Promise<string> {
  const person = randomUUID();
  await world.act(async (tx) => {
    await world.gate.registerSubjects(tx, [{ person, role: 'customer', birthDate: '1990-05-01' }]);
    await world.gate.setAddress(tx, { person, channel: 'sms', digest: Buffer.from(person) });
    await world.gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' });
  });
  await record(world, yes(person, await show(world, { person }), { channel: 'sms', oneTime: true }));
  return person;
}

function request(person: string): UseRequest {
  const what = { activity: 'marketing', operation: 'use', channel: 'sms', fields: ['mobile'] } as const;
  return { ...what, by: 'test', persons: [person], message: WELL_FORMED_MESSAGE };
}

const use = (person: string) => world.act((tx) => world.gate.usePersons(tx, request(person)));
const waiting = () =>
  world.act((tx) => tx.query<{ n: number }>('select count(*)::int as n from pg_locks where not granted'));

it.each([0, 1])('lets a consent for one use serve one of two uses at once, %i ms apart', async (apart) => {
  const person = await agreedOnce();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let began = () => {};
  const begun = new Promise<void>((resolve) => {
    began = resolve;
  });
  const first = world.act(async (tx) => {
    const used = await world.gate.usePersons(tx, request(person));
    began();
    await held;
    return used;
  });
  await begun;
  world.clock.advance(apart);
  const second = use(person);
  await until(async () => ((await waiting())[0]?.n ?? 0) > 0);
  release();
  expect((await first).permit).not.toBeNull();
  const { permit, receipt, refused } = await second;
  expect([permit, receipt, refused.get(person)?.code]).toEqual([null, null, 'consent.used-up']);
});
