import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { DELIVERY } from '../../../../test/support/gate-world.ts';
import { writeHeads } from '../identity/store/cluster-store.ts';
import { describeDefinition } from './domain/describe-definition.ts';
import { parseDefinition } from './domain/parse-definition.ts';

const CLUB = ['member_id', 'order_record', 'city', 'birth_date', 'mobile'] as const;
const told = new Date('2026-11-01T00:00:00Z');

let world: CustomersWorld;
const people: string[] = [];
let ordinals: number[];

beforeAll(async () => {
  world = await openCustomersWorld();
  const { register, act, customers } = world;
  await act(async (tx) => {
    const fields = CLUB.map((field) => ({ field, necessary: true }));
    await register.saveActivity(tx, { ...DELIVERY, code: 'club', fields });
    const activities = (await register.activities(tx)).map((activity) => activity.code);
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'privacy');
  });
  for (const [city, birthDate] of [
    ['杭州市', '1990-05-02'],
    ['杭州', '1988-11-30'],
    ['上海', '1991-05-20'],
  ] as const) {
    const input = {
      activity: 'club',
      source: 'from_individual',
      identifiers: [{ type: 'member_id' as const, value: `K${people.length}`, issuer: 'club' }],
      attributes: { city },
      birthDate,
      standing: { grade: 'B' as const, source: 'form', noticeShownAt: told, how: 'form' },
    };
    people.push((await act((tx) => customers.createPerson(tx, input))).id);
  }
  ordinals = (await act((tx) => world.gate.ordinalsOf(tx, people))).map((ordinal) => ordinal ?? 0);
});
afterAll(() => world.close());

async function found(definition: object, activity = 'club'): Promise<number[]> {
  const name = { zh: '人群', en: 'Segment' };
  await world.act((tx) =>
    world.customers.saveSegment(tx, { code: 'asked', name, definition, activity, by: 'staff:test' }),
  );
  await world.customers.moveEvents();
  const computed = await world.act((tx) => world.customers.computeSegment(tx, { code: 'asked', by: 'staff:test' }));
  return [...computed.ordinals].map((ordinal) => ordinals.indexOf(ordinal));
}

describe('conditions on encrypted fields', () => {
  it('are answered in the vault, and each person whose field was opened sees it', async () => {
    expect(await found({ field: { name: 'city', in: ['杭州'] } })).toEqual([0, 1]);
    expect(await found({ field: { name: 'birth_date', months: [5] } })).toEqual([0, 2]);
    const both = {
      all: [{ field: { name: 'birth_date', months: [5] } }, { not: [{ field: { name: 'city', in: ['上海'] } }] }],
    };
    expect(await found(both)).toEqual([0]);
    const uses = await world.act((tx) => world.gate.usesOf(tx, people[2] ?? '', { limit: 20 }));
    expect(uses.items.map((use) => use.fields.join())).toContain('birth_date');
  });

  it('open nobody’s field whom another condition has ruled out already', async () => {
    const before = await world.act((tx) => world.gate.usesOf(tx, people[1] ?? '', { limit: 50 }));
    const definition = {
      all: [{ event: { name: 'purchase', atLeast: 1 } }, { field: { name: 'city', in: ['杭州'] } }],
    };
    expect(await found(definition)).toEqual([]);
    const after = await world.act((tx) => world.gate.usesOf(tx, people[1] ?? '', { limit: 50 }));
    expect(after.items.filter((use) => use.fields.includes('city'))).toHaveLength(
      before.items.filter((use) => use.fields.includes('city')).length,
    );
  });

  it('are refused under an activity that does not have the field', async () => {
    const asked = found({ field: { name: 'city', in: ['杭州', '上海'] } }, 'order-delivery');
    await expect(asked).rejects.toMatchObject({ code: 'customers.segment-field-not-covered', kind: 'refused' });
  });
});

describe('conditions on permission', () => {
  it('ask the gate about each person', async () => {
    expect(await found({ permission: { activity: 'club' } })).toEqual([0, 1, 2]);
    expect(await found({ permission: { activity: 'marketing', channel: 'sms' } })).toEqual([]);
    expect(await found({ not: [{ permission: { activity: 'marketing', channel: 'sms' } }] })).toEqual([0, 1, 2]);
    await expect(found({ permission: { activity: 'no-such' } })).rejects.toMatchObject({
      code: 'customers.segment-definition',
    });
  });

  it('count a human once, by whichever record they hold for', async () => {
    const [first = 0, second = 0] = ordinals;
    await world.act((tx) =>
      writeHeads(
        tx,
        [
          { ordinal: first, head: first },
          { ordinal: second, head: first },
        ],
        told,
      ),
    );
    expect(await found({ field: { name: 'birth_date', months: [11] } })).toEqual([0]);
    expect(
      await found({
        all: [{ field: { name: 'birth_date', months: [11] } }, { field: { name: 'birth_date', months: [5] } }],
      }),
    ).toEqual([0]);
  });
});

describe('such conditions', () => {
  it('are read with each fault named, and said as a sentence', () => {
    const faults = (definition: object) => {
      const parsed = parseDefinition(definition);
      return parsed.ok ? [] : parsed.errors.map((error) => error.path);
    };
    expect(faults({ permission: { activity: 'A B', more: 1 } })).toEqual([
      'definition.permission.more',
      'definition.permission.activity',
    ]);
    expect(faults({ permission: { activity: 'club', channel: 'fax' } })).toEqual(['definition.permission.channel']);
    expect(faults({ field: { name: 'birth_date', months: [0] } })).toEqual(['definition.field.months']);
    expect(faults({ field: { name: 'mobile', in: ['1'] } })).toEqual(['definition.field.name']);
    expect(faults({ field: { name: 'city', in: [], months: [] } })).toEqual([
      'definition.field.months',
      'definition.field.in',
    ]);
    expect(faults({ permission: null })).toEqual(['definition.permission']);
    const definition = {
      all: [
        { permission: { activity: 'club', channel: 'sms' as const } },
        { field: { name: 'birth_date' as const, months: [5, 6] } },
        { field: { name: 'city' as const, in: ['杭州'] } },
      ],
    };
    expect(describeDefinition(definition).zh).toBe('允许为“club”经短信触达，并且生日在5月、6月，并且所在城市为杭州');
  });
});
