import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newPerson, show, yes } from '../../../test/support/answering.ts';
import { agrees, newChild as childOf, memberOfClub } from '../../../test/support/club-members.ts';
import { approve, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { HOUSEHOLD_REGISTER, KIDS_CLUB, makeParent, openKidsClub, showRules } from '../../../test/support/kids-club.ts';
import type { Failure } from '../../platform/failure.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
  await world.act((tx) => openKidsClub(world.register, tx));
});
afterAll(() => world.close());

const NOON = new Date('2026-11-22T04:00:00Z');
beforeEach(() => world.clock.set(NOON));

const CLUB = { activity: 'kids-club', operation: 'use', fields: ['name'] } as const;

const newChild = (birthDate?: string) => childOf(world, birthDate);
const member = (birthDate?: string, changes = {}) => memberOfClub(world, birthDate, changes);

const verdictOf = (person: string, at?: Date) =>
  world.act((tx) => world.gate.decide(tx, { ...CLUB, person, ...(at === undefined ? {} : { at }) }));

async function refusalOf(work: Promise<unknown>): Promise<{ code: string; article: unknown; paths: string[] }> {
  const failure = await work.then(
    () => {
      throw new Error('not refused');
    },
    (error: Failure) => error,
  );
  const { article, errors = [] } = failure.options;
  return { code: failure.code, article, paths: errors.map(({ path }) => path) };
}

describe('a child under 14', () => {
  it('may take part when a proven parent was shown the rules for children and agreed', async () => {
    const child = await newChild();
    expect((await verdictOf(child)).articles).toContain('PIPL 31');
    expect((await verdictOf(child)).outcome).toBe('deny');
    const { child: other, guardian, receipt } = await member();
    const verdict = await verdictOf(other);
    expect([verdict.outcome, verdict.reasons[0]?.code]).toEqual(['allow', expect.anything()]);
    expect(receipt?.opening.payload).toMatchObject({ guardian, activity: 'kids-club', kind: 'separate' });
    const explained = await world.act((tx) => world.gate.decide(tx, { ...CLUB, person: other, explain: true }));
    expect(explained.explanation?.facts?.minor).toMatchObject({
      guardian_consent: { relation_verified: true, separate: true, withdrawn_at: null },
      child_rules_published: true,
    });
  });

  it('may not on their own word, nor while no rules for children are published', async () => {
    const child = await newChild();
    const shown = await show(world, { person: child }, ['kids-club'], 'kids');
    await world.act((tx) => world.gate.recordConsents(tx, [yes(child, shown, { activity: 'kids-club' })]));
    const verdict = await verdictOf(child);
    expect([verdict.outcome, verdict.articles[0]]).toEqual(['deny', 'PIPL 31']);

    const bare = await openGateWorld();
    await bare.act((tx) => openKidsClub(bare.register, tx, { rules: false }));
    const alone = randomUUID();
    await bare.act((tx) =>
      bare.gate.registerSubjects(tx, [{ person: alone, role: 'customer', birthDate: '2016-05-01' }]),
    );
    const without = await bare.act((tx) => bare.gate.decide(tx, { ...CLUB, person: alone, explain: true }));
    expect(without.reasons.map(({ code }) => code)).toContain('minor.no-child-rules');
    expect(without.explanation?.remedies.map(({ code }) => code)).toContain('minor.no-child-rules');
    await bare.close();
  });

  it('stays out of automated marketing whatever a guardian says', async () => {
    const { child } = await member();
    const question = { activity: 'marketing', operation: 'use', channel: 'sms', person: child } as const;
    const verdict = await world.act((tx) => world.gate.decide(tx, question));
    expect([verdict.outcome, verdict.articles[0]]).toEqual(['deny', 'Minors Regs 24']);
  });

  it('leaves when the guardian withdraws, and a stranger cannot withdraw for them', async () => {
    const { child, guardian } = await member();
    const withdrawal = { person: child, activity: 'kids-club', by: 'form' };
    const stranger = await newPerson(world);
    expect(
      await refusalOf(world.act((tx) => world.gate.withdraw(tx, { ...withdrawal, guardian: stranger }))),
    ).toMatchObject({ code: 'consent.guardian-unproven', article: 'PIPL 31' });
    expect((await verdictOf(child)).outcome).toBe('allow');
    await world.act((tx) => world.gate.withdraw(tx, { ...withdrawal, guardian }));
    const verdict = await verdictOf(child);
    expect(verdict.outcome).toBe('deny');
    expect(verdict.articles).toEqual(expect.arrayContaining(['PIPL 15']));
  });

  it('stays when one of two relations to the same guardian ends and the other is proven', async () => {
    const { child, guardian, guardianship } = await member();
    const said = await world.act((tx) =>
      world.gate.recordGuardian(tx, { child, guardian, kind: 'parent', grade: 'C', by: 'staff' }),
    );
    const end = (id: string) =>
      world.act((tx) => world.gate.endGuardian(tx, { guardianship: id, reason: 'replaced', by: 'staff' }));
    await end(said.id);
    expect((await verdictOf(child)).outcome).toBe('allow');
    await end(guardianship);
    expect((await verdictOf(child)).outcome).toBe('deny');
  });

  it('leaves when the relation ends, and when the guardian is erased', async () => {
    const ended = await member();
    await world.act((tx) =>
      world.gate.endGuardian(tx, { guardianship: ended.guardianship, reason: 'custody moved', by: 'staff' }),
    );
    expect((await verdictOf(ended.child)).outcome).toBe('deny');
    expect(
      await refusalOf(
        world.act((tx) => world.gate.endGuardian(tx, { guardianship: ended.guardianship, reason: 'x', by: 'staff' })),
      ),
    ).toMatchObject({ code: 'consent.guardian-ended' });
    const orphan = await member();
    await world.act((tx) =>
      world.gate.erasePerson(tx, orphan.guardian, {
        consentUntil: NOON,
        messagesUntil: NOON,
        by: 'test',
        reason: 'asked',
      }),
    );
    expect((await verdictOf(orphan.child)).outcome).toBe('deny');
  });
});

