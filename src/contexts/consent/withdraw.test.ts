import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPerson, outcome, record, SMS, show, yes } from '../../../test/support/answering.ts';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

describe('a no', () => {
  it('is in force before the answer is given, and the past stays as it was', async () => {
    const person = await agreeingPerson(world);
    const before = world.clock.now();
    expect(await outcome(world, person)).toBe('allow');
    world.clock.advance(1);
    const receipt = await world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }));
    expect(receipt.opening.payload).toMatchObject({ activity: 'marketing', through: 'test' });
    expect(await outcome(world, person)).toBe('consent.withdrawn');
    const then = await world.act((tx) => world.gate.decide(tx, { ...SMS, person, at: before }));
    expect(then.outcome).toBe('allow');
  });

  it('binds even when the clock of the server that took it runs ahead', async () => {
    const person = await agreeingPerson(world);
    world.clock.advance(5_000);
    await world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }));
    world.clock.advance(-5_000);
    expect(await outcome(world, person)).toBe('consent.withdrawn');
  });

  it('to one channel leaves the other, also when the consent named none', async () => {
    const person = await agreeingPerson(world);
    await record(world, yes(person, await show(world, { person })));
    world.clock.advance(1);
    await world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', channel: 'sms', by: 'test' }));
    expect(await outcome(world, person)).toBe('consent.withdrawn');
    const email = await world.act((tx) => world.gate.decide(tx, { ...SMS, channel: 'email', person }));
    expect(email.outcome).toBe('allow');
  });

  it('by unsubscribing reaches every record with the same address until a later explicit grant names the channel', async () => {
    const { gate } = world;
    const person = await agreeingPerson(world);
    const twin = await agreeingPerson(world);
    const digest = Buffer.from('shared address');
    for (const each of [person, twin])
      await world.act(async (tx) => {
        await gate.setAddress(tx, { person: each, channel: 'sms', digest });
        await gate.confirmAddress(tx, { person: each, channel: 'sms', how: 'code' });
      });
    expect(await outcome(world, twin)).toBe('allow');
    await world.act((tx) => gate.object(tx, { person, kind: 'unsubscribe', channel: 'sms', by: 'sms-reply' }));
    expect([await outcome(world, person), await outcome(world, twin)]).toEqual([
      expect.stringMatching(/suppress|unsubscri/),
      expect.stringMatching(/suppress|unsubscri/),
    ]);
    // A later consent that names no channel lifts nothing.
    world.clock.advance(1000);
    await record(world, yes(twin, await show(world, { person: twin })));
    expect(await outcome(world, twin)).toBe('consent.suppressed');
    await record(world, yes(twin, await show(world, { person: twin }), { channel: 'sms' }));
    expect(await outcome(world, twin)).toBe('allow');
    // The other record said no for itself, and that stands.
    expect(await outcome(world, person)).not.toBe('allow');
    // A new record with a suppressed address that was never confirmed lifts nothing by agreeing.
    await world.act((tx) => gate.object(tx, { person: twin, kind: 'unsubscribe', channel: 'sms', by: 'sms-reply' }));
    const stranger = await newPerson(world);
    await world.act((tx) => gate.setAddress(tx, { person: stranger, channel: 'sms', digest }));
    world.clock.advance(1000);
    await record(world, yes(stranger, await show(world, { person: stranger }), { channel: 'sms' }));
    expect(await outcome(world, stranger)).toBe('consent.suppressed');
    await world.act((tx) => gate.confirmAddress(tx, { person: stranger, channel: 'sms', how: 'code' }));
    expect(await outcome(world, stranger)).toBe('allow');
    expect(await outcome(world, twin)).not.toBe('allow');
  });

  it('to personalisation and to handling stop what they name', async () => {
    const person = await agreeingPerson(world);
    await world.act((tx) => world.gate.object(tx, { person, kind: 'personalisation', by: 'test' }));
    const decision = await world.act((tx) => world.gate.decide(tx, { ...SMS, person }));
    expect([decision.outcome, decision.articles[0]]).toEqual(['deny', 'PIPL 24']);
    const other = await agreeingPerson(world);
    await world.act((tx) => world.gate.object(tx, { person: other, kind: 'restrict', by: 'test' }));
    expect(await outcome(world, other)).toBe('retention.restricted');
  });
});

