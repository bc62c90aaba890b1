import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityInput, approve } from '../../../test/support/gate-world.ts';
import { openSendingWorld, PUBLIC_URL, type SendingWorld } from '../../../test/support/sending-world.ts';
import { sessionSubject } from '../consent/index.ts';
import { siteSession } from './sites/site-session.ts';

const KEY = { authorization: 'Bearer good' };
const SHOP = 'https://shop.example.cn';
let world: SendingWorld;
let key: string;
beforeAll(async () => {
  world = await openSendingWorld();
  const answer = await make({});
  expect(answer.statusCode).toBe(201);
  key = answer.json().key;
});
afterAll(() => world.close());

const SITE = {
  code: 'shop-web',
  name: '商城网站',
  brand: 'qiye',
  origins: [SHOP, 'wx:wx0123456789abcdef'],
  notice: 'privacy',
  activities: ['marketing'],
};

function make(changes: Record<string, unknown>) {
  return world.app.inject({
    method: 'POST',
    url: '/api/v1/site-keys',
    headers: KEY,
    payload: { ...SITE, ...changes },
  });
}

const newSession = () => randomBytes(32).toString('base64url');

function call(path: string, payload: unknown, headers: Record<string, string> = { origin: SHOP }, of = key) {
  return world.app.inject({ method: 'POST', url: `/api/v1/sites/${of}/${path}`, headers, payload: payload as object });
}

async function present(session: string, changes: Record<string, unknown> = {}, of = key) {
  const body = { session, activities: ['marketing'], place: 'banner', locale: 'zh-CN', ...changes };
  const answer = await call('presentations', body, { origin: SHOP }, of);
  expect(answer.statusCode).toBe(201);
  const { id, nonce } = answer.json();
  return { session, presentation: id, nonce };
}

const said = (answer: 'granted' | 'refused', changes: Record<string, unknown> = {}) => [
  { activity: 'marketing', answer, kind: 'general', control: 'sdk:marketing', ...changes },
];

async function stateOf(session: string, code = 'shop-web') {
  const person = sessionSubject(siteSession(code, session));
  return (await world.act((tx) => world.gate.consentState(tx, person, 'marketing'))).state;
}

const count = (table: string) =>
  world.act(async (tx) => (await tx.one<{ n: number }>(`select count(*) as n from ${table}`)).n);
const stored = () =>
  Promise.all(['presentation', 'subject', 'grant', 'refusal'].map((each) => count(`consent.${each}`)));

describe('a session on a site', () => {
  it('is shown the register’s own words, answers with a receipt each, and withdraws', async () => {
    const shown = await world.app.inject({ url: `/api/v1/sites/${key}`, headers: { origin: SHOP } });
    expect(shown.statusCode).toBe(200);
    expect(shown.headers['access-control-allow-origin']).toBe(SHOP);
    expect(shown.json()).toMatchObject({ brand: { zh: '栖野茶饮' }, activities: [{ code: 'marketing' }] });
    expect(shown.json().notice.url).toBe(`${PUBLIC_URL}/n/privacy/1`);
    const session = newSession();
    const answer = await call('consents', { ...(await present(session)), answers: said('granted') });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['access-control-allow-origin']).toBe(SHOP);
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    expect(answer.json().receipts[0]).toMatchObject({ id: expect.any(String), signature: expect.any(String) });
    expect(await stateOf(session)).toBe('granted');
    const entry = answer.json().receipts[0].opening.payload;
    expect(entry).toMatchObject({ how: 'explicit_action', control: 'sdk:marketing' });
    const withdrawn = await call('withdrawals', { session, activity: 'marketing' });
    expect(withdrawn.statusCode).toBe(201);
    expect(await stateOf(session)).toBe('withdrawn');
  });

  it('says no, also by the signal of its browser, which can never be a yes', async () => {
    const session = newSession();
    const signal = { how: 'global_privacy_control' };
    const shown = await present(session, { place: 'privacy-signal' });
    expect((await call('consents', { ...shown, ...signal, answers: said('granted') })).json().code).toBe(
      'consent.not-explicit',
    );
    expect((await call('consents', { ...shown, ...signal, answers: said('refused') })).statusCode).toBe(201);
    expect(await stateOf(session)).toBe('refused');
  });

  it('declares an age only where it was asked', async () => {
    const session = newSession();
    const asked = await present(session, { ageDeclarations: [18] });
    const answers = said('granted');
    expect((await call('consents', { ...asked, ageDeclared: 18, answers })).statusCode).toBe(201);
    const unasked = await present(newSession());
    expect((await call('consents', { ...unasked, ageDeclared: 18, answers })).json().code).toBe(
      'consent.age-not-asked',
    );
  });

  it('can’t speak for another session, nor with what another was told', async () => {
    const mine = newSession();
    const other = await present(newSession());
    const answer = await call('consents', { ...other, session: mine, answers: said('granted') });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'consent.presentation-foreign']);
    expect((await call('withdrawals', { session: mine, activity: 'marketing' })).statusCode).toBe(404);
  });

  it('speaks in a mini-program, which has no origin but says where it comes from', async () => {
    const session = newSession();
    const body = { session, activities: ['marketing'], place: 'mini-program', locale: 'zh-CN' };
    const referer = 'https://servicewechat.com/wx0123456789abcdef/12/page-frame.html';
    expect((await call('presentations', body, { referer })).statusCode).toBe(201);
    const foreign = 'https://servicewechat.com/wxffffffffffffffff/12/page-frame.html';
    expect((await call('presentations', body, { referer: foreign })).statusCode).toBe(403);
  });
});

