import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput, approve, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { DEFAULT_SETTINGS, judge } from '../law/index.ts';
import { latestBirthDate, ofAgeFrom, shanghaiDay, startOfDay } from './domain/age.ts';
import { createGate, type DeclaredAge, WELL_FORMED_MESSAGE } from './index.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
  await world.act(async (tx) => {
    const { register } = world;
    const plain = { automatedDecision: null, adultsOnly: false, commercial: false, channels: [], recipients: [] };
    await register.saveActivity(tx, activityInput({ code: 'newsletter', ...plain }));
    await register.saveActivity(tx, activityInput({ code: 'skin-care', ...plain, fields: HEALTH }));
    for (const activity of ['newsletter', 'skin-care']) await approve(register, tx, activity);
    const activities = ['marketing', 'newsletter', 'skin-care'];
    await register.saveNotice(tx, { code: 'ages', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'ages');
  });
});
afterAll(() => world.close());

const SAID = { zh: '评估肤质，不提供不影响其他服务', en: 'To assess the skin; nothing else depends on it' };
const HEALTH = [{ field: 'health_condition' as const, necessary: true, necessity: SAID, impactIfRefused: SAID }];

async function somebody(declared: { asked?: DeclaredAge[]; ticked?: DeclaredAge } = {}): Promise<string> {
  const person = randomUUID();
  const { gate } = world;
  await world.act(async (tx) => {
    await gate.registerSubjects(tx, [{ person, role: 'customer' }]);
    await gate.setAddress(tx, { person, channel: 'sms', digest: Buffer.from(person) });
    await gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' });
    const shown = await gate.present(tx, {
      notice: 'ages',
      activities: ['marketing', 'newsletter', 'skin-care'],
      surface: 'test',
      locale: 'zh-CN',
      person,
      ...(declared.asked === undefined ? {} : { ageDeclarations: declared.asked }),
    });
    const act = {
      person,
      presentation: shown.id,
      nonce: shown.nonce,
      answer: 'granted' as const,
      how: 'explicit_action',
      ...(declared.ticked === undefined ? {} : { ageDeclared: declared.ticked }),
    };
    await gate.recordConsents(tx, [
      { ...act, activity: 'marketing', kind: 'general', channel: 'sms' },
      { ...act, activity: 'newsletter', kind: 'general' },
      { ...act, activity: 'skin-care', kind: 'separate' },
    ]);
  });
  return person;
}

async function outcomes(person: string): Promise<string[]> {
  const answers = [];
  for (const activity of ['marketing', 'newsletter', 'skin-care']) {
    const about = activity === 'marketing' ? { channel: 'sms' as const, message: WELL_FORMED_MESSAGE } : {};
    const decision = await world.act((tx) => world.gate.decide(tx, { person, activity, operation: 'use', ...about }));
    answers.push(decision.outcome === 'deny' ? (decision.reasons[0]?.code ?? '') : 'allowed');
  }
  return answers;
}

const MARKETING = 'bar.automated-marketing-to-minors';

