import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../../test/support/gate-world.ts';
import { WELL_FORMED_MESSAGE } from '../index.ts';
import { readPersonState, readPersonStates } from './read-person-states.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

it('reads one person in one statement as it reads many, times as times', async () => {
  const { gate, clock, act } = world;
  const busy = await agreeingPerson(world);
  const minor = randomUUID();
  const C = { activity: 'order-delivery', source: 'import', grade: 'C' } as const;
  await act((tx) =>
    gate.registerSubjects(tx, [{ person: minor, role: 'member', birthDate: '2015-06-01', standing: C }]),
  );
  await act((tx) =>
    gate.usePersons(tx, {
      activity: 'marketing',
      operation: 'use',
      channel: 'sms',
      message: WELL_FORMED_MESSAGE,
      fields: ['mobile'],
      persons: [busy],
      by: 'test',
    }),
  );
  clock.advance(1_234);
  await act((tx) => gate.withdraw(tx, { person: busy, activity: 'marketing', channel: 'email', by: 'test' }));
  await act((tx) => gate.object(tx, { person: busy, kind: 'unsubscribe', channel: 'sms', by: 'test' }));
  const unseal = (sealed: Buffer) => sealed.toString('hex');
  for (const channel of ['sms', 'email', 'none'])
    for (const asOf of [null, clock.now(), new Date(0)])
      await act(async (tx) => {
        const query = { activity: 'marketing', channel, asOf };
        const persons = [busy, minor];
        const ordinals = (await gate.ordinalsOf(tx, persons)).map((ordinal) => ordinal ?? 0);
        const many = await readPersonStates(tx, { ...query, ordinals }, unseal);
        const one = [];
        for (const person of persons) one.push(await readPersonState(tx, { ...query, person }, unseal));
        expect(one).toStrictEqual(many);
      });
  const query = { activity: 'marketing', channel: 'sms', asOf: null };
  const state = await act((tx) => readPersonState(tx, { ...query, person: busy }, unseal));
  expect(state?.grants[0]?.givenAt).toBeInstanceOf(Date);
  expect(state?.suppressions.length).toBeGreaterThan(1);
  expect(state?.refusals).toHaveLength(1);
  expect(state?.address?.confirmedAt).toBeInstanceOf(Date);
  expect(await act((tx) => readPersonState(tx, { ...query, person: randomUUID() }, unseal))).toBeUndefined();
});
