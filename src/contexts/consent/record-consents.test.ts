import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  activityInput,
  agreeingPerson,
  approve,
  type GateWorld,
  openGateWorld,
} from '../../../test/support/gate-world.ts';
import { type ConsentAct, type Presentation, WELL_FORMED_MESSAGE } from './index.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

const SMS = { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE } as const;

async function newPerson(): Promise<string> {
  const person = randomUUID();
  await world.act((tx) =>
    world.gate.registerSubjects(tx, [{ person, role: 'customer', adultDeclaredAt: world.clock.now() }]),
  );
  return person;
}

function show(
  to: { person: string } | { session: string },
  activities = ['order-delivery', 'marketing'],
  notice = 'privacy',
): Promise<Presentation> {
  return world.act((tx) =>
    world.gate.present(tx, { notice, activities, surface: 'form:test', locale: 'zh-CN', ...to }),
  );
}

function yes(person: string, shown: Presentation, changes: Partial<ConsentAct> = {}): ConsentAct {
  return {
    person,
    activity: 'marketing',
    presentation: shown.id,
    nonce: shown.nonce,
    answer: 'granted',
    kind: 'general',
    how: 'explicit_action',
    ...changes,
  };
}

function record(...acts: ConsentAct[]) {
  return world.act((tx) => world.gate.recordConsents(tx, acts));
}

async function refusal(work: () => Promise<unknown>): Promise<string> {
  const before = await world.count('consent.change');
  const entries = await world.count('evidence.entry');
  const code = await work().then(
    () => 'accepted',
    (error: { code?: string }) => String(error.code ?? error),
  );
  if (code !== 'accepted')
    expect([await world.count('consent.change'), await world.count('evidence.entry')], code).toEqual([before, entries]);
  return code;
}

async function outcome(person: string): Promise<string> {
  const decision = await world.act((tx) => world.gate.decide(tx, { ...SMS, person }));
  return decision.outcome === 'deny' ? (decision.reasons[0]?.code ?? '') : decision.outcome;
}