describe('what is refused leaves nothing', () => {
  it.each([
    ['another origin', { origin: 'https://evil.example.com' }],
    ['an origin that only begins alike', { origin: `${SHOP}.evil.example.com` }],
    ['no origin', {}],
    ['the origin of a sandbox', { origin: 'null' }],
  ])('from %s', async (_, headers: Record<string, string>) => {
    const before = await stored();
    const body = { session: newSession(), activities: ['marketing'], place: 'banner', locale: 'zh-CN' };
    const answer = await call('presentations', body, headers);
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'capture.origin-foreign']);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    const shown = await present(newSession());
    const middle = await stored();
    expect((await call('consents', { ...shown, answers: said('granted') }, headers)).statusCode).toBe(403);
    expect(await stored()).toEqual(middle);
    // What is shown is carried by its session until it is answered (decision 0090).
    expect(middle).toEqual(before);
  });

  it('a used, expired, superseded or unknown presentation', async () => {
    const session = newSession();
    const used = await present(session);
    await call('consents', { ...used, answers: said('refused') });
    const expired = await present(newSession());
    const unknown = { ...expired, presentation: '01890000-0000-7000-8000-00000000000a' };
    const before = (await stored()).slice(1);
    const code = async (shown: object) => {
      const answer = await call('consents', { ...shown, answers: said('granted') });
      return [answer.statusCode, answer.json().code];
    };
    expect(await code(used)).toEqual([409, 'consent.presentation-used']);
    expect(await code(unknown)).toEqual([404, 'consent.presentation-unknown']);
    expect(await code({ ...expired, nonce: 'A'.repeat(43) })).toEqual([404, 'consent.presentation-unknown']);
    expect(await code({ ...expired, nonce: 'A'.repeat(8001) })).toEqual([400, 'http.invalid-input']);
    world.clock.advance(86_400_000);
    expect(await code(expired)).toEqual([409, 'consent.presentation-expired']);
    expect((await stored()).slice(1)).toEqual(before);
    expect(await stateOf(session)).toBe('refused');
  });

  it.each([
    ['a field that is not declared', { name: '林小夏' }],
    ['a session that could be guessed', { session: 'visitor-1' }],
    ['ten thousand activities', { activities: Array.from({ length: 10_000 }, (_, i) => `a-${i}`) }],
    ['a script for a place', { place: '<script>alert(1)</script>' }],
    ['no activities', { activities: [] }],
  ])('%s', async (_, wrong) => {
    const before = await stored();
    const body = { session: newSession(), activities: ['marketing'], place: 'banner', locale: 'zh-CN', ...wrong };
    const answer = await call('presentations', body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors.length).toBeGreaterThan(0);
    expect(answer.body).not.toContain('<script>');
    // The page may read why.
    expect(answer.headers['access-control-allow-origin']).toBe(SHOP);
    expect(await stored()).toEqual(before);
  });

  it('an activity that the key does not cover', async () => {
    const body = { session: newSession(), activities: ['order-delivery'], place: 'banner', locale: 'zh-CN' };
    const answer = await call('presentations', body);
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'capture.site-activity-foreign']);
  });

  it('a key that was revoked, at once, and one that never was', async () => {
    const made = (await make({ code: 'short-lived' })).json();
    const body = { session: newSession(), activities: ['marketing'], place: 'banner', locale: 'zh-CN' };
    const yes = (shown: object) => call('consents', { ...shown, answers: said('granted') }, undefined, made.key);
    expect((await yes(await present(newSession(), {}, made.key))).statusCode).toBe(201);
    const late = await present(body.session, {}, made.key);
    const revoked = await world.app.inject({ method: 'DELETE', url: '/api/v1/site-keys/short-lived', headers: KEY });
    expect(revoked.statusCode).toBe(204);
    const asked = await call('presentations', body, { origin: SHOP }, made.key);
    for (const answer of [await yes(late), await yes(late), asked])
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'capture.site-unknown']);
    expect((await call('presentations', body, { origin: SHOP }, `zns_${'A'.repeat(32)}`)).statusCode).toBe(404);
    expect((await world.app.inject({ url: `/api/v1/sites/${made.key}` })).statusCode).toBe(404);
  });
});

