import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/cli/demo/api-client.ts';
import { readConfig } from '../../src/config.ts';
import { type RunningServer, startServer } from '../../src/main.ts';
import { readRootKeyFile } from '../../src/platform/keyring/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { databasePlaces, findAll, needlesOf } from '../support/canary-search.ts';
import { LocalWecom, wecomEvent } from '../support/local-wecom.ts';
import { privacyCentreCookie } from '../support/privacy-centre-session.ts';
import { connectWebhooks, type ProductFiles, prepareProduct } from '../support/running-product.ts';
import { FORM, joins, loadBrand, MARKETING, NOTICE, someone } from '../support/sample-load.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database.ts';
import { until } from '../support/until.ts';

const PASSPHRASE = 'a passphrase for the sealed start';
const UNLIMITED = { anonymous: 1e9, person: 1e9, staff: 1e9, 'api-key': 1e9 };
const KNOWN = someone(91);
const NEW = someone(92);
let files: ProductFiles;
const wecom = new LocalWecom();
let test: TestDatabase;
let server: RunningServer;
let api: ApiClient;
let person = '';
let cookie = '';
let unsubscribe = '';

async function start(environment: Readonly<Record<string, string>>): Promise<RunningServer> {
  const config = readConfig(
    { ...environment, ZHINUO_DATABASE_URL: test.url },
    fileURLToPath(new URL('../../dist/web/', import.meta.url)),
  );
  return startServer(config, { log: silentLogger(), clock: files.clock, rateLimits: UNLIMITED });
}