describe('answering what was shown', () => {
  it('records several answers together, with what was shown and what was answered as entries', async () => {
    const person = await newPerson();
    const shown = await show({ session: 's1' });
    const receipts = await record(
      yes(person, shown, { session: 's1', channel: 'sms' }),
      yes(person, shown, { session: 's1', channel: 'email', answer: 'refused' }),
    );
    expect(receipts.map((receipt) => (receipt.opening.payload as { answer: string }).answer)).toEqual([
      'granted',
      'refused',
    ]);
    expect(receipts[0]?.opening.payload).toMatchObject({
      presentation: shown.id,
      presentationHash: shown.hash,
      noticeVersion: 1,
    });
    expect(receipts.map((receipt) => receipt.n)).toEqual([3, 4]);
    const states = await world.act((tx) => world.gate.consentsOf(tx, person));
    expect(states.map((state) => [state.channel, state.state]).sort()).toEqual([
      ['email', 'refused'],
      ['sms', 'granted'],
    ]);
  });

  it('refuses a used, foreign, expired, superseded or unknown presentation, and nothing is stored', async () => {
    const person = await newPerson();
    const other = await newPerson();
    const shown = await show({ person });
    expect(await refusal(() => record(yes(other, shown)))).toBe('consent.presentation-foreign');
    expect(await refusal(() => record(yes(person, { ...shown, nonce: 'x' })))).toBe('consent.presentation-foreign');
    expect(await refusal(() => record(yes(person, { ...shown, id: randomUUID() })))).toBe(
      'consent.presentation-unknown',
    );
    await record(yes(person, shown));
    expect(await refusal(() => record(yes(person, shown)))).toBe('consent.presentation-used');
    const session = await show({ session: 's2' });
    expect(await refusal(() => record(yes(person, session)))).toBe('consent.presentation-foreign');
    expect(await refusal(() => record(yes(person, session, { session: 's3' })))).toBe('consent.presentation-foreign');
    const late = await show({ person });
    world.clock.advance(86_400_000);
    expect(await refusal(() => record(yes(person, late)))).toBe('consent.presentation-expired');
  });

  it('refuses what is no consent, and what was not shown or not declared', async () => {
    const person = await newPerson();
    const shown = await show({ person });
    for (const how of ['pre_ticked', 'silence', 'forced_bundle', 'deemed_by_continued_use', 'whatever'])
      expect(await refusal(() => record(yes(person, shown, { how })))).toBe('consent.not-explicit');
    expect(await refusal(() => record(yes(person, shown, { activity: 'security' })))).toBe(
      'consent.activity-not-shown',
    );
    expect(await refusal(() => record(yes(person, shown, { activity: 'order-delivery' })))).toBe(
      'consent.not-by-consent',
    );
    expect(await refusal(() => record(yes(person, shown, { channel: 'wecom' })))).toBe('consent.channel-undeclared');
    expect(await refusal(() => record(yes(person, shown, { recipient: 'Nobody Ltd' })))).toBe(
      'consent.recipient-undeclared',
    );
    expect(await refusal(() => record(yes(person, shown, { validUntil: world.clock.now() })))).toBe(
      'consent.validity-over',
    );
    expect(await refusal(() => record(yes(person, shown), yes(person, shown)))).toBe('consent.act-doubled');
    const stranger = randomUUID();
    const anonymous = await show({ session: 's' });
    expect(await refusal(() => record(yes(stranger, anonymous, { session: 's' })))).toBe('consent.person-unknown');
    expect(await refusal(() => show({ person: stranger }))).toBe('consent.person-unknown');
    expect(await refusal(() => show({ person }, ['nothing']))).toBe('consent.activity-not-shown');
  });

  it('asks for a separate consent where sensitive data is concerned, on a control of its own', async () => {
    const both = { zh: '提供护理建议', en: 'Advice on care' };
    const skin = activityInput({
      code: 'skin-care',
      fields: [{ field: 'allergy', necessary: true, necessity: both, impactIfRefused: both }],
      recipients: [],
      purpose: 'skin_advice',
      commercial: false,
      automatedDecision: null,
      channels: [],
    });
    await world.act(async (tx) => {
      await world.register.saveActivity(tx, skin);
      await approve(world.register, tx, 'skin-care');
      await world.register.saveNotice(tx, { code: 'skin', title: both, activities: ['skin-care', 'marketing'] });
      await world.register.publishNotice(tx, 'skin');
    });
    const person = await newPerson();
    const shown = await show({ person }, ['skin-care', 'marketing'], 'skin');
    const separate = { activity: 'skin-care', kind: 'separate' as const };
    expect(await refusal(() => record(yes(person, shown, { activity: 'skin-care' })))).toBe('consent.separate-needed');
    expect(
      await refusal(() =>
        record(yes(person, shown, { ...separate, control: 'a' }), yes(person, shown, { control: 'a' })),
      ),
    ).toBe('consent.separate-shares-control');
    await record(yes(person, shown, { ...separate, control: 'a' }), yes(person, shown, { control: 'b' }));
    const decision = await world.act((tx) =>
      world.gate.decide(tx, { person, activity: 'skin-care', operation: 'use' }),
    );
    expect(decision.outcome).toBe('allow');
  });

  it('refuses an answer to a version that has been superseded, and asks again only for what changed', async () => {
    const person = await agreeingPerson(world);
    const shown = await show({ person });
    expect(await outcome(person)).toBe('allow');
    await world.act(async (tx) => {
      const more = activityInput({ fields: [...activityInput().fields, { field: 'birth_date', necessary: false }] });
      await world.register.saveActivity(tx, more);
    });
    // The register runs ahead of the notice: the gate enforces what is registered.
    expect(await outcome(person)).toBe('consent.scope-changed');
    const published = await world.act((tx) => world.register.publishNotice(tx, 'privacy'));
    expect(published.changes).toEqual([{ activity: 'marketing', kind: 'categories', reconsent: true }]);
    expect(await refusal(() => record(yes(person, shown)))).toBe('consent.notice-superseded');
    await record(yes(person, await show({ person }), { channel: 'sms' }));
    expect(await outcome(person)).toBe('allow');
  });
});

