import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL, type CustomersApp, openCustomersApp, staff } from '../../../../test/support/customers-app.ts';

let opened: CustomersApp;
let world: CustomersApp['world'];
let json: CustomersApp['json'];
let call: CustomersApp['call'];
let caller: CustomersApp['caller'];
beforeAll(async () => {
  opened = await openCustomersApp();
  ({ world, json, call, caller } = opened);
});
afterAll(() => opened.close());

async function declare(changes: object = {}): Promise<string> {
  const declared = { kind: 'purchases', activity: 'order-delivery', source: 'import', issuer: 'cdnow', notice: null };
  const { status, body } = await json<{ id: string }>('POST', '/imports', { ...declared, ...changes });
  expect(status).toBe(201);
  return body.id;
}

interface Report {
  status: string;
  total: number;
  done: number;
  accepted: number;
  refused: number;
  newPeople: number;
}

async function importFile(bytes: Buffer, changes: object = {}): Promise<{ id: string; report: Report }> {
  const id = await declare(changes);
  expect((await json('PUT', `/imports/${id}/file`, bytes, 'text/csv')).status).toBe(200);
  const preview = await json<{ mapping: object }>('GET', `/imports/${id}/preview`);
  const started = await json('POST', `/imports/${id}/start`, { mapping: preview.body.mapping });
  expect(started.status).toBe(202);
  await world.customers.runImport(id);
  return { id, report: (await json<Report>('GET', `/imports/${id}`)).body };
}

// 2,000 purchases of 300 people between January 1997 and June 1998, the last on 30 June.
function purchases(): Buffer {
  const lines = Array.from({ length: 2_000 }, (_, row) => {
    const person = String(row % 300).padStart(5, '0');
    const month = (row * 7) % 18;
    const date = `${1997 + Math.floor(month / 12)}${String((month % 12) + 1).padStart(2, '0')}${String((row % 30) + 1).padStart(2, '0')}`;
    return ` ${person} ${date.endsWith('0229') || date.endsWith('0230') ? `${date.slice(0, 6)}28` : date}  ${(row % 3) + 1}   ${10 + (row % 50)}.99\n`;
  });
  return Buffer.from(` customer_id  date number_of_cds  dollar_value\n${lines.join('')} 00000 19980630  1   9.99\n`);
}

describe('from a purchase history to its reach', () => {
  it('imports 2,001 purchases, and reaches nobody, because nothing proves that they agreed', async () => {
    const { report } = await importFile(purchases(), { dateShift: 'last-is-yesterday' });
    expect(report).toMatchObject({ status: 'finished', total: 2_001, done: 2_001, accepted: 2_001, newPeople: 300 });
    const definition = { event: { name: 'purchase', withinDays: 90, atLeast: 2 } };
    const name = { zh: '近90天买过两次', en: 'Bought twice in 90 days' };
    expect((await json('POST', '/segments', { code: 'twice', name, definition })).status).toBe(201);
    const { status, body } = await json<{
      total: number;
      excluded: { code: string; article: string; count: number }[];
    }>('POST', '/segments/twice/reach', { activity: 'marketing', operation: 'use', channel: 'sms' });
    expect(status).toBe(200);
    const counted = await world.rows<{ people: number }>(
      `select count(*)::int as people from (select ordinal from customers.event
        where name = 'purchase' and happened_at >= timestamptz '2026-08-14 00:00+08' group by ordinal having count(*) >= 2) as s`,
    );
    expect(body.total).toBe(counted[0]?.people);
    expect(body.total).toBeGreaterThan(10);
    expect(body).toMatchObject({
      allowed: 0,
      unanalysed: 0,
      excluded: [{ code: 'consent.unproven', count: body.total }],
    });
    expect(Object.keys(body)).not.toContain('ordinals');
  });

  it('counts who is not to be analysed apart, and reads nothing of them', async () => {
    const [person] = await world.rows<{ id: string }>('select id from customers.person order by ordinal limit 1');
    await world.act((tx) =>
      world.gate.object(tx, { person: person?.id ?? '', kind: 'restrict', by: 'privacy-centre' }),
    );
    const definition = { not: [{ event: { name: 'never-happened', atLeast: 1 } }] };
    await json('POST', '/segments', { code: 'everybody', name: { zh: '所有人', en: 'Everybody' }, definition });
    const { body } = await json<{ total: number; unanalysed: number }>('POST', '/segments/everybody/reach', {
      activity: 'marketing',
      operation: 'use',
      channel: 'email',
    });
    expect(body).toMatchObject({ total: 299, unanalysed: 1 });
  });

  it('stands once among the uses of everybody who was analysed, for all its questions, and not among those of the others', async () => {
    const people = await world.rows<{ id: string }>('select id from customers.person order by ordinal limit 2');
    const analyses = async (person: string) => {
      const { items } = await world.act((tx) => world.gate.usesOf(tx, person, { limit: 100 }));
      return items.filter((use) => use.population);
    };
    world.clock.advance(1);
    const [restricted = [], counted = []] = await Promise.all(people.map(({ id }) => analyses(id)));
    await json('POST', '/segments/twice/reach', { activity: 'marketing', operation: 'use', channel: 'sms' });
    const [still, now = []] = await Promise.all(people.map(({ id }) => analyses(id)));
    expect(still).toEqual(restricted);
    expect(now.slice(1)).toEqual(counted);
    expect(now[0]).toMatchObject({
      activity: 'customer-administration',
      fields: ['order_record'],
      subject: 'segment:twice',
      purposeNote: '人群分析 / segment analysis',
    });
    const receipt = await world.act((tx) => world.evidence.receipt(tx, now[0]?.receipt ?? ''));
    expect(receipt.opening.payload).toMatchObject({
      members: { size: 299 },
      use: { use: now[0]?.use, detail: { revision: 1, definition: expect.stringMatching(/^[\w-]{43}$/) } },
    });
  });

  it('leaves one receipt a computation and one a masked page', async () => {
    const receipts = async () => (await world.rows('select 1 from evidence.entry')).length;
    const before = await receipts();
    await json('POST', '/segments/twice/reach', { activity: 'marketing', operation: 'use', channel: 'sms' });
    expect(await receipts()).toBe(before + 1);
    const { body } = await json<{ items: { fields: { member_id: string } | null }[]; receipt: string; next: string }>(
      'GET',
      '/persons?limit=20',
    );
    expect(body.items).toHaveLength(20);
    expect(body.receipt).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.next).toMatch(/^\d+$/);
    expect((await json<{ items: unknown[] }>('GET', `/persons?limit=20&cursor=${body.next}`)).body.items).toHaveLength(
      20,
    );
  });
});

