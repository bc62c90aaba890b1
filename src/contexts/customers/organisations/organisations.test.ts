import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBusinessActivities } from '../../../../test/support/business-contacts.ts';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import type { PersonInput } from '../identity/create-person.ts';
import { readOrganisation } from './domain/organisation.ts';

const VIEWER = { by: 'staff:test', tier: 1, role: 'agent' } as const;
const ACTIVITY = 'contract-notices';
// Made up; the last character of each is its check.
const [NUMBER, OTHER_NUMBER] = ['91310000MA1K000019', '91350100M000100Y43'];
let world: CustomersWorld;

beforeAll(async () => {
  world = await openCustomersWorld();
  await world.act((tx) => openBusinessActivities(world.register, tx));
});
afterAll(() => world.close());

const create = (more: Partial<PersonInput>) =>
  world.act((tx) =>
    world.customers.createPerson(tx, {
      activity: ACTIVITY,
      source: 'from_individual',
      identifiers: [],
      attributes: { name: '钱采购', mobile: '13800137001', job_title: '采购总监' },
      role: 'business_contact',
      ...more,
    }),
  );
const list = (activity?: string, organisation?: string) =>
  world.act((tx) =>
    world.customers.persons(
      tx,
      {
        limit: 50,
        ...(activity === undefined ? {} : { activity }),
        ...(organisation === undefined ? {} : { organisation }),
      },
      VIEWER,
    ),
  );
const organisations = async (name?: string) =>
  (
    await world.act((tx) =>
      world.customers.organisations.list(tx, { limit: 50, ...(name === undefined ? {} : { name }) }),
    )
  ).items;
const profile = (person: string) => world.act((tx) => world.customers.profile(tx, person, VIEWER));

async function run(lines: readonly string[], issuer: string) {
  const body = () => Readable.from([Buffer.from(lines.join('\r\n'))]);
  const { id } = await world.act((tx) =>
    world.customers.createImport(tx, {
      kind: 'contacts',
      activity: ACTIVITY,
      source: 'import',
      issuer,
      notice: null,
      by: 'staff:test',
    }),
  );
  await world.customers.uploadFile({ import: id, body: body() });
  const { mapping } = await world.customers.previewImport(id);
  const check = await world.customers.checkImport({ import: id, mapping });
  await world.act((tx) => world.customers.startImport(tx, { import: id, mapping, by: 'staff:test' }));
  await world.customers.runImport(id);
  const { accepted, refused, duplicate, newPeople, status } = await world.act((tx) => world.customers.import(tx, id));
  return { check, run: { accepted, refused, duplicate, newPeople, status } };
}

describe('organisations', () => {
  it('are read with the check of their number, and never with somebody’s number for a name', () => {
    const read = (name: string, registrationNumber?: string) => {
      const result = readOrganisation(registrationNumber === undefined ? { name } : { name, registrationNumber });
      return result.ok ? result.organisation : result.errors.map(({ path }) => path);
    };
    expect(read('  华诺（上海）科技有限公司 ', ' 9135 0100-m000100y43 ')).toEqual({
      name: '华诺(上海)科技有限公司',
      registrationNumber: OTHER_NUMBER,
    });
    expect(read('华诺科技', '91350100M000100Y44')).toEqual(['registrationNumber']);
    expect(read('华诺科技', '91350100M000100I43')).toEqual(['registrationNumber']);
    expect(read('华诺科技', '')).toEqual(['registrationNumber']);
    expect(read('13800138000')).toEqual(['name']);
    expect(read('华')).toEqual(['name']);
    expect(read('华诺\u0000科技')).toEqual(['name']);
    expect(read('华'.repeat(101))).toEqual(['name']);
  });

  it('have several contacts, who stand in no list of customers and are seen under an activity about them', async () => {
    const name = '示例联络（上海）有限公司';
    const one = await create({ organisation: { name } });
    const two = await create({
      organisation: { name: '示例联络(上海) 有限公司', registrationNumber: OTHER_NUMBER },
      attributes: { name: '孙技术' },
    });
    const [organisation, ...others] = await organisations('联络');
    expect(others).toEqual([]);
    expect(organisation).toMatchObject({ registrationNumber: OTHER_NUMBER, contacts: 2 });
    const contacts = await list(ACTIVITY, organisation?.id);
    expect(contacts.items.map(({ id, role }) => [id, role])).toEqual([
      [two.id, 'business_contact'],
      [one.id, 'business_contact'],
    ]);
    expect(contacts.items[1]?.organisation).toMatchObject({ id: organisation?.id, name: '示例联络(上海)有限公司' });
    expect(contacts.items[1]?.fields).toMatchObject({ name: '钱**', mobile: '138****7001' });
    expect((await list()).items.map(({ id }) => id)).not.toContain(one.id);
    await expect(list('marketing')).rejects.toMatchObject({ code: 'customers.not-for-employees' });
    await expect(list(undefined, organisation?.id)).rejects.toMatchObject({ code: 'customers.bad-organisation' });
  });

  it('are named for contacts, and for nobody else', async () => {
    const refused = (more: Partial<PersonInput>) =>
      create(more).then(
        () => [],
        (error: { options: { errors: { path: string }[] } }) => error.options.errors.map(({ path }) => path),
      );
    const organisation = { name: '示例单位有限公司' };
    expect(await refused({})).toEqual(['organisation']);
    expect(await refused({ role: 'customer', organisation })).toEqual(['organisation']);
    expect(await refused({ organisation, attributes: { employer: '另一家' } })).toEqual(['attributes.employer']);
    expect(await refused({ organisation: { ...organisation, registrationNumber: '123' } })).toEqual([
      'organisation.registrationNumber',
    ]);
    await expect(create({ organisation, activity: 'customer-administration' })).rejects.toMatchObject({
      kind: 'refused',
    });
  });

  it('are told on the profile under the activity in which the contact came, and go with them', async () => {
    const { id } = await create({ organisation: { name: '示例档案有限公司', registrationNumber: NUMBER } });
    const seen = await profile(id);
    expect(seen.records).toMatchObject([
      {
        role: 'business_contact',
        refused: null,
        organisation: { name: '示例档案有限公司', registrationNumber: NUMBER },
      },
    ]);
    expect(seen.values.map(({ trait }) => trait).sort()).toEqual(['employer', 'job_title', 'mobile', 'name']);
    await world.act((tx) =>
      world.customers.organisations.moveContact(tx, {
        person: id,
        organisation: { name: '示例新东家有限公司' },
        by: 'staff:test',
      }),
    );
    expect((await profile(id)).records[0]?.organisation?.name).toBe('示例新东家有限公司');
    await world.act((tx) => world.customers.erasePerson(tx, id));
    expect(await world.rows(`select 1 from customers.business_contact where person = '${id}'`)).toEqual([]);
    expect((await organisations('示例新东家'))[0]).toMatchObject({ contacts: 0 });
    const customer = await create({
      role: 'customer',
      activity: 'customer-administration',
      attributes: { name: '李顾客' },
    });
    const moved = { person: customer.id, organisation: { name: '示例单位有限公司' }, by: 'staff:test' };
    await expect(world.act((tx) => world.customers.organisations.moveContact(tx, moved))).rejects.toMatchObject({
      code: 'customers.bad-organisation',
    });
  });
});

