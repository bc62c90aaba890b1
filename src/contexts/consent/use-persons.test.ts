import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput, agreeingPerson, type GateWorld, openGateWorld } from '../../../test/support/gate-world.ts';
import type { FieldCode } from '../register/index.ts';
import { type Permit, permitCovers, type UseRequest, WELL_FORMED_MESSAGE } from './index.ts';
import { Permit as PermitClass } from './permit.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await openGateWorld();
});
afterAll(() => world.close());

const SMS = {
  activity: 'marketing',
  operation: 'use',
  channel: 'sms',
  message: WELL_FORMED_MESSAGE,
  fields: ['name', 'mobile'],
  by: 'test',
} as const;

function use(persons: readonly string[], changes: Partial<UseRequest> = {}) {
  return world.act((tx) => world.gate.usePersons(tx, { ...SMS, persons, ...changes }));
}

describe('using the information of people', () => {
  it('records one use with one receipt for those who may, and says why the others may not', async () => {
    const may = [await agreeingPerson(world), await agreeingPerson(world)];
    const may_not = await agreeingPerson(world, ['email']);
    const unknown = randomUUID();
    const result = await use([...may, may_not, unknown], { subject: 'campaign:1', purposeNote: 'autumn' });
    expect([...(result.permit?.persons ?? [])].sort()).toEqual([...may].sort());
    expect([result.refused.get(unknown)?.code, result.refused.get(may_not)?.code]).toEqual([
      'consent.subject-unknown',
      expect.stringMatching(/./),
    ]);
    expect(result.receipt?.opening.payload).toMatchObject({ use: { use: result.use, subject: 'campaign:1' } });
    const page = await world.act((tx) => world.gate.usesOf(tx, may[0] ?? '', { limit: 10 }));
    expect(page.items).toMatchObject([
      {
        use: result.use,
        fields: ['name', 'mobile'],
        recipients: ['示例短信服务有限公司'],
        receipt: result.receipt?.id,
      },
    ]);
    expect((await world.act((tx) => world.gate.usesOf(tx, may_not, { limit: 10 }))).items).toEqual([]);
  });

  it('pages the uses of a person, newest first', async () => {
    const person = await agreeingPerson(world);
    const uses: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      world.clock.advance(10);
      uses.unshift((await use([person])).use);
    }
    const first = await world.act((tx) => world.gate.usesOf(tx, person, { limit: 3 }));
    const cursor = first.next;
    const second = await world.act((tx) =>
      world.gate.usesOf(tx, person, { limit: 3, ...(cursor === undefined ? {} : { cursor }) }),
    );
    expect([...first.items, ...second.items].map((item) => item.use)).toEqual(uses);
    expect(second.next).toBeUndefined();
  });

  it('gives no permit and no receipt when nobody may, and refuses more than 1,000 people', async () => {
    expect(await use([randomUUID()])).toMatchObject({ permit: null, receipt: null });
    await expect(use(Array.from({ length: 1001 }, () => randomUUID()))).rejects.toMatchObject({
      code: 'consent.too-many-persons',
    });
  });

  it('refuses undeclared fields, operations, channels and recipients with the article', async () => {
    const person = await agreeingPerson(world);
    const reason = async (changes: Partial<UseRequest>) => (await use([person], changes)).refused.get(person);
    expect(await reason({ fields: ['religion'] })).toMatchObject({
      code: 'consent.field-undeclared',
      article: 'PIPL 6',
    });
    expect(await reason({ operation: 'publish' })).toMatchObject({ code: 'consent.operation-undeclared' });
    expect(await reason({ channel: 'wecom' })).toMatchObject({ code: 'consent.channel-undeclared' });
    expect(await reason({ recipient: 'Somebody' })).toMatchObject({
      code: 'consent.recipient-undeclared',
      article: 'PIPL 23',
    });
    expect(await reason({ activity: 'nothing' })).toMatchObject({
      code: 'consent.activity-unknown',
      article: 'PIPL 6',
    });
    expect(await reason({ message: { senderIdentity: false, optOutIncluded: true } })).toMatchObject({
      article: expect.any(String),
    });
  });

  it('decides again at hand-off for people of that use only, without another receipt', async () => {
    const [stays, goes, other] = [
      await agreeingPerson(world),
      await agreeingPerson(world),
      await agreeingPerson(world),
    ];
    const { use: id } = await use([stays, goes]);
    world.clock.advance(1);
    await world.act((tx) => world.gate.withdraw(tx, { person: goes, activity: 'marketing', by: 'test' }));
    const entries = await world.count('evidence.entry');
    const again = await world.act((tx) => world.gate.redecide(tx, { use: id, persons: [stays, goes, other] }));
    expect([...(again.permit?.persons ?? [])]).toEqual([stays]);
    expect(again.permit?.use).toBe(id);
    expect([again.refused.get(goes)?.code, again.refused.get(other)?.code]).toEqual([
      'consent.withdrawn',
      'consent.subject-unknown',
    ]);
    expect(await world.count('evidence.entry')).toBe(entries);
    await expect(
      world.act((tx) => world.gate.redecide(tx, { use: randomUUID(), persons: [stays] })),
    ).rejects.toMatchObject({
      code: 'consent.use-unknown',
    });
  });

  it('uses a one-time consent up in one use, which may still be handed off', async () => {
    const person = randomUUID();
    await world.act(async (tx) => {
      await world.gate.registerSubjects(tx, [{ person, role: 'customer', birthDate: '1990-05-01' }]);
      await world.gate.setAddress(tx, { person, channel: 'sms', digest: Buffer.from(person) });
      await world.gate.confirmAddress(tx, { person, channel: 'sms', how: 'code' });
      const shown = await world.gate.present(tx, {
        notice: 'privacy',
        activities: ['marketing'],
        surface: 'test',
        locale: 'en',
        person,
      });
      const act = {
        person,
        activity: 'marketing',
        presentation: shown.id,
        nonce: shown.nonce,
        kind: 'general',
        how: 'explicit_action',
      } as const;
      await world.gate.recordConsents(tx, [{ ...act, answer: 'granted', channel: 'sms', oneTime: true }]);
    });
    world.clock.advance(1);
    const first = await use([person]);
    expect(first.permit).not.toBeNull();
    world.clock.advance(1);
    expect((await use([person])).refused.get(person)?.code).toBe('consent.used-up');
    const again = await world.act((tx) => world.gate.redecide(tx, { use: first.use, persons: [person] }));
    expect(again.permit).not.toBeNull();
  });
});