describe('the key', () => {
  it('opens nothing else: as an API key it is refused', async () => {
    const answer = await world.app.inject({ url: '/api/v1/forms', headers: { authorization: `Bearer ${key}` } });
    expect(answer.statusCode).toBe(401);
  });

  it('separates sites: a session’s secret is worth nothing with another key', async () => {
    const session = newSession();
    await call('consents', { ...(await present(session)), answers: said('granted') });
    const other = (await make({ code: 'another-site' })).json().key;
    const answer = await call('withdrawals', { session, activity: 'marketing' }, { origin: SHOP }, other);
    expect(answer.statusCode).toBe(404);
    const carried = { ...(await present(session)), answers: said('granted') };
    const foreign = await call('consents', carried, { origin: SHOP }, other);
    expect([foreign.statusCode, foreign.json().code]).toEqual([422, 'consent.presentation-foreign']);
    expect(await stateOf(session, 'another-site')).toBe('none');
    expect(await stateOf(session)).toBe('granted');
  });

  it.each([
    ['origins[0]', { origins: ['http://shop.example.cn'] }],
    ['origins[0]', { origins: ['https://shop.example.cn/path'] }],
    ['origins[0]', { origins: ['https://*.example.cn'] }],
    ['origins[0]', { origins: ['*'] }],
    ['origins[0]', { origins: ['wx:nonsense'] }],
    ['activities[0]', { activities: ['order-delivery'] }],
    ['activities[1]', { activities: ['marketing', 'nowhere'] }],
    ['name', { name: '<script>alert(1)</script>' }],
    ['notice', { notice: 'nowhere' }],
    ['brand', { brand: 'nowhere' }],
  ])('is refused with its field %s named for %j', async (path, wrong) => {
    const answer = await make({ code: 'refused', ...wrong });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'capture.site-invalid']);
    expect(answer.json().errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  it('has a code that is used once', async () => {
    expect((await make({})).json().code).toBe('capture.site-code-taken');
  });

  it('takes JSON as plain text, which a browser sends without asking first, and judges its origin and form all the same', async () => {
    const session = newSession();
    const body = { session, activities: ['marketing'], place: 'banner', locale: 'zh-CN' };
    const plain = (text: string, origin = SHOP, type = 'text/plain;charset=UTF-8') =>
      world.app.inject({
        method: 'POST',
        url: `/api/v1/sites/${key}/presentations`,
        headers: { origin, 'content-type': type },
        payload: text,
      });
    expect((await plain(JSON.stringify(body))).statusCode).toBe(201);
    expect((await plain(JSON.stringify(body), 'https://evil.example.com')).json().code).toBe('capture.origin-foreign');
    expect((await plain('{"session":')).statusCode).toBe(400);
    expect((await plain('{"__proto__":{}}')).statusCode).toBe(400);
    expect((await plain(JSON.stringify(body), SHOP, 'text/plain;charset=gb18030')).statusCode).toBe(415);
    const elsewhere = { method: 'POST', url: '/api/v1/forms', payload: '{}' } as const;
    const headers = { ...KEY, 'content-type': 'text/plain' };
    expect((await world.app.inject({ ...elsewhere, headers })).statusCode).toBe(415);
  });

  it('lets a browser ask first, for its origins alone', async () => {
    const ask = (origin: string) =>
      world.app.inject({
        method: 'OPTIONS',
        url: `/api/v1/sites/${key}/consents`,
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const good = await ask(SHOP);
    expect(good.statusCode).toBe(204);
    expect(good.headers['access-control-allow-origin']).toBe(SHOP);
    expect(good.headers['access-control-allow-headers']).toContain('content-type');
    expect((await ask('https://evil.example.com')).headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('separate consent on a site', () => {
  it('never shares its control with another purpose, and can’t be given as a general one', async () => {
    await world.act(async (tx) => {
      const fields = [{ field: 'allergy' as const, necessary: true, necessity: TEXT, impactIfRefused: TEXT }];
      await world.register.saveActivity(
        tx,
        activityInput({ code: 'allergy-care', fields, recipients: [], commercial: false }),
      );
      await approve(world.register, tx, 'allergy-care');
      const activities = (await world.register.activities(tx)).map(({ code }) => code);
      await world.register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy' }, activities });
      await world.register.publishNotice(tx, 'privacy');
    });
    const made = (await make({ code: 'separate', activities: ['marketing', 'allergy-care'] })).json();
    const { activities } = (await world.app.inject({ url: `/api/v1/sites/${made.key}` })).json();
    expect(activities.map((each: { code: string; separate: boolean }) => [each.code, each.separate])).toEqual([
      ['marketing', false],
      ['allergy-care', true],
    ]);
    const session = newSession();
    const ask = async (kind: string, control: string) => {
      const body = { session, activities: ['marketing', 'allergy-care'], place: 'banner', locale: 'zh-CN' };
      const { id, nonce } = (await call('presentations', body, { origin: SHOP }, made.key)).json();
      const answers = [
        ...said('granted', { control: 'all' }),
        { activity: 'allergy-care', answer: 'granted', kind, control },
      ];
      const sent = { session, presentation: id, nonce, answers };
      return (await call('consents', sent, { origin: SHOP }, made.key)).json().code;
    };
    expect(await ask('separate', 'all')).toBe('consent.separate-shares-control');
    expect(await ask('general', 'own')).toBe('consent.separate-needed');
    expect(await ask('separate', 'own')).toBeUndefined();
  });
});

const TEXT = { zh: '避免过敏原', en: 'To leave allergens out' };
