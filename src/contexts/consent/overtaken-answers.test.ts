import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPerson, outcome, record, show, yes } from '../../../test/support/answering.ts';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import type { ConsentAct } from './domain/acts.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

const OVERTAKEN = { code: 'consent.presentation-overtaken', kind: 'conflict', options: { article: 'PIPL 15' } };
const withdraw = (person: string, channel?: 'sms' | 'email') =>
  world.act((tx) =>
    world.gate.withdraw(tx, {
      ...{ person, activity: 'marketing', by: 'app' },
      ...(channel === undefined ? {} : { channel }),
    }),
  );
const later = () => world.clock.advance(1);

/** What was shown to the person before the no that `no` says. */
async function shownBefore(person: string, no: () => Promise<unknown>) {
  const shown = await show(world, { person });
  later();
  await no();
  later();
  return shown;
}

describe('a yes to what was shown before a no', () => {
  it('is refused after a withdrawal, stores nothing, and is taken to what is shown anew', async () => {
    const person = await agreeingPerson(world);
    const shown = await shownBefore(person, () => withdraw(person));
    const before = await world.count('consent."grant"');
    await expect(record(world, yes(person, shown, { channel: 'sms' }))).rejects.toMatchObject(OVERTAKEN);
    expect([await world.count('consent."grant"'), await outcome(world, person)]).toEqual([before, 'consent.withdrawn']);
    await record(world, yes(person, await show(world, { person }), { channel: 'sms' }));
    expect(await outcome(world, person)).toBe('allow');
  });

  it('is refused after a refusal of something else that was shown, the refusal is not', async () => {
    const person = await newPerson(world);
    const other = await show(world, { person });
    const refusal: Partial<ConsentAct> = { answer: 'refused' };
    const shown = await shownBefore(person, () => record(world, yes(person, other, refusal)));
    await expect(record(world, yes(person, shown))).rejects.toMatchObject(OVERTAKEN);
    expect(await record(world, yes(person, shown, refusal))).toHaveLength(1);
  });

  it('is refused for the channels that the no was about, and no others', async () => {
    const person = await agreeingPerson(world);
    const shown = await shownBefore(person, () => withdraw(person, 'sms'));
    for (const channel of [{ channel: 'sms' as const }, {}])
      await expect(record(world, yes(person, shown, channel))).rejects.toMatchObject(OVERTAKEN);
    expect(await record(world, yes(person, shown, { channel: 'email' }))).toHaveLength(1);
  });

  it('does not end an unsubscription that came after it, of the person or of somebody with the same address', async () => {
    const person = await agreeingPerson(world);
    const object = { kind: 'unsubscribe' as const, by: 'app' };
    const shown = await shownBefore(person, () => world.act((tx) => world.gate.object(tx, { ...object, person })));
    await expect(record(world, yes(person, shown, { channel: 'sms' }))).rejects.toMatchObject(OVERTAKEN);
    expect(await outcome(world, person)).not.toBe('allow');
  });

  it('of a session is refused like a person’s', async () => {
    const session = `a-session-${randomUUID()}`;
    const answer = async (shown: { id: string; nonce: string }, answered: 'granted' | 'refused') => {
      const { person: _nobody, ...said } = yes('', { ...shown, hash: '' } as never, { answer: answered });
      return world.act((tx) => world.gate.recordConsents(tx, [{ ...said, session }]));
    };
    const first = await show(world, { session });
    const second = await show(world, { session });
    later();
    await answer(first, 'refused');
    later();
    await expect(answer(second, 'granted')).rejects.toMatchObject(OVERTAKEN);
  });
});
