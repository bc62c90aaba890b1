import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBusinessActivities } from '../../../test/support/business-contacts.ts';
import { agreeingPerson, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import { makeParent, openKidsClub, showRules } from '../../../test/support/kids-club.ts';
import { type Someone, type Step, SURELY_MET, someone } from '../../../test/support/random-people.ts';
import { markRestored } from '../../platform/backup/index.ts';
import { Failure } from '../../platform/failure.ts';
import type { Channel } from '../register/index.ts';
import { WELL_FORMED_MESSAGE } from './index.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
  await world.act((tx) => openKidsClub(world.register, tx));
  await world.act((tx) => openBusinessActivities(world.register, tx));
});
afterAll(() => world.close());

const START = Date.parse('2026-11-11T12:00:00Z');
const HOUR = 3_600_000;
const MARKETING = { activity: 'marketing', operation: 'use' } as const;
const ACCOUNTS = { activity: 'contract-notices', operation: 'use' } as const;
const CLUB = { activity: 'kids-club', operation: 'use' } as const;
/** Everybody is denied one way then, but for what rests on no consent. */
let restored = false;
/** Which outcomes the random populations came to: a property that only ever sees denials would hold nothing. */
const met = new Set<string>();

async function live(person: string, spec: Someone, shared: string): Promise<void> {
  const { gate, clock } = world;
  const standing =
    spec.grade === null
      ? {}
      : {
          standing: {
            activity: 'order-delivery',
            source: 'import',
            grade: spec.grade,
            ...(spec.grade === 'A' ? { noticeShownAt: clock.now(), how: 'signed in the shop' } : {}),
          },
        };
  const known = {
    ...('birthDate' in spec.age ? { birthDate: spec.age.birthDate } : {}),
    ...('adult' in spec.age ? { adultDeclaredAt: clock.now() } : {}),
    ...('fourteen' in spec.age ? { fourteenDeclaredAt: clock.now() } : {}),
  };
  await world.act((tx) => gate.registerSubjects(tx, [{ person, role: spec.role, ...known, ...standing }]));
  if ('sign' in spec.age) await world.act((tx) => gate.learnMinoritySign(tx, { person, sign: 'said-so', by: 'test' }));
  for (const each of spec.addresses) await setAddress(person, each, spec.shares ? shared : person);
  for (const each of spec.steps) {
    clock.advance(HOUR / 4);
    await take(person, each, spec.addresses);
  }
}

function setAddress(person: string, to: 'sms' | 'email', of: string): Promise<void> {
  return world.act((tx) => world.gate.setAddress(tx, { person, channel: to, digest: Buffer.from(`${to}:${of}`) }));
}

async function answer(
  person: string,
  act: { answer: 'granted' | 'refused'; channel: Channel | null; hours?: number | null; oneTime?: boolean },
): Promise<void> {
  const { gate, clock } = world;
  await world.act(async (tx) => {
    const shown = await gate.present(tx, {
      notice: 'privacy',
      activities: ['marketing'],
      surface: 'test',
      locale: 'en',
      person,
    });
    await gate.recordConsents(tx, [
      {
        person,
        activity: 'marketing',
        presentation: shown.id,
        nonce: shown.nonce,
        answer: act.answer,
        kind: 'general',
        how: 'explicit_action',
        ...(act.channel === null ? {} : { channel: act.channel }),
        ...(act.hours == null ? {} : { validUntil: new Date(clock.now().getTime() + act.hours * HOUR) }),
        ...(act.oneTime === undefined ? {} : { oneTime: act.oneTime }),
      },
    ]);
  });
}

