import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { activityInput } from '../../../../test/support/gate-world.ts';
import type { PersonQuery } from './view-persons.ts';

const VIEWER = { by: 'staff:test', tier: 1, role: 'agent', exactly: true } as const;
const PEOPLE = [
  ['单雄信', '13800138001'],
  ['曾小贤', '13800138002'],
  ['尉迟恭', '13912348003'],
  ['阿依古丽·买买提', '13912348004'],
  ['单小单', '13700008005'],
] as const;
const HR = activityInput({
  code: 'staff-files',
  name: { zh: '员工档案', en: 'Staff files' },
  purpose: 'hr_management',
  basis: 'hr',
  basisFacts: { necessary: true, lawful_labour_rules: true, collective_contract: true },
  operations: ['collect', 'store', 'use', 'staff_access'],
  fields: [
    { field: 'name', necessary: true },
    { field: 'mobile', necessary: true },
  ],
  channels: [],
  commercial: false,
  recipients: [],
  automatedDecision: null,
  noticeBy: 'public_rules',
  adultsOnly: false,
});
let world: CustomersWorld;
const ids = new Map<string, string>();

beforeAll(async () => {
  world = await openCustomersWorld();
  await world.act((tx) => world.register.saveActivity(tx, HR));
  for (const [name, mobile] of PEOPLE) ids.set(name, await create(name, mobile, 'customer'));
  ids.set('仇员工', await create('仇员工', '13600006666', 'employee'));
  await index();
});
afterAll(() => world.close());

async function create(name: string, mobile: string, role: 'customer' | 'employee'): Promise<string> {
  const attributes = { name, mobile };
  const input = { activity: 'customer-administration', source: 'from_individual', identifiers: [], attributes, role };
  return (await world.act((tx) => world.customers.createPerson(tx, input))).id;
}

const index = () => world.act((tx) => world.vault.indexWaiting(tx, 100));
const search = (value: string, more: Partial<PersonQuery> = {}) =>
  world.act((tx) => world.customers.searchPersons(tx, { field: 'any', value, ...more }, VIEWER));
const namesOf = async (value: string) => {
  const found = (await search(value)).items.map(({ id }) => id);
  return [...ids].filter(([, id]) => found.includes(id)).map(([name]) => name);
};

describe('searching for people', () => {
  it('finds them by name, pinyin, initials and what a mask shows, in every reading', async () => {
    const asked: [string, string[]][] = [
      ['单', ['单雄信', '单小单']],
      ['sxx', ['单雄信']],
      ['danxiong', ['单雄信']],
      ['zxx', ['曾小贤']],
      ['ceng', ['曾小贤']],
      ['weichi', ['尉迟恭']],
      ['YCG', ['尉迟恭']],
      ['买买提', ['阿依古丽·买买提']],
      ['阿依古丽•买买提', ['阿依古丽·买买提']],
      ['139****8004', ['阿依古丽·买买提']],
      ['8002', ['曾小贤']],
      ['13912348003', ['尉迟恭']],
      ['+86 137 0000 8005', ['单小单']],
      ['王', []],
    ];
    for (const [text, names] of asked) expect([text, await namesOf(text)]).toEqual([text, names]);
  });

  it('answers masked, with one receipt a page, page by page', async () => {
    const first = await search('单', { limit: 1 });
    expect(first.items).toHaveLength(1);
    expect(JSON.stringify(first)).not.toMatch(/雄信|小单|1380013|1370000/);
    const second = await search('单', { limit: 1, cursor: first.next ?? '' });
    expect(second.items).toHaveLength(1);
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
    expect(second.next).toBeUndefined();
    const { items } = await world.act((tx) => world.gate.usesOf(tx, first.items[0]?.id ?? '', { limit: 50 }));
    expect(items.filter(({ receipt }) => receipt === first.receipt)).toMatchObject([{ subject: 'person-search' }]);
  });

  it('finds nobody by a name of before, by one who was erased, or before the transaction that indexes has ended', async () => {
    const person = await create('李旧名', '13500001111', 'customer');
    await index();
    expect((await search('ljm')).items).toHaveLength(1);
    await world.act(async (tx) => {
      const request = {
        activity: 'customer-administration',
        source: 'from_individual',
        fields: ['name'],
        persons: [person],
      };
      const permit = await world.gate.collect(tx, request as never);
      await world.vault.storeFields(tx, permit, [{ person, field: 'name', value: '李新名' }]);
    });
    const broken = world.act(async (tx) => {
      await world.vault.indexWaiting(tx, 100);
      throw new Error('the process ended');
    });
    await expect(broken).rejects.toThrow('the process ended');
    expect((await search('ljm')).items).toHaveLength(1);
    expect(await index()).toBe(1);
    expect(await index()).toBe(0);
    expect([(await search('ljm')).items.length, (await search('lxm')).items.length]).toEqual([0, 1]);
    await world.act((tx) => world.vault.erasePersons(tx, [person]));
    expect((await search('lxm')).items).toEqual([]);
    const left = await world.rows(`select 1 from vault.search_index where person = '${person}'`);
    expect(left).toEqual([]);
  });

  it('asks for more than a letter, and refuses cursors that it has not given', async () => {
    for (const value of ['a', '*', '·', '😀'])
      await expect(search(value), value).rejects.toMatchObject({
        code: 'customers.search-too-short',
        options: { errors: [{ path: 'value' }] },
      });
    await expect(search('单', { cursor: 'x' })).rejects.toMatchObject({
      code: 'customers.bad-cursor',
      options: { errors: [{ path: 'cursor' }] },
    });
  });

  it('stores nothing from which a name can be read', async () => {
    const rows = await world.rows<{ words: string[] }>('select words::text[] as words from vault.search_index');
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.every(({ words }) => words.every((word) => /^-?\d{1,19}$/.test(word)))).toBe(true);
  });
});

