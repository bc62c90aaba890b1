import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPerson, outcome, show, yes } from '../../../test/support/answering.ts';
import type { GateWorld } from '../../../test/support/gate-world.ts';
import { type MemoryWorld, openMemoryWorld } from '../../../test/support/memory-world.ts';
import type { Gate } from './gate.ts';

/** Noes that somebody did not say by the record that answers, and that bind it all the same (decisions 0013, 0067, 0137). */
let world: MemoryWorld;
let here: GateWorld;
beforeAll(async () => {
  world = await openMemoryWorld();
  here = world as unknown as GateWorld;
  // What is in force is remembered from here, so that answers are foreseen.
  const first = await newPerson(here);
  await answer(first, await show(here, { person: first }, ['marketing']), world.gate);
});
afterAll(() => world.close());

type Shown = Awaited<ReturnType<typeof show>>;

/** To answer here is to answer what this process gave out, foreseen; elsewhere everything is read. */
const ways: Record<string, () => Gate> = {
  'foreseen here': () => world.gate,
  'read elsewhere': () => world.plain.gate,
};

const answer = (person: string, shown: Shown, gate: Gate) =>
  world.act((tx) => gate.recordConsents(tx, [yes(person, shown, { channel: 'sms' })]));

/** The person's own record, and another that shares `bond` with it. */
async function pair(bond: 'human' | 'address', returning: boolean): Promise<readonly [string, string]> {
  const [person, other] = [await newPerson(here), await newPerson(here)];
  if (bond === 'human') await join(person, other);
  else {
    const digest = Buffer.from(`sms${person}`);
    for (const each of [person, other])
      await world.act((tx) => world.gate.setAddress(tx, { person: each, channel: 'sms', digest }));
  }
  if (returning) await answer(person, await show(here, { person }, ['marketing']), world.gate);
  return [person, other];
}

async function join(...persons: string[]): Promise<void> {
  await world.act(async (tx) => {
    const set = (await world.gate.ordinalsOf(tx, persons)).map((each) => each ?? -1);
    await world.gate.joinRecords(tx, [set]);
  });
}

const noes: Record<string, { bond: 'human' | 'address'; says(other: string, person: string): Promise<unknown> }> = {
  'a withdrawal of the activity by another record of the same human': {
    bond: 'human',
    says: (person) => world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'app' })),
  },
  'an unsubscription by another record of the same human': {
    bond: 'human',
    says: (person) => world.act((tx) => world.gate.object(tx, { person, kind: 'unsubscribe', by: 'app' })),
  },
  'an unsubscription by somebody with the same address': {
    bond: 'address',
    says: (person) => world.act((tx) => world.gate.object(tx, { person, kind: 'unsubscribe', by: 'sms-reply' })),
  },
  'an unsubscription of the address, by nobody known': {
    bond: 'address',
    says: (_other, person) => {
      const digest = Buffer.from(`sms${person}`);
      return world.act((tx) => world.gate.objectByAddress(tx, { channel: 'sms', digest, by: 'sms-reply' }));
    },
  },
};

for (const [no, { bond, says }] of Object.entries(noes))
  for (const [way, gate] of Object.entries(ways))
    describe(`${no}, ${way}`, () => {
      for (const returning of [false, true])
        it(`overtakes a yes to what was shown before, ${returning ? 'of somebody known' : 'of somebody new'}`, async () => {
          const [person, other] = await pair(bond, returning);
          const shown = await show(here, { person }, ['marketing']);
          world.clock.advance(1);
          await says(other, person);
          world.clock.advance(1);
          const entries = await world.count('evidence.entry');
          await expect(answer(person, shown, gate())).rejects.toMatchObject({
            code: 'consent.presentation-overtaken',
            kind: 'conflict',
          });
          expect(await world.count('evidence.entry')).toBe(entries);
          expect(await outcome(here, person)).not.toBe('allow');
          const anew = await show(here, { person }, ['marketing']);
          expect(await answer(person, anew, gate())).toHaveLength(1);
        });
    });

it('counts a no of a record that was joined only after it was shown and said', async () => {
  for (const gate of Object.values(ways)) {
    const [person, other] = [await newPerson(here), await newPerson(here)];
    const shown = await show(here, { person }, ['marketing']);
    world.clock.advance(1);
    await world.act((tx) => world.gate.withdraw(tx, { person: other, activity: 'marketing', by: 'app' }));
    await join(person, other);
    await expect(answer(person, shown, gate())).rejects.toMatchObject({ code: 'consent.presentation-overtaken' });
  }
});

