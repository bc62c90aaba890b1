import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../platform/failure.ts';
import type { ApiKeyCaller, HttpApp, StaffCaller } from '../platform/http/index.ts';
import { createLogger } from '../platform/logging.ts';
import { createServer } from './create-server.ts';

const SECRET = 'canary-13800001111';
const lines: string[] = [];
let app: HttpApp;

const agent: StaffCaller = { kind: 'staff', id: 's1', permissions: new Set(['thing.read', 'thing.write']), tier: 1 };
const machine: ApiKeyCaller = { kind: 'api-key', id: 'k1', permissions: new Set(['thing.write']), tier: 1 };

const Thing = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 20 }),
    kind: Type.Union([Type.Literal('a'), Type.Literal('b')]),
    parts: Type.Optional(Type.Array(Type.Object({ code: Type.String() }, { additionalProperties: false }))),
    at: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { additionalProperties: false },
);

function register(server: HttpApp) {
  const schema = { body: Thing, response: { 201: Type.Object({ name: Type.String() }) } };
  server.post('/api/v1/things', { config: { permission: 'thing.write' }, schema }, async (request, reply) =>
    reply.code(201).send({ name: request.body.name, secret: 'undeclared' } as { name: string }),
  );
  const query = Type.Object({ limit: Type.Integer({ default: 20, minimum: 1 }) }, { additionalProperties: false });
  server.get(
    '/api/v1/things',
    { config: { permission: 'thing.read' }, schema: { querystring: query } },
    async (request) => ({
      limit: request.query.limit,
    }),
  );
  server.get('/bug', { config: { permission: 'public' } }, async () => {
    throw new Error(SECRET);
  });
  server.get('/sealed', { config: { permission: 'public' } }, async () => {
    throw new Failure(
      'keyring.sealed',
      'sealed',
      { zh: '已封存', en: 'Sealed' },
      { retryAfter: 5, article: 'PIPL 51' },
    );
  });
  server.get('/me/api/mine', { config: { permission: 'person' } }, async () => ({ ok: true }));
  server.get(
    '/limited',
    { config: { permission: 'public', rateLimit: { max: 2, timeWindow: 60_000 } } },
    async () => 'ok',
  );
  server.post('/u/:token', { config: { permission: 'public', crossSite: true } }, async () => ({ ok: true }));
  server.post('/open', { config: { permission: 'public' } }, async (request) => ({ body: request.body }));
}

beforeAll(async () => {
  app = await createServer({
    log: createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
    publicUrl: 'https://crm.example.cn',
    resolvers: {
      apiKey: async (request) => (request.headers.authorization === 'Bearer good' ? machine : undefined),
      staff: async (request) => (request.cookies['staff'] === 'good' ? agent : undefined),
      person: async (request) =>
        request.cookies['person'] === 'good' ? { kind: 'person', persons: ['p'], session: 'x' } : undefined,
    },
  });
  register(app);
  await app.ready();
});
afterAll(() => app.close());

const json = { 'content-type': 'application/json', authorization: 'Bearer good' };
const post = (payload: string | Buffer, headers: Record<string, string> = json) =>
  app.inject({ method: 'POST', url: '/api/v1/things', headers, payload });

describe('who may pass', () => {
  it('refuses to register a route that does not declare its permission', async () => {
    const bare = await createServer({ log: createLogger({ level: 'silent' }) });
    expect(() => bare.get('/forgotten', async () => 'open')).toThrow('does not declare config.permission');
    await bare.close();
  });

  it('asks for a credential, then for the permission', async () => {
    expect((await app.inject('/api/v1/things')).statusCode).toBe(401);
    expect((await app.inject({ url: '/api/v1/things', cookies: { staff: 'good' } })).json()).toEqual({ limit: 20 });
    const machineReads = await app.inject({ url: '/api/v1/things', headers: { authorization: 'Bearer good' } });
    expect(machineReads.json()).toMatchObject({ status: 403, code: 'http.not-permitted' });
    const wrongKey = await app.inject({ url: '/api/v1/things', headers: { authorization: 'Bearer bad' } });
    expect(wrongKey.statusCode).toBe(401);
    expect(wrongKey.headers['www-authenticate']).toBe('Bearer');
  });

  it('keeps the sessions of staff and of a person apart', async () => {
    expect((await app.inject({ url: '/me/api/mine', cookies: { staff: 'good' } })).statusCode).toBe(401);
    expect((await app.inject({ url: '/me/api/mine', cookies: { person: 'good', staff: 'good' } })).statusCode).toBe(
      200,
    );
    expect((await app.inject({ url: '/api/v1/things', cookies: { person: 'good' } })).statusCode).toBe(401);
  });
});

