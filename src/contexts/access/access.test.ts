import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { createServer, httpMigrations } from '../../http/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { HttpApp } from '../../platform/http/index.ts';
import { openKeyring } from '../../platform/keyring/index.ts';
import { silentLogger } from '../../platform/logging.ts';
import { createEvidence } from '../evidence/index.ts';
import { type Access, createAccess, registerAccessRoutes } from './index.ts';

const BOOTSTRAP = 'bootstrap-key-for-tests-0123456789abcdef';
const EMAIL = 'Wang.Xiaoming@canary-company.cn';
const NAME = '王小明canary';
const PASSWORD = 'correct horse battery staple';
const keys = mkdtempSync(join(tmpdir(), 'zhinuo-access-'));
let test: TestDatabase;
let access: Access;
let app: HttpApp;

beforeAll(async () => {
  test = await createTestDatabase({ contexts: ['access', 'evidence'], sets: [httpMigrations] });
  const { database, url: connection } = test;
  const log = silentLogger();
  const clock = systemClock;
  const { service } = openKeyring({ directory: keys, clock });
  const evidence = createEvidence({ clock, service, database, log });
  const publicUrl = 'https://crm.example.cn';
  access = createAccess({ database, connection, clock, service, evidence, log, publicUrl, bootstrapKey: BOOTSTRAP });
  const idempotency = { database, clock, sealingKey: service.key('http.answers'), digestKey: service.key('http.keys') };
  app = await createServer({ log, publicUrl, resolvers: access.resolvers, idempotency });
  registerAccessRoutes(app, access, database, publicUrl);
  await app.ready();
});
afterAll(async () => {
  await app?.close();
  await access?.close();
  await test?.drop();
  rmSync(keys, { recursive: true, force: true });
});

const bearer = (key = BOOTSTRAP) => ({ authorization: `Bearer ${key}` });
const ours = { origin: 'https://crm.example.cn' };
type Answer = Awaited<ReturnType<HttpApp['inject']>>;

function cookieOf(...answers: Answer[]): string {
  const jar = new Map<string, string>();
  for (const answer of answers)
    for (const { name, value } of answer.cookies) {
      if (value === '') jar.delete(name);
      else jar.set(name, encodeURIComponent(value));
    }
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

const call = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  headers: Record<string, string>,
  payload?: object,
) => app.inject({ method, url, headers: { ...ours, ...headers }, ...(payload === undefined ? {} : { payload }) });

async function invite(email: string, role: string, name = NAME): Promise<{ id: string; path: string }> {
  const answer = await call('POST', '/api/v1/staff', bearer(), { email, name, role });
  expect(answer.statusCode).toBe(201);
  return { id: answer.json().id, path: new URL(answer.json().invitation.url).pathname };
}

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const accept = (path: string, password = PASSWORD, repeated = password) =>
  app.inject({
    method: 'POST',
    url: path,
    headers: { ...ours, 'content-type': 'application/x-www-form-urlencoded' },
    payload: form({ password, repeated }),
  });

async function staffWith(role: string, email = `${role}@example.cn`): Promise<{ id: string; cookie: string }> {
  const { id, path } = await invite(email, role);
  const answer = await accept(path);
  expect(answer.statusCode).toBe(303);
  return { id, cookie: cookieOf(answer) };
}

