import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { newPerson, show, yes } from '../../../test/support/answering.ts';
import { activityInput, approve, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import type { OverseasTransfer } from '../register/index.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());
beforeEach(() => world.clock.set(new Date('2026-11-22T04:00:00Z')));

const HQ = 'HQ Pte Ltd';

/** Registers and publishes an export to the headquarters; change what matters of the transfer. */
async function exporting(
  code: string,
  changes: Partial<OverseasTransfer> = {},
  fields: ('name' | 'mobile' | 'allergy')[] = ['name', 'mobile'],
): Promise<void> {
  const transfer = {
    recipient: HQ,
    country: 'SG',
    mechanism: null,
    exemption: null,
    rightsProcedure: { zh: '发邮件至 rights@hq.example.com', en: 'Write to rights@hq.example.com' },
    onRestrictedList: false,
    ...changes,
  };
  await world.act(async (tx) => {
    const both = { zh: '集团客户分析', en: 'Analysis by the group' };
    const activity = activityInput({
      code,
      name: both,
      purpose: 'service_quality',
      purposeText: both,
      operations: ['collect', 'store', 'use', 'export'],
      fields: fields.map((field) => ({ field, necessary: true, necessity: both, impactIfRefused: both })),
      recipients: [
        {
          name: HQ,
          contact: 'dpo@hq.example.com',
          role: 'independent_handler',
          purpose: both,
          method: both,
          fields,
        },
      ],
      channels: [],
      commercial: false,
      automatedDecision: null,
      adultsOnly: false,
      crossBorder: { exporterIsCiio: false, importantData: false, transfers: [transfer] },
    });
    await world.register.saveActivity(tx, activity);
    await approve(world.register, tx, code);
    await world.register.saveNotice(tx, { code, title: both, activities: [code] });
    await world.register.publishNotice(tx, code);
  });
}

/** Somebody who agreed, apart, to this recipient abroad. */
async function agreeing(code: string): Promise<string> {
  const person = await newPerson(world);
  const shown = await show(world, { person }, [code], code);
  await world.act((tx) =>
    world.gate.recordConsents(tx, [yes(person, shown, { activity: code, kind: 'separate', recipient: HQ })]),
  );
  return person;
}

const exported = (code: string, persons: readonly string[], field: 'name' | 'allergy' = 'name') =>
  world.act((tx) =>
    world.gate.usePersons(tx, { activity: code, operation: 'export', fields: [field], persons, by: 'test' }),
  );

const decided = (code: string, person: string, field: 'name' | 'allergy' = 'name') =>
  world.act((tx) =>
    world.gate.decide(tx, { activity: code, operation: 'export', person, fields: [field], explain: true }),
  );

/** Others whose information went abroad in a year, without going through the gate a hundred thousand times. */
async function othersExported(year: number, count: number, kind: 'plain_at' | 'sensitive_at'): Promise<void> {
  await world.act(async (tx) => {
    await tx.execute(
      `with made as (insert into consent.subject (person, role, registered_at)
         select gen_random_uuid(), 'customer', now() from generate_series(1, $1) returning ordinal)
       insert into consent.export_person (year, ordinal, ${kind}) select $2, ordinal, '2026-01-05' from made`,
      [count, year],
    );
  });
}

it('needs the separate consent, the recipient and an assessment, and then no mechanism below the thresholds', async () => {
  await exporting('analysis');
  const stranger = await newPerson(world);
  expect((await decided('analysis', stranger)).outcome).toBe('deny');
  const person = await agreeing('analysis');
  const verdict = await decided('analysis', person);
  expect([verdict.outcome, verdict.reasons.map(({ code }) => code)]).toEqual(['allow', expect.anything()]);
  expect(verdict.explanation?.facts?.cross_border).toMatchObject({
    recipient: HQ,
    persons_nonsensitive_this_year: 1,
    persons_sensitive_this_year: 0,
    mechanism: null,
  });
});

it('denies a recipient on the restricted list, whatever was agreed', async () => {
  await exporting('restricted', { onRestrictedList: true });
  const verdict = await decided('restricted', await agreeing('restricted'));
  expect([verdict.outcome, verdict.articles[0]]).toEqual(['deny', 'PIPL 42']);
});

it('counts each person once a year, sensitive information apart, and asks for a mechanism from the first sensitive one', async () => {
  await exporting('health', {}, ['name', 'allergy']);
  const person = await agreeing('health');
  const before = await world.act((tx) => world.gate.exportCounts(tx, 2026));
  expect((await exported('health', [person])).permit).not.toBeNull();
  expect((await exported('health', [person])).permit).not.toBeNull();
  expect(await world.act((tx) => world.gate.exportCounts(tx, 2026))).toMatchObject({
    plain: before.plain + 1,
    sensitive: before.sensitive,
  });
  const sensitive = await decided('health', person, 'allergy');
  expect([sensitive.outcome, sensitive.articles[0]]).toEqual(['deny', 'CBDF Provisions 8']);
  const refused = await exported('health', [person], 'allergy');
  expect([...refused.refused.values()].map(({ article }) => article)).toEqual(['CBDF Provisions 8']);
});

it('lets a filed contract carry sensitive information, through its last day in Shanghai', async () => {
  const filed = { kind: 'standard_contract_filed', number: '沪网信备2026-001', validUntil: '2026-11-22' } as const;
  await exporting('filed', { mechanism: filed }, ['name', 'allergy']);
  const person = await agreeing('filed');
  expect((await decided('filed', person, 'allergy')).outcome).toBe('allow');
  world.clock.set(new Date('2026-11-22T16:00:00Z'));
  const after = await decided('filed', person, 'allergy');
  expect([after.outcome, after.articles[0]]).toEqual(['deny', 'CBDF Provisions 8']);
});

it('asks for a mechanism with the hundred-thousandth person, counts a batch as a whole, and begins anew in January', async () => {
  await exporting('many');
  const known = await agreeing('many');
  const one = await agreeing('many');
  const two = await agreeing('many');
  expect((await exported('many', [known])).permit).not.toBeNull();
  const { plain } = await world.act((tx) => world.gate.exportCounts(tx, 2026));
  await othersExported(2026, 99_998 - plain, 'plain_at');
  expect((await decided('many', one)).outcome).toBe('allow');
  // Two more make a hundred thousand.
  const both = await exported('many', [one, two, known]);
  expect(both.permit).toBeNull();
  expect([...both.refused.values()].map(({ article }) => article)).toEqual(Array(3).fill('CBDF Provisions 8'));
  expect((await exported('many', [one])).permit).not.toBeNull();
  const next = await decided('many', two);
  expect([next.outcome, next.articles[0]]).toEqual(['deny', 'CBDF Provisions 8']);
  // Whoever is counted already adds nobody.
  expect((await decided('many', known)).outcome).toBe('allow');
  const people = await world.act(async (tx) => {
    const ordinals = await world.gate.ordinalsOf(tx, [known, one, two]);
    const found = await world.gate.decidePopulation(tx, {
      activity: 'many',
      operation: 'export',
      fields: ['name'],
      ordinals: Uint32Array.from(ordinals.map((ordinal) => ordinal ?? 0)),
    });
    return found.allowed.length;
  });
  expect(people).toBe(2);
  world.clock.set(new Date('2026-12-31T16:00:00Z'));
  expect((await decided('many', two)).outcome).toBe('allow');
});

it('does not guess: without a declaration of what goes abroad nothing does', async () => {
  const person = randomUUID();
  await world.act((tx) => world.gate.registerSubjects(tx, [{ person, role: 'customer', birthDate: '1990-01-01' }]));
  const question = { activity: 'marketing', operation: 'export', person } as const;
  const verdict = await world.act((tx) => world.gate.decide(tx, question));
  expect([verdict.outcome, verdict.articles]).toEqual(['deny', ['PIPL 6']]);
});
