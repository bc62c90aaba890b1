import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT_NOTICES, openBusinessActivities } from '../../../test/support/business-contacts.ts';
import { activityInput, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { type SubjectInput, WELL_FORMED_MESSAGE } from './index.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
  await world.act((tx) => openBusinessActivities(world.register, tx));
});
afterAll(() => world.close());

async function someone(role: SubjectInput['role'], agreesTo?: string): Promise<string> {
  const { gate, act } = world;
  const person = randomUUID();
  await act(async (tx) => {
    await gate.registerSubjects(tx, [{ person, role, adultDeclaredAt: world.clock.now() }]);
    await gate.setAddress(tx, { person, channel: 'sms', digest: Buffer.from(person) });
    await gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' });
    if (agreesTo === undefined) return;
    const notice = agreesTo === 'marketing' ? 'privacy' : 'business';
    const shown = await gate.present(tx, {
      notice,
      activities: [agreesTo],
      surface: 'test',
      locale: 'en',
      person,
    });
    const asked = { person, activity: agreesTo, presentation: shown.id, nonce: shown.nonce };
    await gate.recordConsents(tx, [{ ...asked, answer: 'granted', kind: 'general', how: 'explicit_action' }]);
  });
  return person;
}

async function asked(person: string, activity: string, operation: 'use' | 'staff_access', channel: 'sms' | 'none') {
  const message = channel === 'none' ? {} : { message: WELL_FORMED_MESSAGE };
  const { outcome, reasons } = await world.act((tx) =>
    world.gate.decide(tx, { person, activity, operation, channel, ...message }),
  );
  return outcome === 'deny' ? (reasons[0]?.code ?? 'deny') : 'allowed';
}

describe('contacts of organisations', () => {
  it('are met under activities about them, and consumers under the others', async () => {
    const contact = await someone('business_contact');
    const customer = await someone('customer');
    expect(await asked(contact, 'contract-notices', 'staff_access', 'none')).toBe('allowed');
    expect(await asked(customer, 'contract-notices', 'staff_access', 'none')).toBe('consent.other-audience');
    expect(await asked(contact, 'order-delivery', 'use', 'none')).toBe('consent.other-audience');
    expect(await asked(customer, 'b2b-marketing', 'use', 'sms')).toBe('consent.other-audience');
  });

  it('get commercial messages with their own consent alone', async () => {
    const silent = await someone('business_contact');
    const agreeing = await someone('business_contact', 'b2b-marketing');
    expect(await asked(silent, 'b2b-marketing', 'use', 'sms')).toBe('notice.not-shown-before');
    expect(await asked(agreeing, 'b2b-marketing', 'use', 'sms')).toBe('allowed');
    expect(await asked(agreeing, 'marketing', 'use', 'sms')).toBe('consent.other-audience');
    await world.act((tx) => world.gate.object(tx, { person: agreeing, kind: 'unsubscribe', by: 'test' }));
    expect(await asked(agreeing, 'b2b-marketing', 'use', 'sms')).not.toBe('allowed');
  });

  it('are served by the product’s own activities, but for the one that rests on a contract with them', async () => {
    const contact = await someone('business_contact');
    expect(await asked(contact, 'individual-rights', 'use', 'none')).toBe('allowed');
    expect(await asked(contact, 'customer-administration', 'staff_access', 'none')).toBe('basis.not-a-party');
  });

  it('are counted in the population as one by one', async () => {
    const people = await Promise.all([someone('business_contact'), someone('customer'), someone('employee')]);
    for (const activity of ['contract-notices', 'order-delivery', 'customer-administration', 'individual-rights']) {
      const one = await Promise.all(people.map((person) => asked(person, activity, 'use', 'none')));
      const many = await world.act(async (tx) => {
        const ordinals = await world.gate.ordinalsOf(tx, people);
        const known = ordinals.map((ordinal) => ordinal ?? -1);
        const { allowed, excluded } = await world.gate.decidePopulation(tx, {
          activity,
          operation: 'use',
          ordinals: Uint32Array.from(known),
        });
        return known.map((each) =>
          allowed.includes(each) ? 'allowed' : excluded.find(({ ordinals: of }) => [...of].includes(each))?.code,
        );
      });
      expect(many).toEqual(one);
    }
  });

  it('have no activity under a contract or as our employees', async () => {
    for (const basis of ['contract', 'hr'] as const)
      await expect(
        world.act((tx) => world.register.saveActivity(tx, { ...CONTRACT_NOTICES, code: `b2b-${basis}`, basis })),
      ).rejects.toMatchObject({
        options: { errors: expect.arrayContaining([expect.objectContaining({ path: 'basis' })]) },
      });
  });

  it('are told of in the notice, and a change of whom an activity is about asks for a new consent', async () => {
    const { register, act } = world;
    await act((tx) => register.saveActivity(tx, activityInput({ code: 'news', purpose: 'news', recipients: [] })));
    const title = { zh: '告知', en: 'Notice' };
    await act((tx) => register.saveNotice(tx, { code: 'news', title, activities: ['news'] }));
    await act((tx) => register.publishNotice(tx, 'news'));
    await act((tx) =>
      register.saveActivity(
        tx,
        activityInput({ code: 'news', purpose: 'news', recipients: [], audience: 'business_contacts' }),
      ),
    );
    const { changes } = await act((tx) => register.publishNotice(tx, 'news'));
    expect(changes).toEqual([{ activity: 'news', kind: 'purpose', reconsent: true }]);
  });
});