describe('a consent by a guardian is refused', () => {
  const attempt = (act: ReturnType<typeof agrees>) =>
    refusalOf(world.act((tx) => world.gate.recordConsents(tx, [act])));

  it.each([
    ['nobody has recorded the relation', async () => newPerson(world)],
    [
      'the relation is only said so',
      async (child: string) => (await world.act((tx) => makeParent(world.gate, tx, child, { grade: 'C' }))).guardian,
    ],
    [
      'the relation has ended',
      async (child: string) => {
        const { guardian, guardianship } = await world.act((tx) => makeParent(world.gate, tx, child));
        await world.act((tx) => world.gate.endGuardian(tx, { guardianship, reason: 'mistake', by: 'staff' }));
        return guardian;
      },
    ],
    [
      'its time is over',
      async (child: string) => {
        const until = new Date(NOON.getTime() + 1000);
        const { guardian } = await world.act((tx) => makeParent(world.gate, tx, child, { until }));
        world.clock.set(until);
        return guardian;
      },
    ],
    [
      'it is the relation to another child',
      async () => {
        const other = await newChild();
        return (await world.act((tx) => makeParent(world.gate, tx, other))).guardian;
      },
    ],
  ])('when %s', async (_, guardianOf) => {
    const child = await newChild();
    const guardian = await guardianOf(child);
    const shown = await world.act((tx) => showRules(world.gate, tx, { session: 'a-session-of-theirs' }));
    const act = agrees(child, guardian, shown, { session: 'a-session-of-theirs' });
    expect(await attempt(act)).toEqual({
      code: 'consent.guardian-unproven',
      article: 'PIPL 31',
      paths: ['guardian'],
    });
  });

  it('when something else was shown, when it is bundled, and from 14 on', async () => {
    const child = await newChild();
    const { guardian } = await world.act((tx) => makeParent(world.gate, tx, child));
    await world.act(async (tx) => {
      await world.register.saveNotice(tx, {
        code: 'club-for-all',
        title: { zh: '俱乐部', en: 'Club' },
        activities: ['kids-club'],
      });
      await world.register.publishNotice(tx, 'club-for-all');
    });
    const general = await show(world, { person: guardian }, ['kids-club'], 'club-for-all');
    expect(await attempt(agrees(child, guardian, general))).toMatchObject({
      code: 'consent.child-rules-not-shown',
      article: 'PIPL 31',
    });
    const rules = await world.act((tx) => showRules(world.gate, tx, { person: guardian }));
    expect(await attempt(agrees(child, guardian, rules, { kind: 'general' }))).toMatchObject({
      code: 'consent.separate-needed',
      article: 'PIPL 31',
    });
    const grown = await newChild('2012-11-21');
    const parent = await world.act((tx) => makeParent(world.gate, tx, grown));
    const shown = await world.act((tx) => showRules(world.gate, tx, { person: parent.guardian }));
    expect(await attempt(agrees(grown, parent.guardian, shown))).toMatchObject({
      code: 'consent.guardian-not-needed',
      article: 'PIPL 31',
    });
    // The day after the birthday is the first on which somebody is 14.
    const still = await member('2012-11-22');
    expect((await verdictOf(still.child)).outcome).toBe('allow');
  });

  it('when it was shown to somebody else', async () => {
    const child = await newChild();
    const { guardian } = await world.act((tx) => makeParent(world.gate, tx, child));
    const shown = await world.act(async (tx) => showRules(world.gate, tx, { person: await newPerson(world) }));
    expect(await attempt(agrees(child, guardian, shown))).toMatchObject({ code: 'consent.presentation-foreign' });
  });
});

