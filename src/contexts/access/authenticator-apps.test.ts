import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AccessBench,
  bearer,
  cookieOf,
  fromBase32,
  NAME,
  openAccessBench,
  PASSWORD,
  totp,
} from '../../../test/support/access-bench.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';

let bench: AccessBench;
beforeAll(async () => {
  bench = await openAccessBench();
});
afterAll(() => bench?.close());

describe('authenticator apps', () => {
  it('are enrolled with the password and asked for at the next sign-in', async () => {
    const { cookie, id } = await bench.staffWith('engineer');
    const wrong = await bench.call(
      'POST',
      '/api/v1/session/totp-enrolment',
      { cookie },
      { password: 'not the password' },
    );
    expect(wrong.statusCode).toBe(401);
    const enrolment = await bench.call('POST', '/api/v1/session/totp-enrolment', { cookie }, { password: PASSWORD });
    const uri = new URL(enrolment.json().uri);
    expect(decodeURIComponent(uri.pathname)).toContain('engineer@example.cn');
    const secret = fromBase32(uri.searchParams.get('secret') ?? '');
    const confirmed = await bench.call(
      'POST',
      '/api/v1/session/totp-enrolment/confirmation',
      { cookie },
      { code: totp(secret) },
    );
    expect(confirmed.statusCode).toBe(204);
    const first = await bench.call('POST', '/api/v1/session', {}, { email: 'engineer@example.cn', password: PASSWORD });
    expect(first.json()).toEqual({ totpRequired: true });
    expect((await bench.call('GET', '/api/v1/session', { cookie: cookieOf(first) })).statusCode).toBe(401);
    const code = { code: totp(secret) };
    expect((await bench.call('POST', '/api/v1/session/totp', {}, code)).json()).toMatchObject({
      code: 'access.code-not-asked',
    });
    const bad = { code: code.code === '000000' ? '000001' : '000000' };
    const refused = await bench.call('POST', '/api/v1/session/totp', { cookie: cookieOf(first) }, bad);
    expect(refused.json()).toMatchObject({ status: 401, code: 'access.wrong-code' });
    const second = await bench.call('POST', '/api/v1/session/totp', { cookie: cookieOf(first) }, code);
    expect(second.statusCode).toBe(204);
    expect((await bench.call('GET', '/api/v1/session', { cookie: cookieOf(first, second) })).json()).toMatchObject({
      id,
      totp: true,
    });
    const link = await bench.call('POST', `/api/v1/staff/${id}/sign-in-links`, bearer());
    expect(link.json()).toMatchObject({ code: 'access.wrong-state' });
  });
});

describe('stepping up', () => {
  const steppedUp = async (cookie: string) => {
    const caller = await bench.access.resolvers.staff({ headers: { cookie } } as never);
    return caller?.kind === 'staff' ? caller.steppedUpAt : undefined;
  };

  it('needs an authenticator app, a good code, and a code that was not used before; it opens this session alone', async () => {
    const { cookie } = await bench.staffWith('dpo', 'stepping-up@example.cn');
    const stepUp = (code: string, with_ = cookie) =>
      bench.call('POST', '/api/v1/session/step-up', { cookie: with_ }, { code });
    expect((await stepUp('123456')).json()).toMatchObject({ status: 409, code: 'access.totp-not-enrolled' });
    const enrolment = await bench.call('POST', '/api/v1/session/totp-enrolment', { cookie }, { password: PASSWORD });
    const secret = fromBase32(new URL(enrolment.json().uri).searchParams.get('secret') ?? '');
    // The code that would confirm the app does not step up an account that has none yet.
    expect((await stepUp(totp(secret))).json()).toMatchObject({ code: 'access.totp-not-enrolled' });
    const confirmed = await bench.call(
      'POST',
      '/api/v1/session/totp-enrolment/confirmation',
      { cookie },
      { code: totp(secret) },
    );
    const own = cookieOf(confirmed) === '' ? cookie : cookieOf(confirmed);
    expect(await steppedUp(own)).toBeUndefined();
    const wrong = totp(secret) === '000000' ? '000001' : '000000';
    expect((await stepUp(wrong, own)).json()).toMatchObject({ status: 401, code: 'access.wrong-code' });
    for (const bad of ['12345', 'abcdef', ''])
      expect((await stepUp(bad, own)).json()).toMatchObject({ status: 400, errors: [{ path: 'code' }] });
    const code = totp(secret);
    expect((await stepUp(code, own)).statusCode).toBe(204);
    expect(await steppedUp(own)).toBeInstanceOf(Date);
    expect((await stepUp(code, own)).json()).toMatchObject({ status: 409, code: 'access.code-used-before' });
    const first = await bench.call(
      'POST',
      '/api/v1/session',
      {},
      { email: 'stepping-up@example.cn', password: PASSWORD },
    );
    const second = await bench.call('POST', '/api/v1/session/totp', { cookie: cookieOf(first) }, { code });
    const other = cookieOf(first, second);
    expect((await bench.call('GET', '/api/v1/session', { cookie: other })).statusCode).toBe(200);
    expect(await steppedUp(other)).toBeUndefined();
  });

  it('is for people who are signed in', async () => {
    expect((await bench.call('POST', '/api/v1/session/step-up', bearer(), { code: '123456' })).statusCode).toBe(401);
    expect((await bench.call('POST', '/api/v1/session/step-up', {}, { code: '123456' })).statusCode).toBe(401);
  });
});

describe('what is stored', () => {
  it('holds no email, name, password, key, link or authenticator secret in clear', async () => {
    const { path } = await bench.invite('stored@canary-company.cn', 'agent');
    const accepted = await bench.accept(path);
    const cookie = cookieOf(accepted);
    const enrolment = await bench.call('POST', '/api/v1/session/totp-enrolment', { cookie }, { password: PASSWORD });
    const secret = new URL(enrolment.json().uri).searchParams.get('secret') ?? '';
    const { key } = (
      await bench.call('POST', '/api/v1/api-keys', bearer(), { label: 'l', scopes: ['workbench.read'] })
    ).json();
    const dump = await dumpAll(bench.test);
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
    // The search can see: what is there in clear, and what is there as bytes.
    expect(dump).toContain('@staff.invalid');
    expect(dump).toContain(createHash('sha256').update(key).digest().toString('latin1'));
  });

  it('has a trail that is append-only, with a receipt for every change of access', async () => {
    const trail = await bench.call('GET', '/api/v1/trail?limit=200', bearer());
    const acts = new Map<string, { receipt: string | null }>(
      trail.json().items.map((item: { act: string; receipt: string | null }) => [item.act, item]),
    );
    expect(acts.get('access.staff-invited')?.receipt).toMatch(/^[0-9a-f-]{36}$/);
    expect(acts.get('access.key-created')?.receipt).toMatch(/^[0-9a-f-]{36}$/);
    expect(acts.get('access.signed-in')?.receipt).toBeNull();
    for (const statement of [
      'delete from access.trail',
      "update access.trail set actor = 'x'",
      'truncate access.trail',
    ])
      await expect(bench.test.database.transaction((tx) => tx.execute(statement))).rejects.toThrow('append-only');
    const page = await bench.call('GET', '/api/v1/trail?limit=1', bearer());
    const next = await bench.call('GET', `/api/v1/trail?limit=1&cursor=${page.json().next}`, bearer());
    expect(next.json().items[0].position).toBeLessThan(page.json().items[0].position);
  });
});

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