describe('a no', () => {
  it('is in force before the answer is given, and the past stays as it was', async () => {
    const person = await agreeingPerson(world);
    const before = world.clock.now();
    expect(await outcome(person)).toBe('allow');
    world.clock.advance(1);
    const receipt = await world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }));
    expect(receipt.opening.payload).toMatchObject({ activity: 'marketing', through: 'test' });
    expect(await outcome(person)).toBe('consent.withdrawn');
    const then = await world.act((tx) => world.gate.decide(tx, { ...SMS, person, at: before }));
    expect(then.outcome).toBe('allow');
  });

  it('binds even when the clock of the server that took it runs ahead', async () => {
    const person = await agreeingPerson(world);
    world.clock.advance(5_000);
    await world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }));
    world.clock.advance(-5_000);
    expect(await outcome(person)).toBe('consent.withdrawn');
  });

  it('to one channel leaves the other, also when the consent named none', async () => {
    const person = await agreeingPerson(world);
    await record(yes(person, await show({ person })));
    world.clock.advance(1);
    await world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', channel: 'sms', by: 'test' }));
    expect(await outcome(person)).toBe('consent.withdrawn');
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
    expect(await outcome(twin)).toBe('allow');
    await world.act((tx) => gate.object(tx, { person, kind: 'unsubscribe', channel: 'sms', by: 'sms-reply' }));
    expect([await outcome(person), await outcome(twin)]).toEqual([
      expect.stringMatching(/suppress|unsubscri/),
      expect.stringMatching(/suppress|unsubscri/),
    ]);
    // A later consent that names no channel lifts nothing.
    world.clock.advance(1000);
    await record(yes(twin, await show({ person: twin })));
    expect(await outcome(twin)).toBe('consent.suppressed');
    await record(yes(twin, await show({ person: twin }), { channel: 'sms' }));
    expect(await outcome(twin)).toBe('allow');
    // The other record said no for itself, and that stands.
    expect(await outcome(person)).not.toBe('allow');
    // A new record with a suppressed address that was never confirmed lifts nothing by agreeing.
    await world.act((tx) => gate.object(tx, { person: twin, kind: 'unsubscribe', channel: 'sms', by: 'sms-reply' }));
    const stranger = await newPerson();
    await world.act((tx) => gate.setAddress(tx, { person: stranger, channel: 'sms', digest }));
    world.clock.advance(1000);
    await record(yes(stranger, await show({ person: stranger }), { channel: 'sms' }));
    expect(await outcome(stranger)).toBe('consent.suppressed');
    await world.act((tx) => gate.confirmAddress(tx, { person: stranger, channel: 'sms', how: 'code' }));
    expect(await outcome(stranger)).toBe('allow');
    expect(await outcome(twin)).not.toBe('allow');
  });

  it('to personalisation and to handling stop what they name', async () => {
    const person = await agreeingPerson(world);
    await world.act((tx) => world.gate.object(tx, { person, kind: 'personalisation', by: 'test' }));
    const decision = await world.act((tx) => world.gate.decide(tx, { ...SMS, person }));
    expect([decision.outcome, decision.articles[0]]).toEqual(['deny', 'PIPL 24']);
    const other = await agreeingPerson(world);
    await world.act((tx) => world.gate.object(tx, { person: other, kind: 'restrict', by: 'test' }));
    expect(await outcome(other)).toBe('retention.restricted');
  });
});

describe('races', () => {
  it('let one of many answers to a presentation through', async () => {
    const person = await newPerson();
    const shown = await show({ person });
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => record(yes(person, shown))));
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
      expect(await outcome(person)).toBe('consent.withdrawn');
      const members = await world.act((tx) => world.gate.usesOf(tx, person, { limit: 5 }));
      expect(members.items).toHaveLength(order.includes('used') ? 1 : 0);
    }
  });

  it('between a grant and a withdrawal leave one state, the same for every reader', async () => {
    for (let round = 0; round < 6; round += 1) {
      const person = await agreeingPerson(world);
      const shown = await show({ person });
      world.clock.advance(1);
      await Promise.all([
        record(yes(person, shown, { channel: 'sms' })),
        world.act((tx) => world.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' })),
      ]);
      const one = await outcome(person);
      const ordinal = await world.act((tx) => world.gate.ordinalOf(tx, person));
      const many = await world.act((tx) =>
        world.gate.decidePopulation(tx, { ...SMS, ordinals: Uint32Array.of(ordinal ?? 0) }),
      );
      expect(one === 'allow' ? 'allow' : many.excluded[0]?.code).toBe(one);
      expect(many.allowed).toHaveLength(one === 'allow' ? 1 : 0);
    }
  });
});