const said: Record<string, (person: string) => Promise<unknown>> = {
  'a refusal': async (person) => {
    const shown = await show(here, { person }, ['marketing']);
    world.clock.advance(1);
    return world.act((tx) => world.gate.recordConsents(tx, [yes(person, shown, { answer: 'refused' })]));
  },
  'a refusal of the channel': async (person) => {
    const shown = await show(here, { person }, ['marketing']);
    world.clock.advance(1);
    return world.act((tx) =>
      world.gate.recordConsents(tx, [yes(person, shown, { answer: 'refused', channel: 'sms' })]),
    );
  },
  'a withdrawal': (person) => world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'app' })),
  'an unsubscription': (person) => world.act((tx) => world.gate.object(tx, { person, kind: 'unsubscribe', by: 'app' })),
};

describe.each(Object.entries(said))('%s by a record that turns out to be the same human afterwards', (_no, says) => {
  const confirmedPerson = async () => {
    const person = await newPerson(here);
    const digest = Buffer.from(`sms${person}`);
    await world.act((tx) => world.gate.setAddress(tx, { person, channel: 'sms', digest }));
    await world.act((tx) => world.gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' }));
    return person;
  };
  const tick = () => world.clock.advance(1000);

  it('overtakes a yes to what was shown before it, until they part', async () => {
    const [person, other] = [await confirmedPerson(), await newPerson(here)];
    const shown = await show(here, { person }, ['marketing']);
    tick();
    await says(other);
    tick();
    await answer(person, shown, world.gate);
    tick();
    expect(await outcome(here, person)).not.toMatch(/^consent|^basis|^message/);
    await join(person, other);
    tick();
    expect(await outcome(here, person)).toMatch(/^(consent|basis|message|objection)/);
    const anew = await show(here, { person }, ['marketing']);
    tick();
    await answer(person, anew, world.gate);
    tick();
    expect(await outcome(here, person)).toBe('allow');
  });

  it('does not overtake a yes to what was shown after it', async () => {
    const [person, other] = [await confirmedPerson(), await newPerson(here)];
    await says(other);
    tick();
    const shown = await show(here, { person }, ['marketing']);
    tick();
    await answer(person, shown, world.gate);
    tick();
    await join(person, other);
    tick();
    expect(await outcome(here, person)).toBe('allow');
  });
});

describe('a yes to what was shown before', () => {
  const confirm = async (person: string, digest: Buffer) => {
    await world.act((tx) => world.gate.setAddress(tx, { person, channel: 'sms', digest }));
    await world.act((tx) => world.gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' }));
  };

  it.each([true, false])(
    'a no from an address does not end it when the address turns out to be the person’s (shown before: %s)',
    async (before) => {
      const person = await newPerson(here);
      const digest = Buffer.from(`late${person}`);
      const early = await show(here, { person }, ['marketing']);
      world.clock.advance(1000);
      await world.act((tx) => world.gate.objectByAddress(tx, { channel: 'sms', digest, by: 'sms-reply' }));
      world.clock.advance(1000);
      await answer(person, before ? early : await show(here, { person }, ['marketing']), world.gate);
      world.clock.advance(1000);
      await confirm(person, digest);
      expect((await outcome(here, person)) === 'allow').toBe(!before);
    },
  );

  it.each([true, false])(
    'a no of a session does not stay behind when the session turns out to be the person’s (shown before: %s)',
    async (before) => {
      const [person, session] = [await newPerson(here), randomUUID()];
      await confirm(person, Buffer.from(`own${person}`));
      const early = await show(here, { person }, ['marketing']);
      const asked = await show(here, { session }, ['marketing']);
      world.clock.advance(1000);
      const { person: _nobody, ...refusal } = yes('', asked, { answer: 'refused' });
      await world.act((tx) => world.gate.recordConsents(tx, [{ ...refusal, session }]));
      world.clock.advance(1000);
      await answer(person, before ? early : await show(here, { person }, ['marketing']), world.gate);
      world.clock.advance(1000);
      expect(await world.act((tx) => world.gate.adoptSession(tx, { session, person }))).toBe(before ? 1 : 0);
      world.clock.advance(1000);
      expect((await outcome(here, person)) === 'allow').toBe(!before);
    },
  );
});
