import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type RunningServer, startServer } from '../../src/main.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { type ConnectionWatch, watchConnections } from '../support/watch-connections.ts';

const BOOTSTRAP = 'bootstrap-key-for-tests-0123456789abcdef';
const data = mkdtempSync(join(tmpdir(), 'zhinuo-hosts-'));
let test: TestDatabase;
let server: RunningServer | undefined;
let watch: ConnectionWatch;

beforeAll(async () => {
  test = await createTestDatabase({ contexts: [] });
  watch = watchConnections();
});
afterAll(async () => {
  watch?.stop();
  await server?.stop();
  await test?.drop();
  rmSync(data, { recursive: true, force: true });
});

// The database of the test is the only thing configured: a unix socket, or the host in its URL.
function isDatabase(target: string): boolean {
  const url = new URL(test.url);
  const socket = url.searchParams.get('host');
  if (socket !== null) return target.startsWith(`${socket}/.s.PGSQL.`);
  return target === `${url.hostname}:${url.port === '' ? '5432' : url.port}` || target === `name ${url.hostname}`;
}

it('calls no host that is not configured, from the start through every route to the end', async () => {
  const environment = { ZHINUO_DATA: data, ZHINUO_DATABASE_URL: test.url, ZHINUO_BOOTSTRAP_KEY: BOOTSTRAP };
  server = await startServer(readConfig(environment, join(data, 'no-web')), { log: silentLogger(), listen: false });
  for (const { method, url } of server.app.routeTable)
    await server.app.inject({
      method: method as 'GET',
      url: url.replace(/:[A-Za-z]+/g, '01930000-0000-7000-8000-000000000001').replace('*', 'x'),
      headers: { authorization: `Bearer ${BOOTSTRAP}` },
    });
  await server.stop();
  const targets = watch.targets();
  expect(targets.filter((target) => !isDatabase(target))).toEqual([]);
  expect(targets.length).toBeGreaterThan(0);
});

it('would have noticed one', async () => {
  await expect(fetch('http://unconfigured.invalid:81/')).rejects.toThrow();
  expect(watch.targets().join()).toContain('unconfigured.invalid');
});
