import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Gate, WELL_FORMED_MESSAGE } from '../../src/contexts/consent/index.ts';
import { Failure } from '../../src/platform/failure.ts';
import { activityInput, approve } from './gate-world.ts';
import { makeParent, showRules } from './kids-club.ts';
import type { MemoryWorld } from './memory-world.ts';

const HOUR = 3_600_000;
const SHANGHAI = 8 * HOUR;
const channel = fc.constantFrom<'sms' | 'email'>('sms', 'email');
const who = fc.nat({ max: 2 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('grant' as const),
      who,
      channel: fc.option(channel),
      hours: fc.constantFrom(null, 1, 3),
      oneTime: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constant('refuse' as const), who, channel: fc.option(channel) }),
  fc.record({ do: fc.constant('withdraw' as const), who, channel: fc.option(channel) }),
  fc.record({
    do: fc.constant('object' as const),
    who,
    kind: fc.constantFrom('unsubscribe' as const, 'restrict' as const, 'personalisation' as const),
    channel: fc.option(channel),
  }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('confirm' as const), who, channel }) },
  fc.record({ do: fc.constant('use' as const), who, channel }),
  fc.record({ do: fc.constant('address' as const), who, channel, of: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant('said-by-address' as const), channel, of: fc.nat({ max: 2 }) }),
  fc.record({ do: fc.constant('guardian-grant' as const), who, hours: fc.constantFrom(null, 1) }),
  fc.record({ do: fc.constant('guardian-end' as const), who }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('join' as const), who }) },
  fc.record({ do: fc.constant('part' as const), who }),
  fc.record({ do: fc.constant('minority-sign' as const), who }),
  fc.record({ do: fc.constant('birth' as const), who, adult: fc.boolean() }),
  fc.record({ do: fc.constant('contract' as const), signed: fc.boolean() }),
  fc.record({ do: fc.constant('assessment' as const), approved: fc.boolean() }),
  fc.record({ do: fc.constant('revise' as const) }),
);
const happening = fc.record({
  act: step,
  /** Through this server, or through another one. */
  here: fc.boolean(),
  rolledBack: fc.boolean(),
  /** Then the clock moves: to around an instant at which something ends, or by so much. */
  to: fc.option(fc.record({ instant: fc.nat(), off: fc.constantFrom(-1000, -1, 0, 1, 1000) })),
  // Some days, after a few of which the columns are read anew.
  by: fc.constantFrom(1, 1000, HOUR / 2, 9 * 24 * HOUR),
});
/** Random acts of three people, of the register and of another server. */
export const story = fc.record({
  ages: fc.array(fc.constantFrom('unknown', 'adult', 'fourteen', 14, 18), { minLength: 3, maxLength: 3 }),
  grades: fc.array(fc.constantFrom('A' as const, 'C' as const), { minLength: 3, maxLength: 3 }),
  days: fc.array(fc.constantFrom(-1, 0, 1), { minLength: 3, maxLength: 3 }),
  happenings: fc.array(happening, { minLength: 4, maxLength: 9 }),
  longCommits: fc.boolean(),
});
/** One of them. */
export type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;
/** One act. */
export type Step = Story['happenings'][number]['act'];

/** The people of one story, and the instants at which something of theirs ends. */
export interface Cast {
  readonly persons: readonly string[];
  readonly instants: number[];
}

/** What rolls an act back. */
export const ROLLED_BACK = new Error('rolled back');

/** Makes the people of a story known. */
export async function castOf(on: MemoryWorld, { ages, days, grades }: Story): Promise<Cast> {
  const persons = [randomUUID(), randomUUID(), randomUUID()];
  const instants: number[] = [];
  const now = on.clock.now();
  await on.act((tx) =>
    on.gate.registerSubjects(
      tx,
      persons.map((person, at) => {
        const age = ages[at];
        const grade = grades[at] ?? 'A';
        const standing = {
          activity: 'order-delivery',
          source: 'import',
          grade,
          ...(grade === 'A' ? { noticeShownAt: now, how: 'signed in the shop' } : {}),
        };
        const base = { person, role: 'customer' as const, standing };
        if (age === 'adult') return { ...base, adultDeclaredAt: now };
        if (age === 'fourteen') return { ...base, fourteenDeclaredAt: now };
        if (typeof age !== 'number') return base;
        const birthday = new Date(now.getTime() + SHANGHAI + (days[at] ?? 0) * 24 * HOUR);
        instants.push(Math.floor(birthday.getTime() / (24 * HOUR)) * 24 * HOUR + 24 * HOUR - SHANGHAI);
        birthday.setUTCFullYear(birthday.getUTCFullYear() - age);
        return { ...base, birthDate: birthday.toISOString().slice(0, 10) };
      }),
    ),
  );
  for (const person of persons)
    await on.act((tx) => on.gate.setAddress(tx, { person, channel: 'sms', digest: digestOf('sms', 0, person) }));
  return { persons, instants };
}

// Address 0 is a person's own, the others are shared.
function digestOf(of: string, number: number, person: string): Buffer {
  return Buffer.from(number === 0 ? `${of}:${person}` : `${of}:shared ${number}`);
}