// A guardian of somebody who is no child under 14 has nothing to say; that is refused elsewhere.
async function answerAsGuardian(person: string, each: Extract<Step, { do: 'guardian' }>): Promise<void> {
  const { gate, clock, act } = world;
  const known = await act((tx) => makeParent(gate, tx, person)).catch((error: unknown) => {
    if (error instanceof Failure) return undefined;
    throw error;
  });
  if (known === undefined) return;
  const { guardian, guardianship } = known;
  const about = each.channel === null ? {} : { channel: each.channel };
  const answered = await act(async (tx) => {
    const shown = await showRules(gate, tx, { person: guardian });
    await gate.recordConsents(tx, [
      {
        person,
        guardian,
        activity: 'kids-club',
        presentation: shown.id,
        nonce: shown.nonce,
        answer: each.answer,
        kind: 'separate',
        how: 'explicit_action',
        ...about,
        ...(each.hours === null ? {} : { validUntil: new Date(clock.now().getTime() + each.hours * HOUR) }),
        oneTime: each.oneTime,
      },
    ]);
  }).then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ code: 'consent.guardian-not-needed' });
      return false;
    },
  );
  if (!answered) return;
  clock.advance(HOUR / 4);
  if (each.afterwards === 'withdraws')
    await act((tx) => gate.withdraw(tx, { person, guardian, activity: 'kids-club', by: 'test', ...about }));
  if (each.afterwards === 'ends') await act((tx) => gate.endGuardian(tx, { guardianship, reason: 'test', by: 'test' }));
  if (each.afterwards === 'is-used')
    await act((tx) =>
      gate.usePersons(tx, { ...CLUB, channel: 'sms', fields: ['mobile'], persons: [person], by: 'test' }),
    );
}

async function take(person: string, each: Step, addresses: readonly string[]): Promise<void> {
  const { gate } = world;
  const about = 'channel' in each && each.channel !== null ? { channel: each.channel } : {};
  switch (each.do) {
    case 'grant':
      return answer(person, { ...each, answer: 'granted' });
    case 'refuse':
      return answer(person, { ...each, answer: 'refused' });
    case 'withdraw':
      await world.act((tx) => gate.withdraw(tx, { person, activity: 'marketing', by: 'test', ...about }));
      return;
    case 'object':
      await world.act((tx) => gate.object(tx, { person, kind: each.kind, by: 'test', ...about }));
      return;
    case 'confirm':
      if (addresses.includes(each.channel))
        await world.act((tx) => gate.confirmAddress(tx, { person, channel: each.channel, how: 'code' }));
      return;
    case 'use':
      await world.act((tx) =>
        gate.usePersons(tx, {
          activity: 'marketing',
          operation: 'use',
          channel: each.channel,
          message: WELL_FORMED_MESSAGE,
          fields: ['mobile'],
          persons: [person],
          by: 'test',
        }),
      );
      return;
    case 'guardian':
      return answerAsGuardian(person, each);
    case 'move':
      if (addresses.includes(each.channel)) await setAddress(person, each.channel, randomUUID());
  }
}

const sameForAll = fc.asyncProperty(
  fc.array(someone, { minLength: 4, maxLength: 9 }),
  fc.integer({ min: 0, max: 36 }),
  async (people, later) => {
    world.clock.set(new Date(START));
    const shared = randomUUID();
    const persons = people.map(() => randomUUID());
    for (const [index, spec] of people.entries()) await live(persons[index] ?? '', spec, shared);
    const midnight = Date.parse('2026-11-11T16:00:00Z');
    const now = world.clock.now().getTime();
    const instants = [
      undefined,
      START - 1,
      now,
      now + later * HOUR,
      now + later * HOUR + 1,
      midnight - 1,
      midnight,
      midnight + 24 * HOUR,
    ];
    for (const time of instants) {
      for (const through of ['sms', 'email', 'none'] as const) await compare(persons, through, time);
      for (const through of ['sms', 'none'] as const) await compare(persons, through, time, CLUB);
      if (!restored) await compare(persons, 'none', time, ACCOUNTS);
    }
  },
);

