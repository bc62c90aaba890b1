import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPerson, outcome, record, show, yes } from '../../../test/support/answering.ts';
import {
  activityInput,
  agreeingPerson,
  approve,
  type GateWorld,
  openGateWorld,
} from '../../../test/support/gate-world.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

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

describe('answering what was shown', () => {
  it('records several answers together, with what was shown and what was answered as entries', async () => {
    const person = await newPerson(world);
    const shown = await show(world, { session: 's1' });
    const receipts = await record(
      world,
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
    const person = await newPerson(world);
    const other = await newPerson(world);
    const shown = await show(world, { person });
    expect(await refusal(() => record(world, yes(other, shown)))).toBe('consent.presentation-foreign');
    expect(await refusal(() => record(world, yes(person, { ...shown, nonce: 'x' })))).toBe(
      'consent.presentation-foreign',
    );
    expect(await refusal(() => record(world, yes(person, { ...shown, id: randomUUID() })))).toBe(
      'consent.presentation-unknown',
    );
    await record(world, yes(person, shown));
    expect(await refusal(() => record(world, yes(person, shown)))).toBe('consent.presentation-used');
    const session = await show(world, { session: 's2' });
    expect(await refusal(() => record(world, yes(person, session)))).toBe('consent.presentation-foreign');
    expect(await refusal(() => record(world, yes(person, session, { session: 's3' })))).toBe(
      'consent.presentation-foreign',
    );
    const late = await show(world, { person });
    world.clock.advance(86_400_000);
    expect(await refusal(() => record(world, yes(person, late)))).toBe('consent.presentation-expired');
  });

  it('forgets what nobody answered, a day after it expired, and keeps what was answered', async () => {
    const person = await newPerson(world);
    await record(world, yes(person, await show(world, { person })));
    const answered = async () =>
      (
        await world.act((tx) =>
          tx.one<{ n: number }>('select count(*)::int as n from consent.presentation where used_at is not null'),
        )
      ).n;
    const before = await answered();
    await show(world, { session: 'never answered' });
    world.clock.advance(2 * 86_400_000 + 1);
    await show(world, { session: 'the next one' });
    expect([await answered(), await world.count('consent.presentation')]).toEqual([before, before + 1]);
  });

  it('refuses what is no consent, and what was not shown or not declared', async () => {
    const person = await newPerson(world);
    const shown = await show(world, { person });
    for (const how of ['pre_ticked', 'silence', 'forced_bundle', 'deemed_by_continued_use', 'whatever'])
      expect(await refusal(() => record(world, yes(person, shown, { how })))).toBe('consent.not-explicit');
    expect(await refusal(() => record(world, yes(person, shown, { activity: 'security' })))).toBe(
      'consent.activity-not-shown',
    );
    expect(await refusal(() => record(world, yes(person, shown, { activity: 'order-delivery' })))).toBe(
      'consent.not-by-consent',
    );
    expect(await refusal(() => record(world, yes(person, shown, { channel: 'wecom' })))).toBe(
      'consent.channel-undeclared',
    );
    expect(await refusal(() => record(world, yes(person, shown, { recipient: 'Nobody Ltd' })))).toBe(
      'consent.recipient-undeclared',
    );
    expect(await refusal(() => record(world, yes(person, shown, { validUntil: world.clock.now() })))).toBe(
      'consent.validity-over',
    );
    expect(await refusal(() => record(world, yes(person, shown), yes(person, shown)))).toBe('consent.act-doubled');
    const stranger = randomUUID();
    const anonymous = await show(world, { session: 's' });
    expect(await refusal(() => record(world, yes(stranger, anonymous, { session: 's' })))).toBe(
      'consent.person-unknown',
    );
    expect(await refusal(() => show(world, { person: stranger }))).toBe('consent.person-unknown');
    expect(await refusal(() => show(world, { person }, ['nothing']))).toBe('consent.activity-not-shown');
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
    const person = await newPerson(world);
    const shown = await show(world, { person }, ['skin-care', 'marketing'], 'skin');
    const separate = { activity: 'skin-care', kind: 'separate' as const };
    expect(await refusal(() => record(world, yes(person, shown, { activity: 'skin-care' })))).toBe(
      'consent.separate-needed',
    );
    expect(
      await refusal(() =>
        record(world, yes(person, shown, { ...separate, control: 'a' }), yes(person, shown, { control: 'a' })),
      ),
    ).toBe('consent.separate-shares-control');
    await record(world, yes(person, shown, { ...separate, control: 'a' }), yes(person, shown, { control: 'b' }));
    const decision = await world.act((tx) =>
      world.gate.decide(tx, { person, activity: 'skin-care', operation: 'use' }),
    );
    expect(decision.outcome).toBe('allow');
  });

  it('refuses an answer to a version that has been superseded, and asks again only for what changed', async () => {
    const person = await agreeingPerson(world);
    const shown = await show(world, { person });
    expect(await outcome(world, person)).toBe('allow');
    await world.act(async (tx) => {
      const more = activityInput({ fields: [...activityInput().fields, { field: 'birth_date', necessary: false }] });
      await world.register.saveActivity(tx, more);
    });
    // The register runs ahead of the notice: the gate enforces what is registered.
    expect(await outcome(world, person)).toBe('consent.scope-changed');
    const published = await world.act((tx) => world.register.publishNotice(tx, 'privacy'));
    expect(published.changes).toEqual([{ activity: 'marketing', kind: 'categories', reconsent: true }]);
    expect(await refusal(() => record(world, yes(person, shown)))).toBe('consent.notice-superseded');
    await record(world, yes(person, await show(world, { person }), { channel: 'sms' }));
    expect(await outcome(world, person)).toBe('allow');
  });
});

describe('an activity that has ended', () => {
  it('is neither shown, asked about nor used; a no still counts', async () => {
    const ended = await openGateWorld();
    try {
      const person = await agreeingPerson(ended, ['sms']);
      const shown = await show(ended, { person });
      await ended.act((tx) =>
        ended.register.endActivity(tx, { activity: 'marketing', reason: 'over', by: 'staff:dpo' }),
      );
      expect(await refusal(() => record(ended, yes(person, shown)))).toBe('consent.activity-ended');
      expect(await refusal(() => show(ended, { person }))).toBe('consent.activity-ended');
      expect(await outcome(ended, person)).toBe('consent.activity-ended');
      await ended.act((tx) => ended.gate.withdraw(tx, { person, activity: 'marketing', by: 'test' }));
      const state = await ended.act((tx) => ended.gate.consentState(tx, person, 'marketing'));
      expect(state.state).toBe('withdrawn');
    } finally {
      await ended.close();
    }
  });
});

describe('being told what changed', () => {
  it('is due before a change that needs no new consent, and needs no answer', async () => {
    const person = await agreeingPerson(world);
    const stays = await agreeingPerson(world);
    await world.act(async (tx) => {
      const now = await world.register.activity(tx, 'marketing');
      const { revision: _r, builtIn: _b, savedAt: _s, assessment: _a, contracts: _c, ...input } = now;
      await world.register.saveActivity(tx, {
        ...input,
        retention: { ...input.retention, days: input.retention.days - 100 },
      });
      const published = await world.register.publishNotice(tx, 'privacy');
      expect(published.changes).toEqual([{ activity: 'marketing', kind: 'retention', reconsent: false }]);
    });
    expect([await outcome(world, person), await outcome(world, stays)]).toEqual([
      'notice.change-not-told',
      'notice.change-not-told',
    ]);
    const shown = await show(world, { session: 'the session' });
    const answer = { person, session: 'the session', presentation: shown.id, nonce: shown.nonce };
    expect(await refusal(() => world.act((tx) => world.gate.recordShown(tx, { ...answer, session: 'another' })))).toBe(
      'consent.presentation-foreign',
    );
    const receipt = await world.act((tx) => world.gate.recordShown(tx, answer));
    expect(receipt.opening.payload).toMatchObject({ id: shown.id, hash: shown.hash, surface: 'form:test' });
    expect(await refusal(() => world.act((tx) => world.gate.recordShown(tx, answer)))).toBe(
      'consent.presentation-used',
    );
    expect([await outcome(world, person), await outcome(world, stays)]).toEqual(['allow', 'notice.change-not-told']);
  });
});
