import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersApp, openCustomersApp } from '../../../../test/support/customers-app.ts';

let opened: CustomersApp;
let world: CustomersApp['world'];
let json: CustomersApp['json'];
beforeAll(async () => {
  opened = await openCustomersApp();
  ({ world, json } = opened);
});
afterAll(() => opened.close());

describe('people over HTTP', () => {
  const BODY = {
    activity: 'customer-administration',
    source: 'from_individual',
    identifiers: [{ type: 'member_id', value: 'M-1001', issuer: 'pos' }],
    attributes: { name: '冯十二', mobile: '138 0013 9001' },
  };

  it('are stored, found by an exact value and shown masked', async () => {
    const made = await json<{ id: string }>('POST', '/persons', BODY);
    expect(made.status).toBe(201);
    const one = await json<{ fields: object }>('GET', `/persons/${made.body.id}`);
    expect(one.body).toMatchObject({ id: made.body.id, fields: { mobile: '138****9001', name: '冯**' } });
    const found = await json<{ items: { id: string }[] }>('POST', '/persons/searches', {
      field: 'mobile',
      value: '+86 13800139001',
    });
    expect(found.body.items.map((item) => item.id)).toEqual([made.body.id]);
    const again = await json<{ code: string }>('POST', '/persons', BODY);
    expect(again).toMatchObject({ status: 409, body: { code: 'customers.identifier-taken' } });
    const twin = { ...BODY, identifiers: [{ type: 'member_id', value: 'M-1002', issuer: 'pos' }], attributes: {} };
    const twins = await Promise.all([json('POST', '/persons', twin), json('POST', '/persons', twin)]);
    expect(twins.map((answer) => answer.status).sort()).toEqual([201, 409]);
  });

  it('lists people for whom the vault has no key: they are shown without fields', async () => {
    const person = { activity: 'customer-administration', source: 'from_individual', attributes: {} };
    const made = await json<{ id: string }>('POST', '/persons', {
      ...person,
      identifiers: [{ type: 'member_id', issuer: 'keyless', value: 'k-1' }],
    });
    for (const table of ['field', 'blind_index', 'search_index', 'person_key'])
      await world.rows(`delete from vault.${table}`);
    const { status, body } = await json<{ items: { id: string; fields: object }[] }>('GET', '/persons');
    expect(status).toBe(200);
    expect(body.items.find(({ id }) => id === made.body.id)).toMatchObject({ fields: {}, refused: null });
    expect((await json('GET', `/persons/${made.body.id}`)).status).toBe(200);
    expect((await json('POST', '/persons/searches', { field: 'any', value: 'k-1abcd' })).status).toBe(200);
  });

  it('count as born when they say, whichever way they say it', async () => {
    const child = { ...BODY, identifiers: [], attributes: { name: '小满', birth_date: '2015/5/1' } };
    // No rules for children are published here, so a child's information is not collected, by a side door either.
    expect(await json('POST', '/persons', child)).toMatchObject({ status: 422, body: { article: 'PIPL 31' } });
    const grown = { ...BODY, identifiers: [], attributes: { name: '大满', birth_date: '1990年3月7日' } };
    const made = await json<{ id: string }>('POST', '/persons', grown);
    expect(await world.act((tx) => world.gate.ageOf(tx, made.body.id))).toMatchObject({
      band: 'adult',
      by: 'birth-date',
    });
  });

  it('are refused where the activity may not collect them from this source, and with every bad field named', async () => {
    const bought = await json('POST', '/persons', { ...BODY, identifiers: [], source: 'purchased_list' });
    expect(bought.status).toBe(422);
    const shoe = await json<{ errors: { path: string }[] }>('POST', '/persons', {
      ...BODY,
      identifiers: [],
      attributes: { shoe_size: '43' },
    });
    expect(shoe).toMatchObject({ status: 400, body: { errors: [{ path: 'attributes.shoe_size' }] } });
    const mobile = await json<{ errors: unknown[] }>('POST', '/persons', {
      ...BODY,
      identifiers: [],
      attributes: { mobile: '12' },
    });
    expect(mobile).toMatchObject({ status: 400, body: { errors: [{ path: 'attributes.mobile' }] } });
    const numbered = (...identifiers: object[]) => ({ ...BODY, identifiers, attributes: {} });
    const own = { type: 'member_id', issuer: 'pos', value: 'M-77' };
    const paths = async (body: object) => {
      const { status, body: answer } = await json<{ errors?: { path: string }[] }>('POST', '/persons', body);
      return [status, ...(answer.errors ?? []).map(({ path }) => path)];
    };
    const control = String.fromCharCode(1);
    expect(await paths(numbered({ ...own, value: `a${control}b` }, { ...own, issuer: `p${control}` }))).toEqual([
      400,
      'identifiers[0].value',
      'identifiers[1].issuer',
    ]);
    expect(await paths(numbered({ ...own, value: '\u200b' }))).toEqual([400, 'identifiers[0].value']);
    expect(await paths(numbered(own, own))).toEqual([400, 'identifiers[1]']);
    for (const birthDate of ['2099-01-01', '1850-01-01'])
      expect(await paths({ ...numbered(own), birthDate })).toEqual([400, 'birthDate']);
    const twice = { ...numbered(own), birthDate: '1990-01-01', attributes: { birth_date: '2015-01-01' } };
    expect(await paths(twice)).toEqual([400, 'attributes.birth_date']);
    expect(await paths({ ...numbered(own), activity: 'nothing' })).toEqual([422, 'activity']);
    expect((await json('POST', '/persons', { ...BODY, extra: 1 })).status).toBe(400);
    expect((await json('POST', '/persons', { ...BODY, identifiers: [], attributes: {} })).status).toBe(400);
    expect((await json('GET', '/persons/not-an-id')).status).toBe(400);
    expect((await json('GET', '/persons/01930000-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await json('GET', '/persons?cursor=x')).status).toBe(400);
  });
});
