import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AccessBench,
  BOOTSTRAP,
  bearer,
  cookieOf,
  NAME,
  openAccessBench,
  PASSWORD,
} from '../../../test/support/access-bench.ts';

const EMAIL = 'Wang.Xiaoming@canary-company.cn';
let bench: AccessBench;
beforeAll(async () => {
  bench = await openAccessBench();
});
afterAll(() => bench?.close());

describe('the bootstrap key and API keys', () => {
  it('opens everything with the bootstrap key and nothing with another', async () => {
    expect((await bench.call('GET', '/api/v1/staff', bearer())).statusCode).toBe(200);
    for (const key of [`${BOOTSTRAP}x`, `zn_${'a'.repeat(43)}`, 'short'])
      expect((await bench.call('GET', '/api/v1/staff', bearer(key))).json()).toMatchObject({
        status: 401,
        code: 'access.bad-key',
      });
  });

  it('makes keys with some scopes, keeps only their digest, and revokes them at once', async () => {
    const wanted = { label: 'warehouse', scopes: ['access.read-staff'] };
    const made = await bench.call('POST', '/api/v1/api-keys', bearer(), wanted);
    const { id, key } = made.json();
    expect((await bench.call('GET', '/api/v1/staff', bearer(key))).statusCode).toBe(200);
    expect((await bench.call('GET', '/api/v1/trail', bearer(key))).statusCode).toBe(403);
    const listed = await bench.call('GET', '/api/v1/api-keys', bearer());
    expect(listed.json().items[0]).toMatchObject({
      id,
      label: 'warehouse',
      scopes: ['access.read-staff'],
      revokedAt: null,
    });
    expect(listed.body).not.toContain(key);
    expect((await bench.call('DELETE', `/api/v1/api-keys/${id}`, bearer())).statusCode).toBe(204);
    expect((await bench.call('GET', '/api/v1/staff', bearer(key))).statusCode).toBe(401);
    expect((await bench.call('DELETE', `/api/v1/api-keys/${id}`, bearer())).statusCode).toBe(404);
  });

  it('never grants more than its maker has, and names an unknown scope', async () => {
    const made = await bench.call('POST', '/api/v1/api-keys', bearer(), { label: 'l', scopes: ['access.manage-keys'] });
    const beyond = { label: 'l', scopes: ['access.manage-staff'] };
    expect((await bench.call('POST', '/api/v1/api-keys', bearer(made.json().key), beyond)).json()).toMatchObject({
      code: 'access.scope-beyond-own',
    });
    const unknown = { label: 'l', scopes: ['access.read-staff', 'no.such'] };
    expect((await bench.call('POST', '/api/v1/api-keys', bearer(), unknown)).json().errors[0].path).toBe('scopes[1]');
  });

  it('makes no key that is over, nor one that outlives its maker', async () => {
    const make = (key: string | undefined, expiresAt?: string) =>
      bench.call('POST', '/api/v1/api-keys', bearer(key), {
        label: 'l',
        scopes: ['access.manage-keys'],
        ...(expiresAt === undefined ? {} : { expiresAt }),
      });
    const count = async () => (await bench.call('GET', '/api/v1/api-keys', bearer())).json().items.length;
    const before = await count();
    for (const over of ['0000-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '2026-02-28T23:59:60+08:00']) {
      const refused = (await make(undefined, over)).json();
      expect([refused.status, refused.errors[0].path]).toEqual([400, 'expiresAt']);
    }
    expect(await count()).toBe(before);
    const maker = (await make(undefined, '2999-01-01T00:00:00Z')).json().key;
    expect((await make(maker, '2999-01-01T08:00:00+08:00')).statusCode).toBe(201);
    for (const beyond of [undefined, '2999-01-01T00:00:00.001Z'])
      expect((await make(maker, beyond)).json()).toMatchObject({
        code: 'access.term-beyond-own',
        errors: [{ path: 'expiresAt' }],
      });
  });

  it('shows a key once: a repetition with the same Idempotency-Key is refused and makes no second key', async () => {
    const before = (await bench.call('GET', '/api/v1/api-keys', bearer())).json().items.length;
    const headers = { ...bearer(), 'idempotency-key': 'once' };
    const first = await bench.call('POST', '/api/v1/api-keys', headers, { label: 'l', scopes: ['access.read-staff'] });
    const again = await bench.call('POST', '/api/v1/api-keys', headers, { label: 'l', scopes: ['access.read-staff'] });
    expect([first.statusCode, again.statusCode, again.json().code]).toEqual([201, 409, 'http.answer-not-kept']);
    expect((await bench.call('GET', '/api/v1/api-keys', bearer())).json().items).toHaveLength(before + 1);
  });
});

describe('staff', () => {
  it('are invited by a link that works once, and sign in with their own password', async () => {
    const { path } = await bench.invite(EMAIL, 'marketer');
    const page = await bench.app.inject(path);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain('<script');
    expect((await bench.accept(path, 'short', 'short')).statusCode).toBe(400);
    expect((await bench.accept(path, PASSWORD, 'another password')).statusCode).toBe(400);
    expect((await bench.accept(path)).statusCode).toBe(303);
    expect((await bench.accept(path)).statusCode).toBe(404);
    const answer = await bench.call('POST', '/api/v1/session', {}, { email: EMAIL.toLowerCase(), password: PASSWORD });
    expect(answer.json()).toEqual({ totpRequired: false });
    const cookie = answer.cookies.find(({ name }) => name === '__Secure-zhinuo.session_token');
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/' });
    const me = await bench.call('GET', '/api/v1/session', { cookie: cookieOf(answer) });
    expect(me.json()).toMatchObject({ name: NAME, role: 'marketer', totp: false });
    expect(me.json().permissions).toContain('workbench.read');
    const out = await bench.call('DELETE', '/api/v1/session', { cookie: cookieOf(answer) });
    expect(out.statusCode).toBe(204);
    expect((await bench.call('GET', '/api/v1/session', { cookie: cookieOf(answer) })).statusCode).toBe(401);
  });

  it('are told the same for a wrong password and an unknown address, ten times a quarter of an hour', async () => {
    const attempt = (email: string) =>
      bench.call('POST', '/api/v1/session', {}, { email, password: 'not the password' });
    expect((await attempt(EMAIL)).json()).toEqual((await attempt('nobody@example.cn')).json());
    const codes = new Set<number>();
    for (let i = 0; i < 10; i += 1) codes.add((await attempt('nobody@example.cn')).statusCode);
    expect([...codes]).toEqual([401, 429]);
  });

  it('cannot be invited twice under one address, and cannot sign up', async () => {
    const twice = await bench.call('POST', '/api/v1/staff', bearer(), {
      email: EMAIL.toUpperCase(),
      name: 'x',
      role: 'agent',
    });
    expect(twice.json()).toMatchObject({ status: 409, code: 'access.known-address' });
    for (const url of ['/api/auth/sign-up/email', '/sign-up/email', '/zhinuo/open-session'])
      expect(
        (await bench.call('POST', url, {}, { email: 'a@b.cn', password: PASSWORD, name: 'x', id: '1' })).statusCode,
      ).toBe(404);
  });

  it('get another role or are shut out with their next request, and one administrator always remains', async () => {
    const administrator = await bench.staffWith('administrator');
    const agent = await bench.staffWith('agent');
    const staffList = () => bench.call('GET', '/api/v1/staff', { cookie: agent.cookie });
    expect((await staffList()).statusCode).toBe(403);
    const promoted = await bench.call(
      'PUT',
      `/api/v1/staff/${agent.id}/role`,
      { cookie: administrator.cookie },
      { role: 'auditor' },
    );
    expect([promoted.statusCode, (await staffList()).statusCode]).toEqual([204, 200]);
    expect(
      (await bench.call('POST', `/api/v1/staff/${agent.id}/disable`, { cookie: administrator.cookie })).statusCode,
    ).toBe(204);
    expect((await staffList()).statusCode).toBe(401);
    const again = await bench.call('POST', '/api/v1/session', {}, { email: 'agent@example.cn', password: PASSWORD });
    expect(again.statusCode).toBe(401);
    const last = await bench.call('POST', `/api/v1/staff/${administrator.id}/disable`, bearer());
    expect(last.json()).toMatchObject({ status: 409, code: 'access.last-administrator' });
  });

  it('enter by a one-time sign-in link that automation asked for', async () => {
    const { id } = await bench.invite('demo@example.cn', 'dpo');
    const link = await bench.call('POST', `/api/v1/staff/${id}/sign-in-links`, bearer());
    const path = new URL(link.json().url).pathname;
    expect((await bench.app.inject(path)).statusCode).toBe(200);
    expect((await bench.app.inject(path)).statusCode).toBe(200);
    const entered = await bench.app.inject({
      method: 'POST',
      url: path,
      headers: { origin: 'https://crm.example.cn' },
    });
    expect([entered.statusCode, entered.headers.location]).toEqual([303, '/console']);
    expect((await bench.call('GET', '/api/v1/session', { cookie: cookieOf(entered) })).json()).toMatchObject({
      role: 'dpo',
    });
    expect(
      (await bench.app.inject({ method: 'POST', url: path, headers: { origin: 'https://crm.example.cn' } })).statusCode,
    ).toBe(404);
  });
});