describe('a permit', () => {
  it('can not be forged, copied or widened', async () => {
    const person = await agreeingPerson(world);
    const { permit } = await use([person]);
    expect([
      permitCovers(permit, person, 'mobile'),
      permitCovers(permit, person, 'address'),
      permitCovers(permit, randomUUID(), 'mobile'),
    ]).toEqual([true, false, false]);
    const content = {
      activity: 'marketing',
      operation: 'use',
      persons: new Set<string>([person]),
      fields: new Set<FieldCode>(['mobile']),
      use: randomUUID(),
    } as const;
    expect(permitCovers(content, person, 'mobile')).toBe(false);
    expect(permitCovers({ ...permit }, person, 'mobile')).toBe(false);
    expect(permitCovers(structuredClone({ ...permit }), person, 'mobile')).toBe(false);
    expect(() => new PermitClass(Symbol('mint'), content)).toThrow(TypeError);
    expect(permitCovers(Object.create(PermitClass.prototype), person, 'mobile')).toBe(false);
    (permit as unknown as { fields: Set<string> }).fields.add('religion');
    (permit as unknown as { persons: Set<string> }).persons.add('someone');
    expect([permitCovers(permit, person, 'religion'), permitCovers(permit, 'someone', 'mobile')]).toEqual([
      false,
      false,
    ]);
    expect(Object.isFrozen(permit as Permit)).toBe(true);
  });
});