beforeAll(async () => {
  files = await prepareProduct();
  test = await createEmptyDatabase();
  api = new ApiClient(files.base, files.apiKey);
  const open = await start(files.environment);
  await connectWebhooks(files, api);
  const product = { ...files, api };
  await loadBrand(product);
  person = await joins(product as never, KNOWN);
  cookie = await privacyCentreCookie(product, KNOWN);
  unsubscribe = `/u/${open.contexts.capture.unsubscribeToken({ person, channel: 'email' })}`;
  await open.stores.keyring.sealRootKey(PASSPHRASE, readRootKeyFile(files.environment['ZHINUO_ROOT_KEY_FILE'] ?? ''));
  await until(() =>
    open.stores.database.transaction(async (tx) => (await tx.query('select 1 from vault.inbox_key')).length > 0),
  );
  await open.stop();
  const { ZHINUO_ROOT_KEY_FILE: _file, ...sealed } = files.environment;
  server = await start(sealed);
});
afterAll(async () => {
  await server.stop();
  await test.drop();
  await files.remove();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(files.base + path, { headers, redirect: 'manual' });
const post = (path: string, body: object, headers: Record<string, string> = {}) => send('POST', path, body, headers);
const send = (method: string, path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(files.base + path, {
    method,
    redirect: 'manual',
    headers: { 'content-type': 'application/json', origin: files.base, ...headers },
    body: JSON.stringify(body),
  });
const asStaff = { authorization: '' };
const isProblem = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(((await answer.json()) as { code: string }).code).toBe('keyring.sealed');
};

it('is sealed, says so, and is not ready', async () => {
  asStaff.authorization = `Bearer ${files.apiKey}`;
  expect(server.stores.keyring.vault.isSealed()).toBe(true);
  expect((await get('/healthz')).status).toBe(200);
  expect((await get('/readyz')).status).toBe(503);
  expect(await api.call('GET', '/api/v1/vault/keys')).toMatchObject({ sealed: true });
});

describe('what works while sealed', () => {
  it('shows notices, and takes a no by a signed link and in an open session, with receipts', async () => {
    expect((await get(`/n/${NOTICE.code}`)).status).toBe(200);
    expect((await get(unsubscribe)).status).toBe(200);
    const oneClick = await fetch(files.base + unsubscribe, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(oneClick.status).toBeLessThan(300);
    for (const [path, body] of [
      ['/me/api/withdrawals', { activity: MARKETING.code }],
      ['/me/api/objections', { kind: 'unsubscribe' }],
    ] as const) {
      const no = await post(path, body, { cookie });
      expect([path, no.status]).toEqual([path, 201]);
      expect(await no.json()).toHaveProperty('receipt');
    }
  });

  it('signs evidence: what was said while sealed is merged and stands under a checkpoint', async () => {
    const note = await until(async () => {
      const answer = await get('/api/v1/evidence/checkpoint');
      return answer.status === 200 ? answer.text() : undefined;
    });
    expect(note).toContain('\n— ');
    const withdrawn = await post('/api/v1/objections', { person, kind: 'personalisation', by: 'agent' }, asStaff);
    expect(withdrawn.status).toBe(201);
    const { id } = (await withdrawn.json()) as { id: string };
    await until(async () => {
      const receipt = (await (await get(`/api/v1/receipts/${id}`, asStaff)).json()) as { index?: number };
      return receipt.index !== undefined;
    });
  });
});

describe('what waits, durably', () => {
  it('takes an R and a request for a code, and sends nothing', async () => {
    const sent = files.gateway.messages.length;
    expect(await files.gateway.reply(KNOWN.mobile, 'R')).toBe(200);
    const login = await post('/me/api/login', { channel: 'sms', address: KNOWN.mobile });
    expect(login.status).toBe(202);
    expect((await post('/me/api/login', { channel: 'sms', address: '12345' })).status).toBe(400);
    expect(files.gateway.messages.length).toBe(sent);
    const stored = await server.stores.database.transaction((tx) =>
      tx.query<{ text: string }>(
        `select encode(waiting, 'escape') as text from rights.login_challenge where waiting is not null
         union all select encode(sealed, 'escape') from engagement.inbound where sealed is not null`,
      ),
    );
    expect(stored).toHaveLength(2);
    for (const { text } of stored) expect(text).not.toContain(KNOWN.mobile);
  });
});

describe('messages of other systems', () => {
  it('are taken while nobody can file them, and kept under the service ring', async () => {
    const made = await post(
      '/api/v1/sources',
      {
        code: 'wecom',
        name: { zh: '企业微信', en: 'WeCom' },
        activity: 'customer-administration',
        wecom: { corpId: wecom.corpId, token: wecom.token, aesKey: wecom.aesKey },
      },
      asStaff,
    );
    expect([made.status, await made.json()]).toEqual([201, { code: 'wecom', path: '/hooks/wecom/wecom' }]);
    expect(await (await fetch(wecom.check(files.base, 'wecom', 'echo'))).text()).toBe('echo');
    const members = { ChangeType: 'del_follow_user', UserID: 'zhangsan', ExternalUserID: 'wmSEALEDCUSTOMER01' };
    const seconds = Math.floor(files.clock.now().getTime() / 1000);
    const said = wecomEvent(wecom.corpId, 'change_external_contact', members, seconds);
    const { url, body } = wecom.callback(files.base, 'wecom', said);
    expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
    const [kept] = await server.stores.database.transaction((tx) =>
      tx.query<{ text: string }>(
        `select encode(body, 'escape') as text from customers.callback where body is not null`,
      ),
    );
    expect(kept?.text).toBeDefined();
    expect(kept?.text).not.toContain('wmSEALEDCUSTOMER01');
  });
});

/** Shows the form and posts it, as a browser does; the address that it leads to. */
async function answer(changes: Record<string, string> = {}): Promise<Response & { cookie: string }> {
  const page = await get(`/f/${FORM.code}?lang=zh`);
  const text = await page.text();
  const session = (page.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';
  const { name, mobile, email } = NEW;
  const body = new URLSearchParams({
    presentation: hidden('presentation'),
    nonce: hidden('nonce'),
    name,
    mobile,
    email,
    adult: 'yes',
    marketing: 'yes',
    ...changes,
  });
  const answered = await fetch(`${files.base}/f/${FORM.code}?lang=zh`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: session, origin: files.base, 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  });
  return Object.assign(answered, { cookie: session });
}

let waiting = '';
let spoilt = '';

describe('the sealed inbox', () => {
  it('checks and takes a form, keeps it readable for nobody, and gives the person a page that tells', async () => {
    expect((await answer({ mobile: '12' })).status).toBe(422);
    const taken = await answer();
    expect(taken.status).toBe(303);
    waiting = taken.headers.get('location') ?? '';
    expect(waiting).toMatch(new RegExp(`^/f/${FORM.code}/w/[A-Za-z0-9_-]{32}\\?lang=zh$`));
    expect(await (await get(waiting)).text()).toContain('已安全收到');
    expect((await get(`/f/${FORM.code}/w/${randomBytes(24).toString('base64url')}`)).status).toBe(404);
    spoilt = (await answer({ email: 'other92@example.org' })).headers.get('location') ?? '';
    await server.stores.database.transaction(async (tx) => {
      const rows = await tx.query<{ text: string }>(
        `select encode(sealed, 'escape') as text from capture.sealed_submission order by received_at, id`,
      );
      expect(rows).toHaveLength(2);
      for (const { text } of rows) expect(text).not.toContain('presentation');
      // Nowhere in the database, in no spelling: the key that opens them is not here.
      const needles = [NEW.mobile, NEW.email, NEW.name].flatMap(needlesOf);
      expect(findAll(await databasePlaces(tx), needles)).toEqual([]);
      await tx.execute(
        `update capture.sealed_submission set sealed = set_byte(sealed, 80, (get_byte(sealed, 80) + 1) % 256)
         where id = (select id from capture.sealed_submission order by id desc limit 1)`,
      );
    });
  });

  it('takes nothing under a public key that the vault did not publish', async () => {
    await server.stores.database.transaction((tx) =>
      tx.execute(
        'update vault.inbox_key set public_key = set_byte(public_key, 7, (get_byte(public_key, 7) + 1) % 256)',
      ),
    );
    expect((await answer()).status).toBe(503);
  });
});

describe('everything else', () => {
  it('answers 503 with a problem where personal information would be needed', async () => {
    const asked: [string, string, object?][] = [
      ['GET', '/api/v1/persons'],
      ['GET', `/api/v1/persons/${person}`],
      ['POST', '/api/v1/persons/searches', { field: 'mobile', value: KNOWN.mobile }],
      [
        'POST',
        `/api/v1/persons/${person}/reveals`,
        { fields: ['mobile'], activity: 'customer-administration', reason: '客户来电核对' },
      ],
      ['POST', '/api/v1/vault/keys/rotations', { kind: 'generations' }],
      ['POST', '/api/v1/vault/keys/root', {}],
    ];
    for (const [method, path, body] of asked) {
      const answered = method === 'GET' ? await get(path, asStaff) : await post(path, body ?? {}, asStaff);
      expect([path, answered.status]).toEqual([path, 503]);
      await isProblem(answered);
    }
    expect((await get('/me/api/fields', { cookie })).status).toBe(503);
  });

  it('is in the table of docs/sealed-start.md, route by route, and nothing answers 500', async () => {
    const table = readFileSync(new URL('../../docs/sealed-start.md', import.meta.url), 'utf8');
    const rows = [...table.matchAll(/^\| `([^`]+)` \| (works|waits|inbox|503|works, or 503) \|/gm)]
      .map(([, route = '', state = '']) => ({ route, state }))
      .sort((a, b) => b.route.length - a.route.length);
    expect(rows.length).toBeGreaterThan(10);
    for (const { method, url } of server.app.routeTable) {
      const listed = rows.find(({ route }) =>
        route === '/' ? url === '/' : url === route || url.startsWith(route.endsWith('/') ? route : `${route}/`),
      );
      expect([url, listed === undefined]).toEqual([url, false]);
      if (method === 'HEAD' || method === 'OPTIONS') continue;
      const path = url.replaceAll('*', 'x').replace(/:[a-zA-Z]+/g, person);
      if (path.includes('/vault/unseal')) continue;
      const answered = method === 'GET' ? await get(path, asStaff) : await send(method, path, {}, asStaff);
      expect([method, url, answered.status === 500]).toEqual([method, url, false]);
      if (listed?.state === 'works' && url !== '/readyz')
        expect([method, url, answered.status === 503]).toEqual([method, url, false]);
      await answered.arrayBuffer();
    }
  });
});

describe('after unsealing', () => {
  it('refuses another passphrase, takes the right one, and settles what waited', async () => {
    const wrong = await post('/api/v1/vault/unseal', { passphrase: 'another passphrase!' }, asStaff);
    expect([wrong.status, server.stores.keyring.vault.isSealed()]).toEqual([403, true]);
    expect((await post('/api/v1/vault/unseal', {}, asStaff)).status).toBe(400);
    const seen = files.gateway.messages.length;
    expect((await post('/api/v1/vault/unseal', { passphrase: PASSPHRASE }, asStaff)).status).toBe(200);
    await until(async () => (await (await get(waiting)).text()).includes('已提交'));
    await until(async () => (await (await get(spoilt)).text()).includes('未能收录'));
    await until(() => files.gateway.messages.slice(seen).some(({ mobile }) => mobile === NEW.mobile));
    await until(() => files.gateway.messages.slice(seen).some(({ mobile }) => mobile === KNOWN.mobile));
    const found = await api.call<{ items: unknown[] }>('POST', '/api/v1/persons/searches', {
      field: 'mobile',
      value: NEW.mobile,
    });
    expect(found.items).toHaveLength(1);
    await until(() =>
      server.stores.database.transaction(
        async (tx) => (await tx.query(`select 1 from consent.suppression where channel = 'wecom'`)).length === 1,
      ),
    );
    const left = await server.stores.database.transaction((tx) =>
      tx.query('select state, reason, sealed is null as gone from capture.sealed_submission order by id'),
    );
    expect(left).toEqual([
      { state: 'accepted', reason: null, gone: true },
      { state: 'quarantined', reason: 'capture.sealed-damaged', gone: false },
    ]);
    await until(() =>
      server.stores.database.transaction(async (tx) => {
        const rows = await tx.query(
          'select 1 from engagement.inbound where sealed is not null and processed_at is null',
        );
        return rows.length === 0;
      }),
    );
  });
});