describe('imports over HTTP', () => {
  it('give back what was refused, to whom that is permitted', async () => {
    const header = '订单号,下单时间,收货人,手机,商品,数量,实付金额\r\n';
    const bytes = iconv.encode(`${header}1,2026-11-01,=1+1,13800139002,茶,1,1.00\r\n`, 'gb18030');
    const { id, report } = await importFile(bytes, { kind: 'orders', issuer: 'shop' });
    expect(report).toMatchObject({ total: 1, refused: 1, accepted: 0 });
    const file = await call('GET', `/imports/${id}/refused-rows`);
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(file.text).toContain("'=1+1");
    caller.current = staff(['customers.import']);
    expect((await call('GET', `/imports/${id}/refused-rows`)).status).toBe(403);
    caller.current = staff(ALL);
  });

  it('refuse bad declarations, files and mappings with the field named', async () => {
    const bad = {
      kind: 'purchases',
      activity: 'order-delivery',
      source: 'import',
      notice: { how: 'x', shownAt: '2999-01-01T00:00:00Z' },
    };
    expect((await json('POST', '/imports', bad)).body).toMatchObject({ errors: [{ path: 'notice.shownAt' }] });
    expect((await json('POST', '/imports', { ...bad, notice: null, activity: 'no-such' })).status).toBe(404);
    const id = await declare();
    expect((await json('GET', `/imports/${id}/preview`)).status).toBe(409);
    const wrong = await json<{ code: string; detail: string }>(
      'PUT',
      `/imports/${id}/file`,
      Buffer.from([0x61, 0xff, 0xfe]),
      'text/csv',
    );
    expect(wrong).toMatchObject({ status: 415, body: { code: 'customers.file-unknown' } });
    expect(wrong.body.detail).toContain('GB18030');
    expect(await json('PUT', `/imports/${id}/file`)).toMatchObject({
      status: 415,
      body: { code: 'customers.file-empty' },
    });
    await json('PUT', `/imports/${id}/file`, purchases(), 'application/octet-stream');
    const mapped = await json('POST', `/imports/${id}/start`, { mapping: { member_id: 0, at: 0 } });
    expect(mapped).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'mapping.at' }, { path: 'mapping.amount' }] },
    });
    expect((await json('POST', `/imports/${id}/cancel`)).body).toMatchObject({ status: 'cancelled' });
    expect((await json<{ items: unknown[] }>('GET', '/imports?limit=2')).body.items).toHaveLength(2);
  });
});

describe('segments over HTTP', () => {
  it('are saved in revisions, listed, read and removed; faults are named by their path', async () => {
    const segment = {
      code: 'vip',
      name: { zh: '贵宾', en: 'VIP' },
      definition: { event: { name: 'purchase', atLeast: 5 } },
    };
    expect((await json('POST', '/segments', segment)).body).toEqual({ code: 'vip', revision: 1 });
    expect((await json('POST', '/segments', segment)).body).toEqual({ code: 'vip', revision: 2 });
    expect((await json('GET', '/segments/vip')).body).toMatchObject({
      ...segment,
      activity: 'customer-administration',
    });
    const list = await json<{ items: { code: string }[] }>('GET', '/segments');
    expect(list.body.items.map((item) => item.code)).toContain('vip');
    expect((await json('DELETE', '/segments/vip')).status).toBe(204);
    expect((await json('DELETE', '/segments/vip')).status).toBe(404);
    const faulty = await json('POST', '/segments', {
      ...segment,
      definition: { event: { name: 'purchase', atLeast: 0 } },
    });
    expect(faulty).toMatchObject({ status: 400, body: { errors: [{ path: 'definition.event.atLeast' }] } });
  });
});