describe('collecting', () => {
  it('gives a permit for declared fields and sources, and refuses the rest with the article', async () => {
    const person = await agreeingPerson(world);
    const request = {
      activity: 'order-delivery',
      source: 'form',
      fields: ['name', 'mobile'],
      persons: [person],
    } as const;
    const permit = await world.act((tx) => world.gate.collect(tx, request));
    expect([permit.operation, permitCovers(permit, person, 'mobile')]).toEqual(['collect', true]);
    const code = (changes: object) =>
      world
        .act((tx) => world.gate.collect(tx, { ...request, ...changes }))
        .then(
          () => 'collected',
          (error: { options?: { article?: string } }) => error.options?.article,
        );
    expect(await code({ fields: ['religion'] })).toBe('PIPL 6');
    expect(await code({ source: 'purchased_list' })).toBe('PIPL 10');
    expect(await code({ persons: [randomUUID()] })).toBe('PIPL 13');
  });

  it('refuses to collect by contract from someone who was never told', async () => {
    const person = randomUUID();
    await world.act((tx) => world.gate.registerSubjects(tx, [{ person, role: 'customer' }]));
    const request = { activity: 'order-delivery', source: 'form', fields: ['name'], persons: [person] } as const;
    await expect(world.act((tx) => world.gate.collect(tx, request))).rejects.toMatchObject({
      code: 'consent.collect-refused',
      options: { article: 'PIPL 17' },
    });
    const stock = { ...request, activity: 'customer-administration', source: 'import' };
    expect((await world.act((tx) => world.gate.collect(tx, stock))).persons.has(person)).toBe(true);
  });
});

describe('what the DPO enters', () => {
  it('gates the activity: without assessment or contract nobody may be reached', async () => {
    const person = await agreeingPerson(world);
    const documentHash = 'cd'.repeat(32);
    const first = async () => (await use([person])).refused.get(person)?.article;
    const recipient = activityInput().recipients[0]?.name ?? '';
    await world.act((tx) =>
      world.register.setContractState(tx, {
        activity: 'marketing',
        recipient,
        state: 'ended',
        documentHash: null,
        by: 'staff:dpo',
      }),
    );
    expect(await first()).toBe('PIPL 21');
    await world.act((tx) =>
      world.register.setContractState(tx, {
        activity: 'marketing',
        recipient,
        state: 'signed',
        documentHash,
        by: 'staff:dpo',
      }),
    );
    expect(await first()).toBeUndefined();
    await world.act((tx) =>
      world.register.setAssessmentState(tx, {
        activity: 'marketing',
        state: 'expired',
        documentName: null,
        documentHash: null,
        by: 'staff:dpo',
      }),
    );
    expect(await first()).toBe('PIPL 55');
  });
});

describe('registering people', () => {
  it('takes thousands at once, keeps ordinals, and a second import burns none', async () => {
    const many = Array.from({ length: 5_000 }, () => ({
      person: randomUUID(),
      role: 'customer' as const,
      standing: { activity: 'order-delivery', source: 'import', grade: 'C' as const },
    }));
    const first = await world.act((tx) => world.gate.registerSubjects(tx, many));
    const again = await world.act((tx) => world.gate.registerSubjects(tx, many));
    expect(again).toEqual(first);
    const [next] = await world.act((tx) =>
      world.gate.registerSubjects(tx, [{ person: randomUUID(), role: 'customer' }]),
    );
    expect(next).toBe(Math.max(...first) + 1);
    expect(await world.act((tx) => world.gate.personsOf(tx, first.slice(0, 3)))).toEqual(
      many.slice(0, 3).map((each) => each.person),
    );
    const reach = await world.act((tx) =>
      world.gate.decidePopulation(tx, { ...SMS, ordinals: Uint32Array.from(first) }),
    );
    expect(reach.excluded.map((each) => [each.code, each.count])).toEqual([['consent.unproven', 5_000]]);
  });

  it('keeps no birth date in clear, and refuses days that do not exist', async () => {
    const person = randomUUID();
    await world.act((tx) => world.gate.registerSubjects(tx, [{ person, role: 'customer', birthDate: '2015-03-07' }]));
    const row = await world.act((tx) =>
      tx.one<{ adult_on: string | null; minor_birth: Buffer; all: string }>(
        'select adult_on, minor_birth, row_to_json(s)::text as all from consent.subject s where person = $1',
        [person],
      ),
    );
    expect([row.adult_on, row.minor_birth.includes('2015-03-07'), row.all.includes('2015-03-07')]).toEqual([
      null,
      false,
      false,
    ]);
    for (const birthDate of ['2015-02-30', '2099-01-01', '20150307'])
      await expect(
        world.act((tx) => world.gate.registerSubjects(tx, [{ person: randomUUID(), role: 'customer', birthDate }])),
      ).rejects.toMatchObject({ code: 'consent.subject-refused' });
  });
});