async function answer(
  on: MemoryWorld,
  gate: Gate,
  cast: Cast,
  given: Extract<Step, { do: 'grant' | 'refuse' }>,
  tx: Parameters<Gate['present']>[0],
): Promise<void> {
  const person = cast.persons[given.who] ?? '';
  const shown = await gate.present(tx, {
    notice: 'privacy',
    activities: ['marketing'],
    surface: 'test',
    locale: 'en',
    person,
  });
  const until =
    given.do === 'grant' && given.hours !== null ? on.clock.now().getTime() + given.hours * HOUR : undefined;
  if (until !== undefined) cast.instants.push(until);
  await gate.recordConsents(tx, [
    {
      person,
      activity: 'marketing',
      presentation: shown.id,
      nonce: shown.nonce,
      answer: given.do === 'grant' ? 'granted' : 'refused',
      kind: 'general',
      how: 'explicit_action',
      ...(given.channel === null ? {} : { channel: given.channel }),
      ...(until === undefined ? {} : { validUntil: new Date(until) }),
      ...(given.do === 'grant' && given.oneTime ? { oneTime: true } : {}),
    },
  ]);
}

// Nothing where the person is no child under 14 by birth date.
async function guardianGrants(
  on: MemoryWorld,
  gate: Gate,
  cast: Cast,
  { who, hours }: Extract<Step, { do: 'guardian-grant' }>,
  tx: Parameters<Gate['present']>[0],
): Promise<void> {
  const person = cast.persons[who] ?? '';
  await tx.execute('savepoint guardian');
  try {
    const { guardian } = await makeParent(gate, tx, person);
    const shown = await showRules(gate, tx, { person: guardian });
    const until = hours === null ? undefined : new Date(on.clock.now().getTime() + hours * HOUR);
    if (until !== undefined) cast.instants.push(until.getTime());
    await gate.recordConsents(tx, [
      {
        person,
        guardian,
        activity: 'kids-club',
        presentation: shown.id,
        nonce: shown.nonce,
        answer: 'granted',
        kind: 'separate',
        how: 'explicit_action',
        ...(until === undefined ? {} : { validUntil: until }),
      },
    ]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await tx.execute('rollback to savepoint guardian');
  }
}

/** Carries out one act, through this server or another one. */
export async function carryOut(
  on: MemoryWorld,
  cast: Cast,
  act: Step,
  here: boolean,
  tx: Parameters<Gate['present']>[0],
) {
  const gate = here ? on.gate : on.plain.gate;
  const register = here ? on.register : on.plain.register;
  const person = 'who' in act ? (cast.persons[act.who] ?? '') : '';
  const about = 'channel' in act && act.channel !== null ? { channel: act.channel } : {};
  switch (act.do) {
    case 'grant':
    case 'refuse':
      return answer(on, gate, cast, act, tx);
    case 'withdraw':
      return gate.withdraw(tx, { person, activity: 'marketing', by: 'test', ...about });
    case 'object':
      return gate.object(tx, { person, kind: act.kind, by: 'test', ...about });
    case 'confirm':
      return (await holds(tx, person, act.channel))
        ? gate.confirmAddress(tx, { person, channel: act.channel, how: 'code' })
        : 0;
    case 'guardian-grant':
      return guardianGrants(on, gate, cast, act, tx);
    case 'guardian-end': {
      const [relation] = (await gate.guardianshipsOf(tx, person)).filter((each) => each.endedAt === null);
      if (relation === undefined) return 0;
      return gate.endGuardian(tx, { guardianship: relation.id, reason: 'test', by: 'test' });
    }
    case 'join':
    case 'part': {
      const [first = 0, ...others] = (await gate.ordinalsOf(tx, cast.persons)).flatMap((each) => each ?? []);
      const one = others[act.who] ?? first;
      return act.do === 'part' ? gate.partRecords(tx, [[one]]) : gate.joinRecords(tx, [[one, others[0] ?? first]]);
    }
    case 'minority-sign':
      return gate.learnMinoritySign(tx, { person, sign: 'said-so', by: 'test' });
    case 'birth': {
      const birthDate = act.adult ? '1990-05-01' : '2015-05-01';
      return gate.registerSubjects(tx, [{ person, role: 'customer', birthDate }]);
    }
    case 'use': {
      const fields = [act.channel === 'sms' ? ('mobile' as const) : ('email' as const)];
      const use = {
        activity: 'marketing',
        operation: 'use' as const,
        fields,
        message: WELL_FORMED_MESSAGE,
        by: 'test',
      };
      return gate.usePersons(tx, { ...use, channel: act.channel, persons: [person] });
    }
    case 'address':
      return gate.setAddress(tx, { person, channel: act.channel, digest: digestOf(act.channel, act.of, person) });
    case 'said-by-address':
      return gate.objectByAddress(tx, { channel: act.channel, digest: digestOf(act.channel, act.of, ''), by: 'test' });
    case 'contract':
      return register.setContractState(tx, {
        activity: 'marketing',
        recipient: '示例短信服务有限公司',
        state: act.signed ? 'signed' : 'ended',
        documentHash: act.signed ? 'ab'.repeat(32) : null,
        by: 'staff:dpo',
      });
    case 'assessment':
      if (act.approved) return approve(register, tx, 'marketing');
      return register.setAssessmentState(tx, {
        activity: 'marketing',
        state: 'expired',
        documentName: null,
        documentHash: null,
        by: 'staff:dpo',
      });
    case 'revise': {
      const { retention } = await register.activity(tx, 'marketing');
      await register.saveActivity(
        tx,
        activityInput({ retention: { ...retention, days: retention.days === 730 ? 700 : 730 } }),
      );
      return register.publishNotice(tx, 'privacy');
    }
  }
}

async function holds(tx: Parameters<Gate['present']>[0], person: string, on: string): Promise<boolean> {
  const found = await tx.first(
    'select 1 from consent.address a join consent.subject s using (ordinal) where s.person = $1 and a.channel = $2 and a.ended_at is null',
    [person, on],
  );
  return found !== undefined;
}