describe('contacts files', () => {
  const HEAD = '联系人编号,单位名称,统一社会信用代码,职务,姓名,手机,邮箱';

  it('make contacts once, refuse a number whose check is wrong, and move who has changed', async () => {
    const lines = [
      HEAD,
      `c-1,文件一号有限公司,${NUMBER},总经理,周一,13800137011,one@example.com`,
      'c-2,文件二号有限公司,,采购,吴二,13800137012,',
      'c-3,文件三号有限公司,91310000MA1K000013,财务,郑三,13800137013,',
      'c-4,13900139000,,财务,王四,13800137014,',
      'c-5,,,财务,冯五,13800137015,',
    ];
    const first = await run(lines, 'crm-b2b');
    expect(first.check).toMatchObject({ total: 5, accepted: 2, refused: 3, newPeople: 2, failure: null });
    expect(first.run).toEqual({ status: 'finished', accepted: 2, refused: 3, duplicate: 0, newPeople: 2 });
    expect((await run(lines, 'crm-b2b')).run).toMatchObject({ accepted: 0, refused: 3, duplicate: 2, newPeople: 0 });
    const moved = await run([HEAD, 'c-2,文件四号有限公司,,采购经理,吴二,13800137012,'], 'crm-b2b');
    expect(moved.run).toMatchObject({ accepted: 1, newPeople: 0 });
    expect((await organisations('文件')).map(({ name, contacts }) => [name, contacts])).toEqual([
      // The first one is known by its number, under the name by which it was known before.
      ['文件二号有限公司', 0],
      ['文件四号有限公司', 1],
    ]);
  });

  it('add nothing to a consumer of the same number, nor a people file to a contact', async () => {
    await create({
      role: 'customer',
      activity: 'customer-administration',
      attributes: { name: '李顾客' },
      identifiers: [{ type: 'member_id', issuer: 'crm-mixed', value: 'm-1' }],
    });
    const { run: report } = await run([HEAD, 'm-1,混合有限公司,,店长,李顾客,13800137021,'], 'crm-mixed');
    expect(report).toMatchObject({ accepted: 0, refused: 1 });
  });
});

describe('segments', () => {
  it('count contacts under an activity about them alone, by organisation, and say so', async () => {
    const { id } = await create({ organisation: { name: '分群示例有限公司' } });
    const [organisation] = await organisations('分群示例');
    const definition = { trait: { name: 'organisation' as const, in: [organisation?.id ?? ''] } };
    await world.customers.moveEvents();
    const save = (code: string, activity: string) =>
      world.act((tx) =>
        world.customers.saveSegment(tx, {
          code,
          name: { zh: code, en: code },
          definition,
          activity,
          by: 'staff:test',
        }),
      );
    await save('b2b', ACTIVITY);
    await expect(save('consumers', 'customer-administration')).rejects.toMatchObject({ kind: 'refused' });
    const count = (code: string) => world.act((tx) => world.customers.computeSegment(tx, { code, by: 'staff:test' }));
    const ordinal = await world.act((tx) => world.gate.ordinalOf(tx, id));
    expect([...(await count('b2b')).ordinals]).toEqual([ordinal]);
    const explained = await world.act((tx) =>
      world.customers.segmentation.explain(tx, { code: 'b2b', person: id, by: 'staff:test' }),
    );
    expect(JSON.stringify(explained)).toContain('所在单位为分群示例有限公司');
    await expect(
      world.act((tx) =>
        world.customers.saveSegment(tx, {
          code: 'nobody',
          name: { zh: 'x', en: 'x' },
          definition: { trait: { name: 'organisation', in: ['no-such'] } },
          by: 'staff:test',
        }),
      ),
    ).rejects.toMatchObject({ code: 'customers.segment-definition' });
  });
});