describe('the bootstrap key and API keys', () => {
  it('opens everything with the bootstrap key and nothing with another', async () => {
    expect((await call('GET', '/api/v1/staff', bearer())).statusCode).toBe(200);
    for (const key of [`${BOOTSTRAP}x`, `zn_${'a'.repeat(43)}`, 'short'])
      expect((await call('GET', '/api/v1/staff', bearer(key))).json()).toMatchObject({
        status: 401,
        code: 'access.bad-key',
      });
  });

  it('makes keys with some scopes, keeps only their digest, and revokes them at once', async () => {
    const wanted = { label: 'warehouse', scopes: ['access.read-staff'] };
    const made = await call('POST', '/api/v1/api-keys', bearer(), wanted);
    const { id, key } = made.json();
    expect((await call('GET', '/api/v1/staff', bearer(key))).statusCode).toBe(200);
    expect((await call('GET', '/api/v1/trail', bearer(key))).statusCode).toBe(403);
    const listed = await call('GET', '/api/v1/api-keys', bearer());
    expect(listed.json().items[0]).toMatchObject({
      id,
      label: 'warehouse',
      scopes: ['access.read-staff'],
      revokedAt: null,
    });
    expect(listed.body).not.toContain(key);
    expect((await call('DELETE', `/api/v1/api-keys/${id}`, bearer())).statusCode).toBe(204);
    expect((await call('GET', '/api/v1/staff', bearer(key))).statusCode).toBe(401);
    expect((await call('DELETE', `/api/v1/api-keys/${id}`, bearer())).statusCode).toBe(404);
  });

  it('never grants more than its maker has, and names an unknown scope', async () => {
    const made = await call('POST', '/api/v1/api-keys', bearer(), { label: 'l', scopes: ['access.manage-keys'] });
    const beyond = { label: 'l', scopes: ['access.manage-staff'] };
    expect((await call('POST', '/api/v1/api-keys', bearer(made.json().key), beyond)).json()).toMatchObject({
      code: 'access.scope-beyond-own',
    });
    const unknown = { label: 'l', scopes: ['access.read-staff', 'no.such'] };
    expect((await call('POST', '/api/v1/api-keys', bearer(), unknown)).json().errors[0].path).toBe('scopes[1]');
  });

  it('shows a key once: a repetition with the same Idempotency-Key is refused and makes no second key', async () => {
    const before = (await call('GET', '/api/v1/api-keys', bearer())).json().items.length;
    const headers = { ...bearer(), 'idempotency-key': 'once' };
    const first = await call('POST', '/api/v1/api-keys', headers, { label: 'l', scopes: ['access.read-staff'] });
    const again = await call('POST', '/api/v1/api-keys', headers, { label: 'l', scopes: ['access.read-staff'] });
    expect([first.statusCode, again.statusCode, again.json().code]).toEqual([201, 409, 'http.answer-not-kept']);
    expect((await call('GET', '/api/v1/api-keys', bearer())).json().items).toHaveLength(before + 1);
  });
});

