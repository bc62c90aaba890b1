import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ORDERS, runImport } from '../support/run-import.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { CAMPAIGN, DELIVERY, FORM, loadBrand, SEGMENT } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

let product: RunningProduct;
beforeAll(async () => {
  product = await startProduct();
  await loadBrand(product);
  // Keeping the sample's segment up to date is a use with a receipt of its own; what is stored is counted after it.
  await until(async () => {
    const path = `/api/v1/segments/${SEGMENT.code}/members-count`;
    return (await product.api.call<{ count: number | null }>('GET', path)).count !== null;
  });
});
afterAll(() => product.close());

interface Problem {
  code: string;
  title: string;
  title_en: string;
  errors?: { path: string; message: string; message_en: string }[];
}

const CHINESE = /\p{Script=Han}/u;
const PERSON = { activity: 'order-delivery', source: 'from_individual', identifiers: [], attributes: {} };
const NOBODY = '01930000-0000-7000-8000-000000000000';

async function send(method: string, path: string, body: string | Buffer | undefined, type = 'application/json') {
  const response = await fetch(product.base + path, {
    method,
    headers: { authorization: `Bearer ${product.apiKey}`, 'content-type': type },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
  const text = await response.text();
  const problem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  return { status: response.status, text, problem: problem ? (JSON.parse(text) as Problem) : undefined };
}

/** How many rows there are of everything that a request could have stored. */
async function rowsStored(): Promise<Record<string, number>> {
  return product.act((tx) =>
    tx.one<Record<string, number>>(
      `select (select count(*) from customers.person)::int as persons, (select count(*) from vault.field)::int as fields,
              (select count(*) from consent."grant")::int as grants, (select count(*) from consent.suppression)::int as suppressions,
              (select count(*) from register.activity)::int as activities, (select count(*) from engagement.campaign)::int as campaigns,
              (select count(*) from customers.segment)::int as segments, (select count(*) from capture.form)::int as forms,
              (select count(*) from evidence.entry)::int as entries`,
    ),
  );
}

const json = (value: unknown) => JSON.stringify(value);
const deep = `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`;
type Case = readonly [name: string, method: string, path: string, body: string | Buffer, field?: string];
const CASES: readonly Case[] = [
  ['broken JSON', 'POST', '/api/v1/persons', '{"activity": "order-delivery"'],
  ['no JSON at all', 'POST', '/api/v1/persons', 'activity=order-delivery'],
  ['an empty body', 'POST', '/api/v1/persons', ''],
  ['a list for an object', 'POST', '/api/v1/persons', '[]'],
  ['null', 'POST', '/api/v1/persons', 'null'],
  ['JSON nested three thousand deep', 'POST', '/api/v1/persons', deep],
  ['bytes that are not UTF-8', 'POST', '/api/v1/persons', iconv.encode(json({ ...PERSON, role: '客户' }), 'gb18030')],
  [
    'a half surrogate',
    'POST',
    '/api/v1/persons',
    `${json({ ...PERSON, attributes: { name: 'x' } }).replace('"x"', '"\\ud800"')}`,
  ],
  [
    'a member twice',
    'POST',
    '/api/v1/consents/withdrawals',
    `{"person":"${NOBODY}","activity":"marketing","activity":"security","by":"agent"}`,
  ],
  ['__proto__', 'POST', '/api/v1/persons', '{"__proto__": {"admin": true}}'],
  ['an unknown member', 'POST', '/api/v1/persons', json({ ...PERSON, admin: true }), 'admin'],
  [
    'a missing member',
    'POST',
    '/api/v1/persons',
    json({ source: 'from_individual', identifiers: [], attributes: {} }),
    'activity',
  ],
  ['a number for a text', 'POST', '/api/v1/persons', json({ ...PERSON, activity: 7 }), 'activity'],
  ['a text for a list', 'POST', '/api/v1/persons', json({ ...PERSON, identifiers: 'all' }), 'identifiers'],
  ['a day that is none', 'POST', '/api/v1/persons', json({ ...PERSON, birthDate: '2001-02-30' }), 'birthDate'],
  ['a mobile that is none', 'POST', '/api/v1/persons', json({ ...PERSON, attributes: { mobile: '12345' } }), 'mobile'],
  ['a mailbox that is none', 'POST', '/api/v1/persons', json({ ...PERSON, attributes: { email: 'a@b@c' } }), 'email'],
  [
    'a line break in a mailbox',
    'POST',
    '/api/v1/persons',
    json({ ...PERSON, attributes: { email: 'a@example.com\r\nBcc: b@example.com' } }),
    'email',
  ],
  [
    'a name of ten thousand letters',
    'POST',
    '/api/v1/persons',
    json({ ...PERSON, attributes: { name: '长'.repeat(10_000) } }),
    'name',
  ],
  ['a NUL in a name', 'POST', '/api/v1/persons', json({ ...PERSON, attributes: { name: 'a\u0000b' } }), 'name'],
  [
    'a field nobody knows',
    'POST',
    '/api/v1/persons',
    json({ ...PERSON, attributes: { passport_scan: 'x' } }),
    'passport_scan',
  ],
  ['a path for a code', 'POST', '/api/v1/segments', json({ ...SEGMENT, code: '../../etc/passwd' }), 'code'],
  [
    'SQL for a code',
    'POST',
    '/api/v1/segments',
    json({ ...SEGMENT, code: "x'; drop table customers.person; --" }),
    'code',
  ],
  [
    'a definition that is none',
    'POST',
    '/api/v1/segments',
    json({ ...SEGMENT, definition: { all: [{ event: { name: 'purchase', atLeast: -1 } }] } }),
    'definition',
  ],
  [
    'SQL in a definition',
    'POST',
    '/api/v1/segments',
    json({ ...SEGMENT, definition: { event: { name: 'purchase', atLeast: '1 or 1=1 --' } } }),
    'definition',
  ],
  ['a script for a form code', 'POST', '/api/v1/forms', json({ ...FORM, code: '<script>alert(1)</script>' }), 'code'],
  ['a basis the law does not know', 'POST', '/api/v1/activities', json({ ...DELIVERY, basis: 'because' }), 'basis'],
  [
    'a negative retention',
    'POST',
    '/api/v1/activities',
    json({ ...DELIVERY, retention: { ...DELIVERY.retention, days: -1 } }),
    'days',
  ],
  ['a channel that is none', 'POST', '/api/v1/campaigns', json({ ...CAMPAIGN, channel: 'carrier-pigeon' }), 'channel'],
  [
    'a sentence for a touchpoint',
    'POST',
    '/api/v1/objections',
    json({ person: NOBODY, kind: 'unsubscribe', by: '张三 13800000000' }),
    'by',
  ],
  [
    'an objection of an unknown kind',
    'POST',
    '/api/v1/objections',
    json({ person: NOBODY, kind: 'everything', by: 'agent' }),
    'kind',
  ],
  [
    'a decision at no time',
    'POST',
    '/api/v1/decisions',
    json({ person: NOBODY, activity: 'marketing', operation: 'use', at: 'yesterday' }),
    'at',
  ],
  [
    'a notice that was given by nothing',
    'POST',
    '/api/v1/imports',
    json({ ...ORDERS, notice: { how: ' \u3000', shownAt: '2026-11-01T00:00:00Z' } }),
    'notice',
  ],
  [
    'a period that ends before it begins',
    'POST',
    '/api/v1/evidence/bundles',
    json({ activity: 'marketing', from: '2026-11-02T00:00:00Z', to: '2026-11-02T00:00:00+08:00' }),
    'to',
  ],
  [
    'a key that is over when it is made',
    'POST',
    '/api/v1/api-keys',
    json({ label: 'erp', scopes: ['consent.read'], expiresAt: '0000-01-01T00:00:00Z' }),
    'expiresAt',
  ],
  ['a cursor that no list gave out', 'GET', '/api/v1/persons?cursor=13912345678', '', 'cursor'],
  ['a limit of a million', 'GET', '/api/v1/persons?limit=1000000', '', 'limit'],
  ['an id that is a path', 'GET', '/api/v1/persons/..%2F..%2Fetc%2Fpasswd', '', 'id'],
  ['a version that is a word', 'GET', '/n/privacy/latest', '', 'version'],
];

describe('bad input over HTTP', () => {
  it.each(CASES.map(([name, ...rest]) => ({ name, rest })))(
    '$name is refused with a problem in both languages, and nothing is stored',
    async ({ rest }) => {
      const [method, path, body, field] = rest;
      const before = await rowsStored();
      const { status, problem, text } = await send(method, path, method === 'GET' ? undefined : body);
      expect(status, text).toBeGreaterThanOrEqual(400);
      expect(status, text).toBeLessThan(500);
      expect(problem, text).toMatchObject({
        code: expect.any(String),
        title: expect.stringMatching(CHINESE),
        title_en: expect.any(String),
      });
      if (field !== undefined) {
        const named = problem?.errors?.find((error) => error.path.includes(field));
        expect(named, text).toMatchObject({
          message: expect.stringMatching(CHINESE),
          message_en: expect.stringMatching(/[a-z]/),
        });
      }
      expect(await rowsStored()).toEqual(before);
    },
  );

  it('too much is refused as too large before it is read', async () => {
    const { status, problem } = await send(
      'POST',
      '/api/v1/persons',
      json({ ...PERSON, filler: 'x'.repeat(8_000_000) }),
    );
    expect([status, problem?.code !== undefined]).toEqual([413, true]);
  });

  it('another kind of body is refused as such', async () => {
    const { status, problem } = await send('POST', '/api/v1/persons', '<person/>', 'application/xml');
    expect([status, problem?.code !== undefined]).toEqual([415, true]);
  });

  it.each([
    '/console/..%2f..%2fpackage.json',
    '/me/assets/..%2f..%2f..%2fconfig.js',
    '/n/assets/%2e%2e/%2e%2e/etc/passwd',
    '/f/%00',
  ])('no file outside the web apps is served: %s', async (path) => {
    const { status, text } = await send('GET', path, undefined);
    expect(text).not.toContain('"dependencies"');
    expect(text).not.toContain('root:');
    expect(status === 200 ? text.startsWith('<!doctype html>') : status < 500).toBe(true);
  });

  it('a script in a form stays text: the page shows it escaped and stores nothing', async () => {
    const page = await fetch(`${product.base}/f/autumn`);
    const shown = await page.text();
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(shown)?.[1] ?? '';
    const before = await rowsStored();
    const answer = await fetch(`${product.base}/f/autumn`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        cookie: (page.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '',
        origin: product.base,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        presentation: hidden('presentation'),
        nonce: hidden('nonce'),
        name: '"><script>alert(1)</script>',
        mobile: "=cmd|' /C calc'!A0",
        email: 'a@example.com',
        adult: 'yes',
      }).toString(),
    });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('id="name-error"');
    const after = await rowsStored();
    expect([after['persons'], after['fields']]).toEqual([before['persons'], before['fields']]);
  });

  it('a file that is no table is refused, and a formula in a cell is handed back disarmed', async () => {
    const declared = await product.api.call<{ id: string }>('POST', '/api/v1/imports', ORDERS);
    const nothing = await send(
      'PUT',
      `/api/v1/imports/${declared.id}/file`,
      Buffer.from([0, 255, 1, 254, 0, 0]),
      'text/csv',
    );
    expect(nothing.status).toBeGreaterThanOrEqual(400);
    expect(nothing.status).toBeLessThan(500);
    const row = '=cmd,2026-11-02 18:20:00,@SUM(1+1),+1370000,-2+3,茶,1,¥1.00';
    const header = '订单编号,付款时间,收货人,手机,详细地址,商品名称,数量,实付金额';
    const report = await runImport(product.api, ORDERS, Buffer.from(`${header}\r\n${row}\r\n`));
    expect(report).toMatchObject({ accepted: 0, refused: 1 });
    const { text } = await send('GET', `/api/v1/imports/${report.id}/refused-rows`, undefined);
    for (const cell of (text.split(/\r?\n/)[1] ?? '').split(',')) expect(cell).not.toMatch(/^"?[=+\-@]/);
  });
});
