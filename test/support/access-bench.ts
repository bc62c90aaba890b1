import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Access, createAccess, registerAccessRoutes } from '../../src/contexts/access/index.ts';
import { createEvidence } from '../../src/contexts/evidence/index.ts';
import { createServer, httpMigrations } from '../../src/http/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { HttpApp } from '../../src/platform/http/index.ts';
import { openKeyring } from '../../src/platform/keyring/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

export const BOOTSTRAP = 'bootstrap-key-for-tests-0123456789abcdef';
export const NAME = '王小明canary';
export const PASSWORD = 'correct horse battery staple';
const PUBLIC_URL = 'https://crm.example.cn';
const OURS = { origin: PUBLIC_URL };

export type Answer = Awaited<ReturnType<HttpApp['inject']>>;

/** A server with the access context alone, on a database of its own. */
export interface AccessBench {
  readonly test: TestDatabase;
  readonly access: Access;
  readonly app: HttpApp;
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    headers?: Record<string, string>,
    payload?: object,
  ): Promise<Answer>;
  invite(email: string, role: string): Promise<{ id: string; path: string }>;
  accept(path: string, password?: string, repeated?: string): Promise<Answer>;
  /** An invited member who has accepted and is signed in. */
  staffWith(role: string, email?: string): Promise<{ id: string; cookie: string; path: string }>;
  close(): Promise<void>;
}

export const bearer = (key = BOOTSTRAP) => ({ authorization: `Bearer ${key}` });

/** The Cookie header of a browser that got these answers one after the other. */
export function cookieOf(...answers: Answer[]): string {
  const jar = new Map<string, string>();
  for (const answer of answers)
    for (const { name, value } of answer.cookies) {
      if (value === '') jar.delete(name);
      else jar.set(name, encodeURIComponent(value));
    }
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

export async function openAccessBench(): Promise<AccessBench> {
  const keys = mkdtempSync(join(tmpdir(), 'zhinuo-access-'));
  const test = await createTestDatabase({ contexts: ['access', 'evidence'], sets: [httpMigrations] });
  const { database, url: connection } = test;
  const log = silentLogger();
  const clock = systemClock;
  const { service } = openKeyring({ directory: keys, clock });
  const evidence = createEvidence({ clock, service, database, log });
  const publicUrl = PUBLIC_URL;
  const access = createAccess({
    database,
    connection,
    clock,
    service,
    evidence,
    log,
    publicUrl,
    bootstrapKey: BOOTSTRAP,
  });
  const idempotency = { database, clock, sealingKey: service.key('http.answers'), digestKey: service.key('http.keys') };
  const app = await createServer({ log, publicUrl, resolvers: access.resolvers, idempotency });
  registerAccessRoutes(app, access, database, publicUrl);
  await app.ready();
  const call: AccessBench['call'] = (method, url, headers = {}, payload) =>
    app.inject({ method, url, headers: { ...OURS, ...headers }, ...(payload === undefined ? {} : { payload }) });
  const invite: AccessBench['invite'] = async (email, role) => {
    const answer = await call('POST', '/api/v1/staff', bearer(), { email, name: NAME, role });
    expect(answer.statusCode).toBe(201);
    return { id: answer.json().id, path: new URL(answer.json().invitation.url).pathname };
  };
  const accept: AccessBench['accept'] = (path, password = PASSWORD, repeated = password) =>
    app.inject({
      method: 'POST',
      url: path,
      headers: { ...OURS, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ password, repeated }).toString(),
    });
  return {
    test,
    access,
    app,
    call,
    invite,
    accept,
    async staffWith(role, email = `${role}@example.cn`) {
      const { id, path } = await invite(email, role);
      const answer = await accept(path);
      expect(answer.statusCode).toBe(303);
      return { id, path, cookie: cookieOf(answer) };
    },
    async close() {
      await app.close();
      await access.close();
      await test.drop();
      rmSync(keys, { recursive: true, force: true });
    },
  };
}

/** The code of an authenticator app now: RFC 6238 with its usual SHA-1, 30 seconds and 6 digits. */
export function totp(secret: Buffer): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(systemClock.now().getTime() / 30_000)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export function fromBase32(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