it.each([
  ['oneself', (child: string) => ({ guardian: child }), 'guardian'],
  ['proof without a document', () => ({ evidence: undefined }), 'evidence'],
  ['an end before the beginning', () => ({ until: new Date(NOON.getTime() - 1) }), 'until'],
  ['a beginning in the future', () => ({ from: new Date(NOON.getTime() + 1) }), 'from'],
])('refuses a relation with %s', async (_, changes, path) => {
  const child = await newChild();
  const parent = await newPerson(world);
  const { evidence = undefined, ...rest } = {
    evidence: HOUSEHOLD_REGISTER as typeof HOUSEHOLD_REGISTER | undefined,
    ...changes(child),
  };
  const input = { child, guardian: parent, kind: 'parent', grade: 'A', by: 'test', ...rest } as const;
  const refused = await refusalOf(
    world.act((tx) => world.gate.recordGuardian(tx, { ...input, ...(evidence === undefined ? {} : { evidence }) })),
  );
  expect(refused).toMatchObject({ code: 'consent.guardian-refused', article: 'PIPL 31' });
  expect(refused.paths).toContain(path);
});

it('refuses a guardian who is a minor or of unknown age, and a ward who is of age or of unknown age', async () => {
  const relation = (child: string, guardian: string) =>
    refusalOf(
      world.act((tx) =>
        world.gate.recordGuardian(tx, {
          child,
          guardian,
          kind: 'guardian',
          grade: 'A',
          evidence: HOUSEHOLD_REGISTER,
          by: 'test',
        }),
      ),
    );
  const unknown = randomUUID();
  await world.act((tx) => world.gate.registerSubjects(tx, [{ person: unknown, role: 'customer' }]));
  expect((await relation(await newChild(), await newChild('2009-11-11'))).paths).toEqual(['guardian']);
  expect((await relation(await newChild(), unknown)).paths).toEqual(['guardian']);
  expect((await relation(await newPerson(world), await newPerson(world))).paths).toEqual(['child']);
  expect((await relation(unknown, await newPerson(world))).paths).toEqual(['child']);
});

describe('an activity that does not serve children', () => {
  it('denies reaching anybody under 14 whatever was agreed, until the 14th birthday is over', async () => {
    await world.act(async (tx) => {
      const minors = { under14: 'not_served' as const, rules: { zh: '不面向儿童', en: 'Not for children' } };
      await world.register.saveActivity(tx, { ...KIDS_CLUB, code: 'teen-club', minors });
      const title = { zh: '青少年俱乐部', en: 'Club for teenagers' };
      await world.register.saveNotice(tx, { code: 'teens', kind: 'children', title, activities: ['teen-club'] });
      await world.register.publishNotice(tx, 'teens');
    });
    const midnight = new Date('2026-11-22T16:00:00Z');
    const asked = async (person: string, at: Date, operation: 'use' | 'transmit' | 'store' = 'use') => {
      const request = { activity: 'teen-club', operation, fields: ['name'] as const, person, at };
      const { outcome, reasons } = await world.act((tx) => world.gate.decide(tx, request));
      return { outcome, barred: reasons.some(({ code }) => code === 'consent.not-for-children') };
    };
    // Even what a proven parent agreed to does not count here.
    const child = await newChild('2012-11-22');
    const { guardian } = await world.act((tx) => makeParent(world.gate, tx, child));
    const parents = await show(world, { person: guardian }, ['teen-club'], 'teens');
    const agreed = agrees(child, guardian, parents, { activity: 'teen-club' });
    await world.act((tx) => world.gate.recordConsents(tx, [agreed]));
    expect(await asked(child, new Date(midnight.getTime() - 1))).toEqual({ outcome: 'deny', barred: true });
    expect(await asked(child, midnight)).toEqual({ outcome: 'deny', barred: false });
    const teen = await newChild('2012-11-20');
    const shown = await show(world, { person: teen }, ['teen-club'], 'teens');
    await world.act((tx) => world.gate.recordConsents(tx, [yes(teen, shown, { activity: 'teen-club' })]));
    expect(await asked(teen, NOON)).toEqual({ outcome: 'allow', barred: false });
    // The same in a whole audience, counted under that reason.
    const { allowed, excluded } = await world.act(async (tx) => {
      const found = await world.gate.ordinalsOf(tx, [child, teen]);
      const ordinals = Uint32Array.from(found.map((ordinal) => ordinal ?? 0));
      return world.gate.decidePopulation(tx, { activity: 'teen-club', operation: 'use', fields: ['name'], ordinals });
    });
    expect([allowed.length, excluded.map(({ code, count }) => [code, count])]).toEqual([
      1,
      [['consent.not-for-children', 1]],
    ]);
  });
});

it('keeps a consent no longer than the relation by which it was given', async () => {
  const until = new Date(NOON.getTime() + 3_600_000);
  const { child } = await member(undefined, { until });
  expect((await verdictOf(child, new Date(until.getTime()))).outcome).toBe('allow');
  expect((await verdictOf(child, new Date(until.getTime() + 1))).outcome).toBe('deny');
  await world.act((tx) => approve(world.register, tx, 'kids-club'));
  expect(KIDS_CLUB.recipients).toEqual([]);
});
