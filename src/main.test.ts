import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/support/test-database.ts';
import { type Config, readConfig } from './config.ts';
import { type RunningServer, startServer } from './main.ts';
import { createLogger } from './platform/logging.ts';

const PASSPHRASE = 'a long passphrase of the root key';
const PASSWORD = 'a long password of the first administrator';
const EMAIL = 'first.administrator@canary-company.cn';
const data = mkdtempSync(join(tmpdir(), 'zhinuo-main-'));
const lines: string[] = [];
let test: TestDatabase;
let config: Config;
let running: RunningServer | undefined;

beforeAll(async () => {
  test = await createTestDatabase({ contexts: [] });
  config = readConfig({ ZHINUO_DATA: data, ZHINUO_DATABASE_URL: test.url }, join(data, 'no-web'));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(async () => {
  await test.drop();
  rmSync(data, { recursive: true, force: true });
});

async function start(): Promise<RunningServer> {
  const log = createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  running = await startServer(config, { log, listen: false });
  return running;
}

const pathOf = (server: RunningServer, kind: string): string => {
  const url = server.notes.find((note) => note.kind === kind)?.url;
  if (url === undefined) throw new Error(`no ${kind} link was given`);
  return new URL(url).pathname;
};

const submit = (server: RunningServer, url: string, fields: Record<string, string>) =>
  server.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: config.publicUrl },
    payload: new URLSearchParams(fields).toString(),
  });

const ready = async (server: RunningServer) => (await server.app.inject('/readyz')).json().checks.rootKey as boolean;

describe('the first start', () => {
  it('is finished in the set-up page: root key, passphrase, administrator; its link then dies', async () => {
    const server = await start();
    expect(server.notes.map((note) => note.kind)).toEqual(['address', 'set-up']);
    expect(await ready(server)).toBe(false);
    const path = pathOf(server, 'set-up');
    expect((await server.app.inject(`/setup/${'A'.repeat(43)}`)).statusCode).toBe(404);
    const page = await server.app.inject(path);
    expect(page.body).toContain('passphraseRepeated');
    const fields = {
      passphrase: PASSPHRASE,
      passphraseRepeated: PASSPHRASE,
      email: EMAIL,
      name: '管理员',
      password: PASSWORD,
      passwordRepeated: PASSWORD,
    };
    expect((await submit(server, path, { ...fields, passphraseRepeated: 'other' })).statusCode).toBe(400);
    expect(
      (await submit(server, path, { ...fields, passphrase: 'short', passphraseRepeated: 'short' })).statusCode,
    ).toBe(400);
    expect((await submit(server, path, { ...fields, password: 'short', passwordRepeated: 'short' })).statusCode).toBe(
      400,
    );
    expect(await ready(server)).toBe(false);
    const done = await submit(server, path, fields);
    expect([done.statusCode, done.headers.location]).toEqual([303, '/console']);
    expect(await ready(server)).toBe(true);
    const cookies = Object.fromEntries(done.cookies.map(({ name, value }) => [name, value]));
    expect((await server.app.inject({ url: '/api/v1/session', cookies })).json()).toMatchObject({
      role: 'administrator',
    });
    expect((await submit(server, path, fields)).statusCode).toBe(404);
  });
});

describe('a later start', () => {
  it('is sealed, says how to unseal, and opens with the passphrase alone', async () => {
    const server = await start();
    expect(server.notes.map((note) => note.kind)).toEqual(['address', 'unseal']);
    const path = pathOf(server, 'unseal');
    const wrong = await submit(server, path, { passphrase: 'not the passphrase' });
    expect([wrong.statusCode, await ready(server)]).toEqual([400, false]);
    expect((await submit(server, path, { passphrase: PASSPHRASE })).statusCode).toBe(303);
    expect(await ready(server)).toBe(true);
    expect((await server.app.inject(path)).statusCode).toBe(404);
  });

  it('is refused while another process holds the data directory, in plain words', async () => {
    await start();
    await expect(startServer(config, { listen: false })).rejects.toMatchObject({
      code: 'postgres.directory-in-use',
      title: { en: expect.stringContaining('only one process may open it') },
    });
  });

  it('stops when asked and can start again', async () => {
    const first = await start();
    await Promise.all([first.stop(), first.stop()]);
    expect(await ready(await start())).toBe(false);
  });
});

describe('the log', () => {
  it('held no link, passphrase, password or address of all this', () => {
    const text = lines.join('');
    expect(text).toContain('"route":"/setup/:token"');
    for (const secret of [PASSPHRASE, PASSWORD, EMAIL, '/setup/A', 'passphrase=']) expect(text).not.toContain(secret);
    expect(/\/(setup|unseal)\/[A-Za-z0-9_-]{20}/.test(text)).toBe(false);
  });
});