describe('staff', () => {
  it('are invited by a link that works once, and sign in with their own password', async () => {
    const { path } = await invite(EMAIL, 'marketer');
    const page = await app.inject(path);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain('<script');
    expect((await accept(path, 'short', 'short')).statusCode).toBe(400);
    expect((await accept(path, PASSWORD, 'another password')).statusCode).toBe(400);
    expect((await accept(path)).statusCode).toBe(303);
    expect((await accept(path)).statusCode).toBe(404);
    const answer = await call('POST', '/api/v1/session', {}, { email: EMAIL.toLowerCase(), password: PASSWORD });
    expect(answer.json()).toEqual({ totpRequired: false });
    const cookie = answer.cookies.find(({ name }) => name === '__Secure-zhinuo.session_token');
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', path: '/' });
    const me = await call('GET', '/api/v1/session', { cookie: cookieOf(answer) });
    expect(me.json()).toMatchObject({ name: NAME, role: 'marketer', totp: false });
    expect(me.json().permissions).toContain('workbench.read');
    const out = await call('DELETE', '/api/v1/session', { cookie: cookieOf(answer) });
    expect(out.statusCode).toBe(204);
    expect((await call('GET', '/api/v1/session', { cookie: cookieOf(answer) })).statusCode).toBe(401);
  });

  it('are told the same for a wrong password and an unknown address, ten times a quarter of an hour', async () => {
    const attempt = (email: string) => call('POST', '/api/v1/session', {}, { email, password: 'not the password' });
    expect((await attempt(EMAIL)).json()).toEqual((await attempt('nobody@example.cn')).json());
    const codes = new Set<number>();
    for (let i = 0; i < 10; i += 1) codes.add((await attempt('nobody@example.cn')).statusCode);
    expect([...codes]).toEqual([401, 429]);
  });

  it('cannot be invited twice under one address, and cannot sign up', async () => {
    const twice = await call('POST', '/api/v1/staff', bearer(), {
      email: EMAIL.toUpperCase(),
      name: 'x',
      role: 'agent',
    });
    expect(twice.json()).toMatchObject({ status: 409, code: 'access.known-address' });
    for (const url of ['/api/auth/sign-up/email', '/sign-up/email', '/zhinuo/open-session'])
      expect(
        (await call('POST', url, {}, { email: 'a@b.cn', password: PASSWORD, name: 'x', id: '1' })).statusCode,
      ).toBe(404);
  });

  it('get another role or are shut out with their next request, and one administrator always remains', async () => {
    const administrator = await staffWith('administrator');
    const agent = await staffWith('agent');
    const staffList = () => call('GET', '/api/v1/staff', { cookie: agent.cookie });
    expect((await staffList()).statusCode).toBe(403);
    const promoted = await call(
      'PUT',
      `/api/v1/staff/${agent.id}/role`,
      { cookie: administrator.cookie },
      { role: 'auditor' },
    );
    expect([promoted.statusCode, (await staffList()).statusCode]).toEqual([204, 200]);
    expect((await call('POST', `/api/v1/staff/${agent.id}/disable`, { cookie: administrator.cookie })).statusCode).toBe(
      204,
    );
    expect((await staffList()).statusCode).toBe(401);
    const again = await call('POST', '/api/v1/session', {}, { email: 'agent@example.cn', password: PASSWORD });
    expect(again.statusCode).toBe(401);
    const last = await call('POST', `/api/v1/staff/${administrator.id}/disable`, bearer());
    expect(last.json()).toMatchObject({ status: 409, code: 'access.last-administrator' });
  });

  it('enter by a one-time sign-in link that automation asked for', async () => {
    const { id } = await invite('demo@example.cn', 'dpo');
    const link = await call('POST', `/api/v1/staff/${id}/sign-in-links`, bearer());
    const path = new URL(link.json().url).pathname;
    expect((await app.inject(path)).statusCode).toBe(200);
    expect((await app.inject(path)).statusCode).toBe(200);
    const entered = await app.inject({ method: 'POST', url: path, headers: ours });
    expect([entered.statusCode, entered.headers.location]).toEqual([303, '/console']);
    expect((await call('GET', '/api/v1/session', { cookie: cookieOf(entered) })).json()).toMatchObject({ role: 'dpo' });
    expect((await app.inject({ method: 'POST', url: path, headers: ours })).statusCode).toBe(404);
  });
});

describe('authenticator apps', () => {
  it('are enrolled with the password and asked for at the next sign-in', async () => {
    const { cookie, id } = await staffWith('engineer');
    const wrong = await call('POST', '/api/v1/session/totp-enrolment', { cookie }, { password: 'not the password' });
    expect(wrong.statusCode).toBe(401);
    const enrolment = await call('POST', '/api/v1/session/totp-enrolment', { cookie }, { password: PASSWORD });
    const uri = new URL(enrolment.json().uri);
    expect(decodeURIComponent(uri.pathname)).toContain('engineer@example.cn');
    const secret = fromBase32(uri.searchParams.get('secret') ?? '');
    const confirmed = await call(
      'POST',
      '/api/v1/session/totp-enrolment/confirmation',
      { cookie },
      { code: totp(secret) },
    );
    expect(confirmed.statusCode).toBe(204);
    const first = await call('POST', '/api/v1/session', {}, { email: 'engineer@example.cn', password: PASSWORD });
    expect(first.json()).toEqual({ totpRequired: true });
    expect((await call('GET', '/api/v1/session', { cookie: cookieOf(first) })).statusCode).toBe(401);
    const code = { code: totp(secret) };
    expect((await call('POST', '/api/v1/session/totp', {}, code)).json()).toMatchObject({
      code: 'access.code-not-asked',
    });
    const bad = { code: code.code === '000000' ? '000001' : '000000' };
    const refused = await call('POST', '/api/v1/session/totp', { cookie: cookieOf(first) }, bad);
    expect(refused.json()).toMatchObject({ status: 401, code: 'access.wrong-code' });
    const second = await call('POST', '/api/v1/session/totp', { cookie: cookieOf(first) }, code);
    expect(second.statusCode).toBe(204);
    expect((await call('GET', '/api/v1/session', { cookie: cookieOf(first, second) })).json()).toMatchObject({
      id,
      totp: true,
    });
    const link = await call('POST', `/api/v1/staff/${id}/sign-in-links`, bearer());
    expect(link.json()).toMatchObject({ code: 'access.wrong-state' });
  });
});