describe('the age of somebody who gave no birth date', () => {
  it('unknown: automated marketing and sensitive data are denied, other things are not', async () => {
    expect(await outcomes(await somebody())).toEqual([MARKETING, 'allowed', 'minor.age-unknown']);
  });

  it('unknown, under the setting that denies: nothing is allowed, and the explanation tells the same rule', async () => {
    const person = await somebody();
    const { clock, evidence, register, service, journal } = world;
    const lawSettings = { ...DEFAULT_SETTINGS, unknownAge: 'deny' as const };
    const strict = (facts: unknown) => judge(facts, lawSettings);
    const gate = createGate({ clock, evidence, register, service, journal, judge: strict, lawSettings });
    const question = { person, activity: 'newsletter', operation: 'use' as const, explain: true };
    const decision = await world.act((tx) => gate.decide(tx, question));
    expect([decision.outcome, decision.reasons[0]?.code]).toEqual(['deny', 'minor.age-unknown']);
    expect(decision.explanation?.remedies.map(({ code }) => code)).toContain('minor.age-unknown');
  });

  it('is what they declared in what was shown', async () => {
    const fourteen = await somebody({ asked: [14, 18], ticked: 14 });
    expect(await outcomes(fourteen)).toEqual([MARKETING, 'allowed', 'allowed']);
    const adult = await somebody({ asked: [14, 18], ticked: 18 });
    expect(await outcomes(adult)).toEqual(['allowed', 'allowed', 'allowed']);
  });

  it('can’t be declared where it was not asked', async () => {
    for (const declared of [{ ticked: 14 as const }, { asked: [14 as const], ticked: 18 as const }])
      await expect(somebody(declared)).rejects.toMatchObject({ code: 'consent.age-not-asked' });
  });

  it('after a sign of minority nothing rests on their own consent, until a birth date says otherwise', async () => {
    const { gate } = world;
    const adult = await somebody({ asked: [18], ticked: 18 });
    const sign = {
      person: adult,
      sign: 'school-grade',
      evidence: { kind: 'message', hash: 'ab'.repeat(32) },
      by: 'staff:1',
    };
    const receipt = await world.act((tx) => gate.learnMinoritySign(tx, sign));
    expect(receipt.entry).toContain('"kind":"minority-sign"');
    expect(await outcomes(adult)).toEqual([MARKETING, 'minor.age-unknown', 'minor.age-unknown']);
    // A later declaration does not outweigh it.
    const known = { person: adult, role: 'customer' as const };
    await world.act((tx) => gate.registerSubjects(tx, [{ ...known, adultDeclaredAt: world.clock.now() }]));
    expect(await outcomes(adult)).toEqual([MARKETING, 'minor.age-unknown', 'minor.age-unknown']);
    await world.act((tx) => gate.registerSubjects(tx, [{ ...known, birthDate: '1990-05-01' }]));
    expect(await outcomes(adult)).toEqual(['allowed', 'allowed', 'allowed']);
    // A birth date that is known says more than a sign.
    await world.act((tx) => gate.learnMinoritySign(tx, sign));
    expect(await outcomes(adult)).toEqual(['allowed', 'allowed', 'allowed']);
  });

  it('a birth date replaces a declaration', async () => {
    const person = await somebody({ asked: [18], ticked: 18 });
    await world.act((tx) => world.gate.registerSubjects(tx, [{ person, role: 'customer', birthDate: '2009-05-01' }]));
    expect(await outcomes(person)).toEqual([MARKETING, 'allowed', 'allowed']);
  });

  it('a corrected birth date decides as if it had been given when they came; a minor’s protection is lifted by a proof alone', async () => {
    const { gate } = world;
    const correct = (person: string, birthDate: string, proven = false) =>
      world.act((tx) => gate.correctBirthDate(tx, { person, birthDate, proven }));
    const person = await somebody({ asked: [18], ticked: 18 });
    expect(await correct(person, '1991-05-01')).toEqual({ from: 'adult', band: 'adult' });
    expect(await outcomes(person)).toEqual(['allowed', 'allowed', 'allowed']);
    expect(await correct(person, '2015-05-01')).toEqual({ from: 'adult', band: 'under-14' });
    const child = await outcomes(person);
    expect(child[0]).toBe(MARKETING);
    expect(child).not.toContain('allowed');
    await expect(correct(person, '2009-05-01')).rejects.toMatchObject({ code: 'consent.age-needs-proof' });
    await expect(correct(person, '2015-04-30')).rejects.toMatchObject({ code: 'consent.age-needs-proof' });
    expect(await correct(person, '2016-01-01')).toEqual({ from: 'under-14', band: 'under-14' });
    expect(await correct(person, '2009-05-01', true)).toEqual({ from: 'under-14', band: 'from-14' });
    expect(await outcomes(person)).toEqual([MARKETING, 'allowed', 'allowed']);
    expect(await correct(person, '1991-05-01', true)).toEqual({ from: 'from-14', band: 'adult' });
    expect(await outcomes(person)).toEqual(['allowed', 'allowed', 'allowed']);
    await world.act((tx) => gate.learnMinoritySign(tx, { person, sign: 'voice', by: 'staff:1' }));
    const signed = await somebody();
    await world.act((tx) => gate.learnMinoritySign(tx, { person: signed, sign: 'voice', by: 'staff:1' }));
    await expect(correct(signed, '1991-05-01')).rejects.toMatchObject({ code: 'consent.age-needs-proof' });
    expect(await correct(signed, '1991-05-01', true)).toEqual({ from: 'minor-of-unknown-age', band: 'adult' });
    for (const birthDate of ['2999-01-01', '2015-02-30', '1899-12-31', '0000-01-01'])
      await expect(correct(person, birthDate, true)).rejects.toMatchObject({ code: 'consent.subject-refused' });
    await expect(correct(randomUUID(), '1991-05-01')).rejects.toMatchObject({ code: 'consent.person-unknown' });
  });

  it('a declared age is reached on the day of the declaration, and not later than that', () => {
    for (const years of [14, 18] as const)
      for (const day of ['2026-11-22', '2026-03-01', '2028-02-29', '2028-03-01', '2027-01-01']) {
        const born = latestBirthDate(day, years);
        expect([day, years, shanghaiDay(ofAgeFrom(born, years)) <= day]).toEqual([day, years, true]);
        const next = shanghaiDay(new Date(startOfDay(born).getTime() + 86_400_000));
        expect([day, years, shanghaiDay(ofAgeFrom(next, years)) > day]).toEqual([day, years, true]);
      }
  });
});
