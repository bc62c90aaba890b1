import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HttpApp } from '../platform/http/index.ts';
import { silentLogger } from '../platform/logging.ts';
import { createServer } from './create-server.ts';

const root = mkdtempSync(join(tmpdir(), 'zhinuo-web-'));
let app: HttpApp;

beforeAll(async () => {
  for (const each of ['console', 'privacy-centre']) {
    mkdirSync(join(root, 'web', each, 'assets'), { recursive: true });
    writeFileSync(join(root, 'web', each, 'index.html'), `<meta name="csp-nonce" content="__CSP_NONCE__">${each}`);
    writeFileSync(join(root, 'web', each, 'assets', 'main-abc123.js'), 'export {};');
  }
  writeFileSync(join(root, 'secret.txt'), 'not for the web');
  app = await createServer({ log: silentLogger(), webRoot: join(root, 'web') });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  rmSync(root, { recursive: true, force: true });
});

it('serves the offline verifier under the policy that its own page names, and no other', async () => {
  const policy = "default-src 'none'; script-src 'sha256-AAAA'";
  mkdirSync(join(root, 'web', 'verifier'));
  writeFileSync(
    join(root, 'web', 'verifier', 'index.html'),
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
  );
  const answer = await app.inject('/verify');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-security-policy']).toBe(`${policy}; frame-ancestors 'none'`);
});

it("puts the nonce of its own answer into the console's page, and never lets the page be cached", async () => {
  const pages = await Promise.all(['/console', '/console/', '/console/segments/vip'].map((url) => app.inject(url)));
  const nonces = pages.map((page) => /content="([^"]+)"/.exec(page.body)?.[1] ?? '');
  for (const [i, page] of pages.entries()) {
    expect(page.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonces[i]}'`);
    expect(page.headers['cache-control']).toBe('no-store');
  }
  expect(new Set(nonces).size).toBe(3);
  expect((await app.inject('/me')).body).toContain('privacy-centre');
});

it('lets browsers keep hashed assets for a year', async () => {
  const asset = await app.inject('/console/assets/main-abc123.js');
  expect([asset.statusCode, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect(asset.headers['content-type']).toContain('javascript');
});

it('serves nothing outside the folder and nothing that is not there', async () => {
  const paths = [
    '../../secret.txt',
    '..%2f..%2fsecret.txt',
    '%2e%2e/%2e%2e/secret.txt',
    '....//secret.txt',
    'assets/none.js',
  ];
  for (const path of paths) {
    const answer = await app.inject(`/console/${path}`);
    expect([path, answer.body.includes('not for the web')]).toEqual([path, false]);
    expect([path, answer.statusCode >= 400]).toEqual([path, true]);
  }
  expect((await app.inject('/me/api/none')).statusCode).toBe(404);
});

it('keeps answering the SDK’s files of earlier releases under their names, and sends names it never had to the newest', async () => {
  const built = join(root, 'web', 'sdk');
  const kept = join(root, 'sdk-files');
  const release = async (hash: string) => {
    rmSync(built, { recursive: true, force: true });
    mkdirSync(built);
    for (const file of [`zhinuo-${hash}.js`, 'zhinuo.js']) writeFileSync(join(built, file), `release ${hash}`);
    return createServer({ log: silentLogger(), webRoot: join(root, 'web'), sdkDirectory: kept });
  };
  await (await release('a'.repeat(16))).close();
  const next = await release('b'.repeat(16));
  const get = (file: string) => next.inject(`/sdk/${file}`);
  const old = await get(`zhinuo-${'a'.repeat(16)}.js`);
  expect([old.statusCode, old.body]).toEqual([200, `release ${'a'.repeat(16)}`]);
  expect(old.headers['cache-control']).toContain('immutable');
  expect(old.headers['access-control-allow-origin']).toBe('*');
  expect((await get(`v1/zhinuo-${'b'.repeat(16)}.js`)).body).toBe(`release ${'b'.repeat(16)}`);
  const never = await get(`zhinuo-${'c'.repeat(16)}.js`);
  expect([never.statusCode, never.headers.location]).toEqual([307, '/sdk/zhinuo.js']);
  expect((await get('nowhere.js')).statusCode).toBe(404);
  await next.close();
});