describe('what is stored', () => {
  it('holds no email, name, password, key, link or authenticator secret in clear', async () => {
    const { path } = await invite('stored@canary-company.cn', 'agent', NAME);
    const accepted = await accept(path);
    const cookie = cookieOf(accepted);
    const enrolment = await call('POST', '/api/v1/session/totp-enrolment', { cookie }, { password: PASSWORD });
    const secret = new URL(enrolment.json().uri).searchParams.get('secret') ?? '';
    const { key } = (
      await call('POST', '/api/v1/api-keys', bearer(), { label: 'l', scopes: ['workbench.read'] })
    ).json();
    const dump = await dumpAll(test);
    const secrets = [
      'canary',
      NAME,
      PASSWORD,
      key,
      path.split('/')[2] ?? '',
      secret,
      fromBase32(secret).toString('utf8'),
    ];
    for (const each of [...secrets, ...enrolment.json().backupCodes]) {
      expect(each.length).toBeGreaterThan(5);
      expect(dump.toLowerCase().includes(each.toLowerCase()), each.slice(0, 3)).toBe(false);
    }
    expect(dump).toContain('@staff.invalid');
  });

  it('has a trail that is append-only, with a receipt for every change of access', async () => {
    const trail = await call('GET', '/api/v1/trail?limit=200', bearer());
    const acts = new Map<string, { receipt: string | null }>(
      trail.json().items.map((item: { act: string; receipt: string | null }) => [item.act, item]),
    );
    expect(acts.get('access.staff-invited')?.receipt).toMatch(/^[0-9a-f-]{36}$/);
    expect(acts.get('access.role-changed')?.receipt).toMatch(/^[0-9a-f-]{36}$/);
    expect(acts.get('access.signed-in')?.receipt).toBeNull();
    for (const statement of [
      'delete from access.trail',
      "update access.trail set actor = 'x'",
      'truncate access.trail',
    ])
      await expect(test.database.transaction((tx) => tx.execute(statement))).rejects.toThrow('append-only');
    const page = await call('GET', '/api/v1/trail?limit=1', bearer());
    const next = await call('GET', `/api/v1/trail?limit=1&cursor=${page.json().next}`, bearer());
    expect(next.json().items[0].position).toBeLessThan(page.json().items[0].position);
  });
});

// RFC 6238 with the defaults of authenticator apps: SHA-1, 30 seconds, 6 digits.
function totp(secret: Buffer): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(systemClock.now().getTime() / 30_000)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

async function dumpAll({ database }: TestDatabase): Promise<string> {
  return database.transaction(async (tx) => {
    const tables = await tx.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('access', 'evidence', 'http')`,
    );
    const rows = [];
    for (const { name } of tables)
      rows.push(...(await tx.query<{ row: string }>(`select t::text as row from ${name} t`)));
    return rows
      .map(({ row }) => row.replace(/\\\\x([0-9a-f]+)/g, (_, hex) => Buffer.from(hex, 'hex').toString('latin1')))
      .join('\n');
  });
}
