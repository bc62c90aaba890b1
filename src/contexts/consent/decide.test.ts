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
});