describe('employees', () => {
  it('stand in no list or search of customers, and are seen under an activity of the HR basis alone', async () => {
    const list = (activity?: string) =>
      world.act((tx) =>
        world.customers.persons(tx, { limit: 100, ...(activity === undefined ? {} : { activity }) }, VIEWER),
      );
    const customers = (await list()).items;
    expect(customers.length).toBeGreaterThan(4);
    expect(customers.every(({ role }) => role !== 'employee')).toBe(true);
    expect(customers.map(({ id }) => id)).not.toContain(ids.get('仇员工'));
    for (const text of ['仇', 'qyg', '13600006666']) expect((await search(text)).items).toEqual([]);
    await expect(list('marketing')).rejects.toMatchObject({
      code: 'customers.not-for-employees',
      options: { article: 'PIPL 13', errors: [{ path: 'activity' }] },
    });
    const staff = (await list('staff-files')).items;
    expect(staff.map(({ id, role }) => [id, role])).toEqual([[ids.get('仇员工'), 'employee']]);
  });
});

describe('an employee who is looked at', () => {
  it('is looked at under the HR activity in which they came, never under customer administration', async () => {
    await world.act(async (tx) => {
      const title = { zh: '员工告知', en: 'Notice to staff' };
      await world.register.saveNotice(tx, { code: 'staff', title, activities: ['staff-files'] });
      await world.register.publishNotice(tx, 'staff');
    });
    const input = { source: 'from_individual', identifiers: [], role: 'employee', activity: 'staff-files' } as const;
    const { id } = await world.act((tx) =>
      world.customers.createPerson(tx, { ...input, attributes: { name: '岑同事', mobile: '13600007777' } }),
    );
    const seen = await world.act((tx) => world.customers.person(tx, id, VIEWER));
    expect(seen.fields).toEqual({ name: '岑**', mobile: '136****7777' });
    await world.act((tx) => world.customers.profile(tx, id, VIEWER));
    const { items } = await world.act((tx) => world.gate.usesOf(tx, id, { limit: 10 }));
    expect(items.length).toBeGreaterThan(1);
    expect(new Set(items.map(({ activity }) => activity))).toEqual(new Set(['staff-files']));
  });
});

describe('looking for a whole number or address', () => {
  const marketer = { ...VIEWER, role: 'marketer', exactly: false } as const;
  const as = (viewer: typeof VIEWER | typeof marketer, query: PersonQuery) =>
    world
      .act((tx) => world.customers.searchPersons(tx, query, viewer))
      .then(
        ({ items }) => items.length,
        (error: { code: string }) => error.code,
      );

  it('is refused to who may not, however it is spelled, and found by what a mask shows all the same', async () => {
    for (const value of ['13800138001', '+86 138-0013-8001', ' 138 0013 8001 ', 'somebody@example.org'])
      expect(await as(marketer, { field: 'any', value })).toBe('customers.exact-search-not-permitted');
    expect(await as(marketer, { field: 'mobile', value: '13800138001' })).toBe('customers.exact-search-not-permitted');
    expect(await as(marketer, { field: 'any', value: '138****8001' })).toBe(1);
    expect(await as(marketer, { field: 'any', value: '8001' })).toBe(1);
  });

  it('is written down and limited, also where it finds nobody', async () => {
    const by = { ...VIEWER, by: 'staff:01930000-0000-7000-8000-0000000000bb' };
    const search = (value: string) =>
      world
        .act((tx) => world.customers.searchPersons(tx, { field: 'mobile', value }, by))
        .then(
          ({ items }) => items.length,
          (error: { code: string; options: { retryAfter?: number } }) => [error.code, error.options.retryAfter],
        );
    expect(await search('13800138001')).toBe(1);
    for (let n = 1; n < 60; n += 1) expect(await search('13511110000')).toBe(0);
    expect(await search('13511110000')).toEqual(['customers.too-many-searches', 3600]);
    const kept = await world.rows<{ row: string }>(
      `select to_jsonb(e)::text as row from customers.exact_search e where searched_by = '${by.by}'`,
    );
    expect(kept).toHaveLength(60);
    expect(JSON.stringify(kept)).not.toMatch(/13511110000|13800138001/);
    expect(await world.act((tx) => world.customers.exactSearchesLeft(tx, by.by))).toMatchObject({ left: 0 });
    world.clock.advance(3_601_000);
    expect(await search('13511110000')).toBe(0);
  });
});