describe('what was said', () => {
  it('can be ended once, and neither rewritten nor dropped nor revived', async () => {
    const person = await agreeingPerson(world);
    await world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }));
    await world.act((tx) => world.gate.object(tx, { person, kind: 'restrict', by: 'test' }));
    for (const statement of [
      'update consent."grant" set withdrawn_at = null where withdrawn_at is not null',
      'update consent."grant" set channel = \'wecom\'',
      "update consent.suppression set said_at = said_at + interval '1 day'",
      'delete from consent."grant"',
      'delete from consent.suppression',
      'delete from consent.refusal',
      'delete from consent.change',
    ])
      await expect(world.act((tx) => tx.execute(statement))).rejects.toThrow(/only be ended|ended already|append-only/);
  });
});

describe('races', () => {
  it('let one of many answers to a presentation through', async () => {
    const person = await newPerson(world);
    const shown = await show(world, { person });
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => record(world, yes(person, shown))));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  it('between a use and a withdrawal end in an order: no use is decided after the withdrawal was answered', async () => {
    for (let round = 0; round < 8; round += 1) {
      const person = await agreeingPerson(world);
      const order: string[] = [];
      const use = world
        .act((tx) => world.gate.usePersons(tx, { ...SMS, fields: ['mobile'], persons: [person], by: 'test' }))
        .then((result) => order.push(result.permit === null ? 'refused' : 'used'));
      const no = world
        .act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }))
        .then(() => order.push('withdrawn'));
      await Promise.all([use, no]);
      expect(await outcome(world, person)).toBe('consent.withdrawn');
      const members = await world.act((tx) => world.gate.usesOf(tx, person, { limit: 5 }));
      expect(members.items).toHaveLength(order.includes('used') ? 1 : 0);
    }
  });

  // A yes that comes second was shown before the no, so it is refused (0137); one that comes first is withdrawn.
  it('between a grant and a withdrawal end withdrawn, the same for every reader', async () => {
    for (let round = 0; round < 6; round += 1) {
      const person = await agreeingPerson(world);
      const shown = await show(world, { person });
      world.clock.advance(1);
      const [granted] = await Promise.all([
        record(world, yes(person, shown, { channel: 'sms' })).then(
          () => 'recorded',
          (error: { code?: string }) => error.code,
        ),
        world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' })),
      ]);
      expect(['recorded', 'consent.presentation-overtaken']).toContain(granted);
      expect(await outcome(world, person)).toBe('consent.withdrawn');
      const ordinal = await world.act((tx) => world.gate.ordinalOf(tx, person));
      const many = await world.act((tx) =>
        world.gate.decidePopulation(tx, { ...SMS, ordinals: Uint32Array.of(ordinal ?? 0) }),
      );
      expect(many).toMatchObject({ excluded: [{ code: 'consent.withdrawn' }] });
      expect(many.allowed).toHaveLength(0);
    }
  });

  it('is no longer why they are denied once they agreed anew for a term and the term has ended', async () => {
    const person = await agreeingPerson(world);
    world.clock.advance(1);
    const withdraw = () => world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }));
    await withdraw();
    world.clock.advance(1);
    const validUntil = new Date(world.clock.now().getTime() + 1000);
    await record(world, yes(person, await show(world, { person }), { channel: 'sms', validUntil }));
    expect(await outcome(world, person)).toBe('allow');
    world.clock.advance(1001);
    expect(await outcome(world, person)).toBe('consent.term-ended');
    const decision = await world.act((tx) => world.gate.decide(tx, { ...SMS, person }));
    expect(decision.articles).toEqual(expect.arrayContaining(['PIPL 14', 'NDSR 22']));
    const ordinals = Uint32Array.of((await world.act((tx) => world.gate.ordinalOf(tx, person))) ?? 0);
    const many = await world.act((tx) => world.gate.decidePopulation(tx, { ...SMS, ordinals }));
    expect(many).toMatchObject({ excluded: [{ code: 'consent.term-ended' }] });
    // A no after that is the last word again.
    await withdraw();
    expect(await outcome(world, person)).toBe('consent.withdrawn');
  });
});