describe('deciding about a population', () => {
  it('comes to the same as judging person by person, at every instant where something begins or ends', async () => {
    await fc.assert(sameForAll, { numRuns: 8, examples: [SURELY_MET] });
    expect([...met]).toContain('allowed');
    expect([...met]).toContain('consent.given-as-child');
    expect([...met]).toContain('club: allowed');
    expect([...met]).toContain('consent.other-audience');
    expect([...met]).toContain('contract-notices: allowed');
    expect(met.size).toBeGreaterThan(8);
  });

  it('puts each person under exactly one reason, the sum is exact, and a reason has its next step', async () => {
    world.clock.set(new Date(START));
    const agreeing = await agreeingPerson(world);
    const bare = randomUUID();
    const imported = randomUUID();
    const result = await world.act(async (tx) => {
      const { gate } = world;
      const others = await gate.registerSubjects(tx, [
        { person: bare, role: 'customer' },
        { person: imported, role: 'customer', standing: { activity: 'order-delivery', source: 'import', grade: 'C' } },
      ]);
      const first = await gate.ordinalOf(tx, agreeing);
      const ordinals = Uint32Array.from([first ?? 0, ...others, 4_000_000]);
      return gate.decidePopulation(tx, { activity: 'marketing', operation: 'use', channel: 'sms', ordinals });
    });
    expect(result.allowed).toHaveLength(1);
    expect(result.excluded.map((each) => [each.code, each.article, each.count]).sort()).toEqual([
      ['bar.automated-marketing-to-minors', 'Minors Regs 24', 1],
      ['consent.subject-unknown', 'PIPL 13', 1],
      ['consent.unproven', 'PIPL 13', 1],
    ]);
    expect(result.excluded.find((each) => each.code === 'consent.unproven')?.nextStep?.zh).toContain('服务触点');
  });

  it('names the no of an imported person before the lack of proof', async () => {
    world.clock.set(new Date(START));
    const noes: readonly Step[] = [
      { do: 'refuse', channel: null },
      { do: 'withdraw', channel: null },
      { do: 'withdraw', channel: 'sms' },
      { do: 'withdraw', channel: 'email' },
      { do: 'object', kind: 'unsubscribe', channel: 'sms' },
      { do: 'object', kind: 'restrict', channel: null },
    ];
    const reasons: string[] = [];
    for (const no of noes) {
      const person = randomUUID();
      await live(
        person,
        { age: { adult: true }, role: 'customer', grade: 'C', addresses: ['sms'], steps: [no], shares: false },
        person,
      );
      const verdict = await world.act((tx) =>
        world.gate.decide(tx, {
          person,
          activity: 'marketing',
          operation: 'use',
          channel: 'sms',
          message: WELL_FORMED_MESSAGE,
        }),
      );
      expect(verdict.outcome).toBe('deny');
      reasons.push(verdict.reasons[0]?.code ?? '');
    }
    expect(reasons).toEqual([
      'consent.declined',
      'consent.declined',
      'consent.declined',
      'consent.unproven',
      'consent.suppressed',
      'retention.restricted',
    ]);
  });

  it('holds in a restored database too, where everybody has the one reason', async () => {
    const backupMadeAt = new Date(START);
    restored = true;
    await world.act((tx) => markRestored(tx, randomUUID(), { restoredAt: backupMadeAt, backupMadeAt }));
    met.clear();
    await fc.assert(sameForAll, { numRuns: 2 });
    expect([...met]).toEqual(['consent.restored']);
  });
});

async function compare(
  persons: readonly string[],
  through: 'sms' | 'email' | 'none',
  time: number | undefined,
  about: { readonly activity: string; readonly operation: 'use' } = MARKETING,
): Promise<void> {
  const question = {
    ...about,
    channel: through,
    ...(through === 'none' ? {} : { message: WELL_FORMED_MESSAGE }),
    ...(time === undefined ? {} : { at: new Date(time) }),
  };
  await world.act(async (tx) => {
    const ordinals = await world.gate.ordinalsOf(tx, persons);
    const one = new Map<number, string>();
    for (const [index, person] of persons.entries()) {
      const decision = await world.gate.decide(tx, { ...question, person });
      one.set(ordinals[index] ?? 0, decision.outcome === 'deny' ? (decision.reasons[0]?.code ?? '') : 'allowed');
    }
    const many = await world.gate.decidePopulation(tx, { ...question, ordinals: Uint32Array.from(one.keys()) });
    const sorted = new Map<number, string>();
    for (const ordinal of many.allowed) sorted.set(ordinal, 'allowed');
    for (const excluded of many.excluded) for (const ordinal of excluded.ordinals) sorted.set(ordinal, excluded.code);
    expect(sorted.size).toBe(many.allowed.length + many.excluded.reduce((sum, each) => sum + each.count, 0));
    const name = about === MARKETING ? 'allowed' : about === CLUB ? 'club: allowed' : 'contract-notices: allowed';
    for (const outcome of one.values()) met.add(outcome === 'allowed' ? name : outcome);
    expect(Object.fromEntries(sorted)).toEqual(Object.fromEntries(one));
  });
}
