import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { ALL_PERMISSIONS, PERMISSIONS, permissionsOf, ROLES, type Role } from '../../src/contexts/access/index.ts';
import { type RunningServer, startServer } from '../../src/main.ts';
import type { RouteEntry } from '../../src/platform/http/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const BOOTSTRAP = 'bootstrap-key-for-tests-0123456789abcdef';
const UNLIMITED = { anonymous: 1e9, person: 1e9, staff: 1e9, 'api-key': 1e9 };
const data = mkdtempSync(join(tmpdir(), 'zhinuo-roles-'));
const cookies = new Map<Role, string>();
let test: TestDatabase;
let server: RunningServer;
let routes: RouteEntry[];

beforeAll(async () => {
  test = await createTestDatabase({ contexts: [] });
  const environment = { ZHINUO_DATA: data, ZHINUO_DATABASE_URL: test.url, ZHINUO_BOOTSTRAP_KEY: BOOTSTRAP };
  const config = readConfig(environment, join(data, 'no-web'));
  server = await startServer(config, { log: silentLogger(), listen: false, rateLimits: UNLIMITED });
  routes = server.app.routeTable.filter(({ method }) => method !== 'HEAD');
  const { access } = server.contexts;
  for (const role of ROLES) {
    const passwordHash = 'not a password';
    const { id } = await test.database.transaction((tx) =>
      access.inviteStaff(tx, { email: `${role}@example.cn`, name: role, role, by: passwordHash }),
    );
    const link = await test.database.transaction((tx) => access.issueSignInLink(tx, id, 'test'));
    const change = await access.enterByLink(link.token);
    cookies.set(role, change.cookies.map((each) => each.split(';', 1)[0]).join('; '));
  }
});
afterAll(async () => {
  await server?.stop();
  await test?.drop();
  rmSync(data, { recursive: true, force: true });
});

// The permission is checked before a byte of the body is read, so an empty request with made-up ids shows whether a caller may pass: what
// follows is a 4xx for other reasons, or the answer.
async function passes(route: RouteEntry, headers: Record<string, string>): Promise<boolean> {
  const url = route.url.replace(/:[A-Za-z]+/g, '00000000-0000-7000-8000-000000000000').replace('*', 'x');
  const answer = await server.app.inject({
    method: route.method as 'GET',
    url,
    headers: { 'x-zhinuo-console': '1', ...headers },
  });
  const code = String(answer.headers['content-type']).includes('problem+json') ? answer.json().code : '';
  return !['http.not-permitted', 'http.sign-in-needed', 'http.person-session-needed'].includes(code);
}

describe('the table of roles', () => {
  it('has every permission that a route asks for, and no other', () => {
    const asked = new Set(routes.map(({ permission }) => permission).filter((each) => each.includes('.')));
    expect([...asked].filter((permission) => !ALL_PERMISSIONS.includes(permission))).toEqual([]);
    const unused = ALL_PERMISSIONS.filter((permission) => !asked.has(permission as RouteEntry['permission']));
    expect(unused).toEqual([]);
    expect(routes.length).toBeGreaterThan(30);
  });

  it('lets nobody past a door that is not open, without a session', async () => {
    for (const route of routes.filter(({ permission }) => permission !== 'public'))
      expect([route.method, route.url, await passes(route, {})]).toEqual([route.method, route.url, false]);
  });

  it.each(ROLES)('holds for the role %s on every route', async (role) => {
    const cookie = cookies.get(role) ?? '';
    const held = permissionsOf(role);
    for (const route of routes.filter(({ permission }) => permission.includes('.'))) {
      const expected = held.has(route.permission);
      expect(expected).toBe(PERMISSIONS[route.permission]?.includes(role));
      expect([route.method, route.url, await passes(route, { cookie })]).toEqual([route.method, route.url, expected]);
    }
    for (const route of routes.filter(({ permission }) => permission === 'person'))
      expect([route.url, await passes(route, { cookie })]).toEqual([route.url, false]);
  });

  it('says which permission is needed, and who holds it', async () => {
    const answer = await server.app.inject({
      url: '/api/v1/exports',
      headers: { cookie: cookies.get('marketer') ?? '' },
    });
    expect(answer.json()).toMatchObject({
      status: 403,
      detail: '需要权限 customers.export。有这项权限的是：管理员、个保负责人',
      detail_en: 'The permission customers.export is needed. It is held by: administrator, DPO',
    });
  });

  it('gives a key its scopes and nothing more', async () => {
    const scope = 'access.read-staff';
    const permissions = new Set(ALL_PERMISSIONS);
    const wanted = { label: 'walk', scopes: [scope], tier: 0, by: 'test', granter: { permissions, tier: 2 } } as const;
    const { key } = await test.database.transaction((tx) => server.contexts.access.createApiKey(tx, wanted));
    for (const route of routes.filter(({ permission }) => permission.includes('.')))
      expect([route.url, await passes(route, { authorization: `Bearer ${key}` })]).toEqual([
        route.url,
        route.permission === scope,
      ]);
  });

  it('answers no empty request with a 500', async () => {
    const broken: string[] = [];
    for (const route of routes) {
      const url = route.url.replace(/:[A-Za-z]+/g, 'x').replace('*', 'x');
      const headers = { authorization: `Bearer ${BOOTSTRAP}` };
      const answer = await server.app.inject({ method: route.method as 'GET', url, headers });
      if (answer.statusCode === 500) broken.push(`${route.method} ${route.url}`);
    }
    expect(broken).toEqual([]);
  });
});