describe('writes from other sites', () => {
  const write = (headers: Record<string, string>, url = '/api/v1/things') =>
    app.inject({
      method: 'POST',
      url,
      cookies: { staff: 'good' },
      headers: { 'content-type': 'application/json', ...headers },
      payload: '{"name":"n","kind":"a"}',
    });

  it('refuses a cookie that says nothing of where it comes from, or comes from elsewhere', async () => {
    expect((await write({})).json()).toMatchObject({ code: 'http.foreign-origin' });
    expect((await write({ origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await write({ origin: 'null' })).statusCode).toBe(403);
    expect((await write({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await write({ origin: 'https://evil.example' }, '/open')).statusCode).toBe(403);
  });

  it('admits our own pages, and mail programs where a route says so', async () => {
    expect((await write({ origin: 'https://crm.example.cn' })).statusCode).toBe(201);
    expect((await write({ origin: 'http://localhost:8600', host: 'localhost:8600' })).statusCode).toBe(201);
    expect((await write({ 'x-zhinuo-console': '1' })).statusCode).toBe(201);
    expect((await write({ origin: 'https://mail.example' }, '/u/abc')).statusCode).toBe(200);
  });
});

describe('bad input', () => {
  it.each([
    ['not JSON', '{"name":', 'http.malformed-body'],
    ['one name twice', '{"name":"n","kind":"a","name":"m"}', 'http.malformed-body'],
    ['one name twice, once escaped', '{"name":"n","kind":"a","n\\u0061me":"m"}', 'http.malformed-body'],
    ['a prototype', '{"name":"n","kind":"a","__proto__":{"x":1}}', 'http.malformed-body'],
    ['deep nesting', `${'['.repeat(200)}${']'.repeat(200)}`, 'http.malformed-body'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xb2, 0xbb, 0x22, 0x3a, 0x31, 0x7d]), 'http.malformed-body'],
    ['a byte order mark', '\ufeff{"name":"n","kind":"a"}', 'http.malformed-body'],
    ['a NUL', '{"name":"n\\u0000","kind":"a"}', 'http.invalid-input'],
    ['half a surrogate pair', '{"name":"\\ud800","kind":"a"}', 'http.invalid-input'],
    ['no body', '', 'http.invalid-input'],
  ])('answers 400 to %s', async (_what, payload, code) => {
    const answer = await post(payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ status: 400, code });
  });

  it('names every bad field in both languages and echoes no value', async () => {
    const answer = await post(
      JSON.stringify({
        name: SECRET.repeat(3),
        kind: SECRET,
        parts: [{ code: 1, [SECRET]: 1 }],
        at: SECRET,
        '13800001111': 1,
      }),
    );
    const paths = (answer.json().errors as { path: string }[]).map((error) => error.path).sort();
    expect(paths).toEqual(['*', 'at', 'kind', 'name', 'parts[0].*', 'parts[0].code']);
    for (const error of answer.json().errors) expect(Object.keys(error)).toEqual(['path', 'message', 'message_en']);
    expect(answer.json().errors).toContainEqual({
      path: 'kind',
      message: '须为以下之一：a、b',
      message_en: 'must be one of: a, b',
    });
    expect(answer.body).not.toContain('13800001111');
  });

  it('names missing and unknown fields', async () => {
    const answer = await post('{"kind":"a","colour":1}');
    expect(answer.json().errors).toEqual(
      expect.arrayContaining([
        { path: 'name', message: '必须填写', message_en: 'is required' },
        { path: 'colour', message: '没有这个字段', message_en: 'is not a known field' },
      ]),
    );
  });

  it('answers 413 and 415', async () => {
    expect((await post(`{"name":"${'x'.repeat(1_100_000)}"}`)).json()).toMatchObject({
      status: 413,
      code: 'http.body-too-large',
    });
    for (const type of ['text/xml', 'application/x-www-form-urlencoded', 'application/json; charset=gb18030'])
      expect((await post('name=n&kind=a', { ...json, 'content-type': type })).statusCode).toBe(415);
  });

  it('reads forms strictly', async () => {
    const form = (payload: string) =>
      app.inject({
        method: 'POST',
        url: '/open',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload,
      });
    expect((await form('a=1&b=%E7%9F%A5+x&a=2')).json()).toEqual({ body: { a: ['1', '2'], b: '知 x' } });
    expect((await form('a=%B2%BB')).statusCode).toBe(400);
    expect((await form('a=%00')).statusCode).toBe(400);
  });

  it('answers 400 to bad addresses and queries, 404 to unknown ones', async () => {
    const get = (url: string) => app.inject({ url, cookies: { staff: 'good' } });
    const whole = [{ path: 'limit', message: '须为整数', message_en: 'must be a whole number' }];
    for (const limit of ['zero', 'true', '', '%20', '1e1', '0x1'])
      expect((await get(`/api/v1/things?limit=${limit}`)).json().errors).toEqual(whole);
    expect((await get('/%E0%A4%A')).json()).toMatchObject({ code: 'http.malformed-address' });
    expect((await get('/nowhere/13800001111')).json()).toMatchObject({ status: 404, code: 'http.no-such-page' });
  });

  it.each([
    ['/nowhere/13800001111', 404, '没有这个页面或接口', 'There is no such page or route'],
    ['/%E0%A4%A', 400, '网址不完整或有误', 'This address is incomplete or wrong'],
    ['/sealed', 503, '已封存', 'sealed'],
    ['/bug', 500, '服务器内部错误', 'An internal error'],
  ])('tells a browser in its language what became of %s', async (url, status, zh, en) => {
    const get = (language: string) =>
      app.inject({ url, headers: { accept: 'text/html,*/*;q=0.8', 'accept-language': language } });
    for (const [language, words] of [
      ['zh-CN,zh;q=0.9', zh],
      ['en-GB,en;q=0.9', en],
    ] as const) {
      const page = await get(language);
      expect([page.statusCode, page.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
      expect(page.body.toLowerCase()).toContain(words.toLowerCase());
      expect(page.body).toContain(`<html lang="${language.startsWith('zh') ? 'zh-CN' : 'en'}">`);
      expect(page.body).not.toMatch(/13800001111|<script/);
      expect(page.headers['cache-control']).toBe('no-store');
    }
    // A program at the same address, and a browser at a program's, get problem details.
    for (const [address, accept] of [
      [url, '*/*'],
      ['/api/v1/nowhere', 'text/html'],
    ] as const)
      expect((await app.inject({ url: address, headers: { accept } })).headers['content-type']).toBe(
        'application/problem+json; charset=utf-8',
      );
  });
});

describe('answers', () => {
  it('strip what the response schema does not declare', async () => {
    expect((await post('{"name":"n","kind":"a"}')).json()).toEqual({ name: 'n' });
  });

  it('turn failures into problem details and bugs into a 500 that says nothing', async () => {
    const sealed = await app.inject('/sealed');
    expect(sealed.headers['retry-after']).toBe('5');
    expect(sealed.json()).toEqual({
      type: 'urn:zhinuo:problem:keyring.sealed',
      status: 503,
      code: 'keyring.sealed',
      title: '已封存',
      title_en: 'Sealed',
      article: 'PIPL 51',
    });
    const bug = await app.inject('/bug');
    expect(bug.statusCode).toBe(500);
    expect(bug.body).not.toContain(SECRET);
    expect(lines.join()).toContain('a request failed by a bug');
    expect(lines.join()).not.toContain(SECRET);
  });

  it('are limited in number', async () => {
    const codes = [];
    for (let i = 0; i < 3; i += 1) codes.push((await app.inject('/limited')).statusCode);
    expect(codes).toEqual([200, 200, 429]);
    const answer = await app.inject('/limited');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.json()).toMatchObject({ code: 'http.too-many-requests' });
  });

  it('carry a strict policy, no framing, and HSTS when the public address is https', async () => {
    const { headers } = await app.inject('/healthz');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers['strict-transport-security']).toContain('max-age=31536000');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('operation', () => {
  it('describes itself in OpenAPI 3.1', async () => {
    const document = (await app.inject('/api/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(['/api/v1/things', '/me/api/mine']);
    expect(document.paths['/api/v1/things'].post['x-permission']).toBe('thing.write');
  });

  it('logs and measures by route pattern only', async () => {
    await app.inject({ method: 'POST', url: `/u/${SECRET}?q=${SECRET}` });
    await app.inject(`/${SECRET}`);
    const metrics = await app.inject('/metrics');
    expect(metrics.body).toContain('route="/u/:token"');
    expect(metrics.body + lines.join()).not.toContain(SECRET);
    expect(lines.join()).toContain('"/u/:token"');
  });

  it('hides metrics from whoever comes through a proxy without a key', async () => {
    expect((await app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '203.0.113.9' } })).statusCode).toBe(404);
  });

  it('is not ready while something it needs is not', async () => {
    const readiness = [
      { name: 'database', check: async () => true },
      { name: 'keyring', check: async () => Promise.reject(new Error('sealed')) },
    ];
    const server = await createServer({ log: createLogger({ level: 'silent' }), readiness });
    const answer = await server.inject('/readyz');
    expect([answer.statusCode, answer.json()]).toEqual([
      503,
      { ready: false, checks: { database: true, keyring: false } },
    ]);
    await server.close();
  });
});
