import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { WELL_FORMED_MESSAGE } from './index.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

const SMS = { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE } as const;

describe('deciding about one person', () => {
  it('allows marketing to an adult who agreed to the channel and confirmed the address', async () => {
    const person = await agreeingPerson(world);
    world.clock.advance(1000);
    const decision = await world.act((tx) => world.gate.decide(tx, { ...SMS, person, explain: true }));
    expect(decision.reasons.map((reason) => reason.code)).toContain('consent.none');
    expect(decision.articles).toContain('PIPL 13');
    expect(decision.outcome).toBe('allow');
    // The way: rules met and none not met, and the answer that allows with its receipt.
    const { tried = [], remedies, evidence = [] } = decision.explanation ?? {};
    expect(tried.filter((rule) => rule.state === 'met').map((rule) => rule.code)).toContain('consent.none');
    expect(tried.filter((rule) => rule.state === 'not-met')).toEqual([]);
    expect(remedies).toEqual([]);
    const receipts = await world.act((tx) => world.gate.consentsOf(tx, person));
    expect(evidence.map((act) => act.receipt)).toEqual(receipts.map((state) => state.receipt));
    expect(evidence.map((act) => act.act)).toContain('granted');
  });
  it('names for every reason of a denial what would lift it', async () => {
    const person = await agreeingPerson(world);
    await world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }));
    await world.act((tx) => world.gate.object(tx, { person, kind: 'unsubscribe', by: 'test' }));
    const decision = await world.act((tx) => world.gate.decide(tx, { ...SMS, person, explain: true }));
    expect(decision.outcome).toBe('deny');
    const codes = decision.reasons.map((reason) => reason.code);
    expect(decision.explanation?.remedies.map((remedy) => remedy.code)).toEqual(codes);
    expect(decision.explanation?.tried.filter((rule) => rule.state === 'not-met')).toHaveLength(codes.length);
    expect(decision.explanation?.evidence.map((act) => act.act)).toEqual(
      expect.arrayContaining(['withdrawn', 'unsubscribe']),
    );
  });
  it('denies whoever is not known, whatever is asked', async () => {
    const decision = await world.act((tx) => world.gate.decide(tx, { ...SMS, person: randomUUID() }));
    expect(decision).toMatchObject({ outcome: 'deny', reasons: [{ code: 'consent.subject-unknown' }] });
  });
  it('allows customer administration and login codes for everybody registered', async () => {
    const person = await agreeingPerson(world);
    for (const request of [
      { activity: 'customer-administration', operation: 'use' },
      { activity: 'customer-administration', operation: 'staff_access' },
      { activity: 'individual-rights', operation: 'use' },
      { activity: 'suppression', operation: 'use' },
      {
        activity: 'login-and-confirmation',
        operation: 'use',
        channel: 'sms',
        message: { senderIdentity: true, optOutIncluded: false },
      },
      { activity: 'order-delivery', operation: 'use' },
      { activity: 'order-delivery', operation: 'collect' },
    ] as const) {
      const decision = await world.act((tx) => world.gate.decide(tx, { ...request, person }));
      expect([request.activity, decision.reasons.map((r) => r.code), decision.outcome]).toEqual([
        request.activity,
        expect.anything(),
        'allow',
      ]);
    }
  });

  it('denies commercial messages to an address that is missing or not confirmed, and says so', async () => {
    const { gate } = world;
    const [person] = await Promise.all([agreeingPerson(world)]);
    const ask = async () => {
      const decision = await world.act((tx) => gate.decide(tx, { ...SMS, person }));
      return [decision.outcome, decision.reasons[0]?.code, decision.articles[0]];
    };
    await world.act((tx) => gate.setAddress(tx, { person, channel: 'sms', digest: Buffer.from('another number') }));
    expect(await ask()).toEqual(['deny', 'consent.address-unconfirmed', 'Advertising Law 43']);
    await world.act((tx) => gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' }));
    expect((await ask())[0]).toBe('allow');
    expect(await world.act((tx) => gate.confirmedPersons(tx, 'sms', Buffer.from('another number')))).toEqual([person]);
    expect(await world.act((tx) => gate.confirmedPersons(tx, 'sms', Buffer.from(`sms${person}`)))).toEqual([]);
  });

  it('reads age strictly: the day after the 18th birthday in Asia/Shanghai, and denies automated marketing where it is unknown', async () => {
    const { gate, clock } = world;
    clock.set('2026-11-11T12:00:00Z');
    // The 18th birthday is 12 November 2026; 13 November begins in Shanghai at 16:00 UTC on the 12th.
    const cases = [
      { birthDate: '2008-11-12', at: '2026-11-12T15:59:59.999Z', article: 'Minors Regs 24' },
      { birthDate: '2008-11-12', at: '2026-11-12T16:00:00.000Z', article: null },
      { at: '2026-11-12T00:00:00.000Z', article: 'Minors Regs 24' },
      { adultDeclaredAt: clock.now(), at: '2026-11-11T12:00:01.000Z', article: null },
      // Declared on the 11th says nothing certain about the week before.
      { adultDeclaredAt: clock.now(), at: '2026-11-04T12:00:00.000Z', article: 'Minors Regs 24' },
    ];
    for (const { at, article, ...known } of cases) {
      const person = randomUUID();
      await world.act(async (tx) => {
        await gate.registerSubjects(tx, [{ person, role: 'customer', ...known }]);
        await gate.setAddress(tx, { person, channel: 'sms', digest: Buffer.from(person) });
        await gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' });
        const shown = await gate.present(tx, {
          notice: 'privacy',
          activities: ['marketing'],
          surface: 'test',
          locale: 'zh-CN',
          person,
        });
        const act = {
          person,
          activity: 'marketing',
          presentation: shown.id,
          nonce: shown.nonce,
          channel: 'sms',
        } as const;
        await gate.recordConsents(tx, [{ ...act, answer: 'granted', kind: 'general', how: 'explicit_action' }]);
      });
      const decision = await world.act((tx) => gate.decide(tx, { ...SMS, person, at: new Date(at) }));
      const about =
        decision.articles.includes('Minors Regs 24') && decision.outcome === 'deny' ? 'Minors Regs 24' : null;
      expect([at, about]).toEqual([at, article]);
    }
  });
});
