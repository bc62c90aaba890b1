import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify as verifyText } from '../../verifier/src/verify.ts';
import { ensureBuilt } from '../support/built-server.ts';
import { privacyCentreCookie } from '../support/privacy-centre-session.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { joins, loadBrand, someone } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

const PERSON = someone(31);
const folder = mkdtempSync(join(tmpdir(), 'zhinuo-proof-'));
let product: RunningProduct;
let bundle: string;
let personId = '';
beforeAll(async () => {
  ensureBuilt();
  product = await startProduct();
  await loadBrand(product);
  personId = await joins(product, PERSON);
  await product.gateway.reply(PERSON.mobile, 'R');
  await untilMerged(personId);
  bundle = await download();
});
afterAll(async () => {
  await product.close();
  rmSync(folder, { recursive: true, force: true });
});

async function untilMerged(person: string): Promise<void> {
  const path = `/api/v1/persons/${person}/uses`;
  const { items } = await product.api.call<{ items: { receipt: string }[] }>('GET', path);
  for (const { receipt } of items)
    await until(
      async () =>
        (await product.api.call<{ index?: number }>('GET', `/api/v1/receipts/${receipt}`)).index !== undefined,
    );
}

async function download(): Promise<string> {
  const cookie = await privacyCentreCookie(product, PERSON);
  const made = await fetch(`${product.base}/me/api/bundles`, {
    method: 'POST',
    headers: { cookie, origin: product.base, 'content-type': 'application/json' },
    body: '{}',
  });
  const { urls } = (await made.json()) as { urls: string[] };
  const answer = await fetch(product.base + urls[0]);
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  return answer.text();
}

async function staff(body: object): Promise<Response> {
  return fetch(`${product.base}/api/v1/evidence/bundles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** `npm run verify` as somebody else runs it: a process of its own that gets nothing but the file. */
function verify(text: string): { status: number | null; out: string; err: string } {
  const file = join(folder, 'bundle.json');
  writeFileSync(file, text);
  const cli = fileURLToPath(new URL('../../dist/verifier/src/cli.js', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, file], { env: {}, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

/** Every place in the bundle that holds text or a number, as a path. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return value === null ? [] : [path];
  return Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]));
}

/** Every list in the bundle that holds something, as a path. */
function listsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, each]) => listsIn(each, [...path, key]));
  return Array.isArray(value) && value.length > 0 ? [path, ...inner] : inner;
}

function changed(text: string, path: readonly (string | number)[]): string {
  const root = JSON.parse(text) as Record<string | number, unknown>;
  let at = root;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  const value = at[last];
  if (typeof value === 'string') {
    const middle = Math.floor(value.length / 2);
    const other = value.charAt(middle) === 'A' ? 'B' : 'A';
    at[last] = value === '' ? 'A' : value.slice(0, middle) + other + value.slice(middle + 1);
  } else at[last] = typeof value === 'number' ? value + 1 : value !== true;
  return JSON.stringify(root);
}

describe('the evidence bundle that a person downloads', () => {
  it('is accepted offline, and its account is readable', () => {
    const { status, out, err } = verify(bundle);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(
      /证据包验证通过.*同意 [^\n]*activity=marketing; [^\n]*answer=granted.*退订或反对 [^\n]*through=sms-reply/s,
    );
  });

  it('holds the consent, the confirmations, the refusal and the uses', () => {
    for (const kind of ['consent', 'address-confirmed', 'objection', 'use-batch'])
      expect(bundle, kind).toMatch(new RegExp(`\\\\*"kind\\\\*":\\\\*"${kind}\\\\*"`));
  });

  it('is rejected after any fact in it is changed', () => {
    const all = places(JSON.parse(bundle));
    expect(all.length).toBeGreaterThan(30);
    // Every kind of place once: the same place in the next entry is checked by the same code.
    const kinds = new Map(
      all.map((path) => [path.map((key) => (/^\d+$/.test(String(key)) ? '#' : key)).join('.'), path]),
    );
    const now = product.clock.now();
    const accepted = [...kinds.values()].filter((path) => verifyText(changed(bundle, path), { now }).ok);
    expect(accepted.map((path) => path.join('.'))).toEqual([]);
    const consent = bundle.replace('granted', 'refused');
    expect(consent).not.toBe(bundle);
    expect(verify(consent)).toMatchObject({ status: 1, err: expect.stringContaining('证据包不成立') });
  });

  it('is rejected when an entry is left out or the file is cut short', () => {
    expect(verify(bundle.slice(0, -20)).status).toBe(1);
    const lists = listsIn(JSON.parse(bundle));
    expect(lists.length).toBeGreaterThan(3);
    const now = product.clock.now();
    for (const path of lists) {
      const root: unknown = JSON.parse(bundle);
      const list = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], root) as unknown[];
      list.splice(-1);
      expect(verifyText(JSON.stringify(root), { now }).ok, path.join('.')).toBe(false);
    }
  });

  it('is issued to staff by person, or by activity and period, in full or redacted', async () => {
    const answer = await staff({ person: personId, redact: ['channel'] });
    expect(answer.status).toBe(200);
    const redacted = await answer.text();
    expect(verify(redacted)).toMatchObject({ status: 0, out: expect.stringContaining('出具方保留了') });
    expect(redacted).not.toContain('"channel":"sms"');
    const day = 86_400_000;
    const now = product.clock.now().getTime();
    const period = { from: new Date(now - day).toISOString(), to: new Date(now + day).toISOString() };
    const ofActivity = await (await staff({ activity: 'marketing', ...period })).text();
    expect(ofActivity).not.toContain(personId);
    expect(verify(ofActivity)).toMatchObject({ status: 0, out: expect.stringContaining('处理活动：marketing') });
  });

  it('is refused in plain words when it is asked for wrongly', async () => {
    const period = { from: '2026-11-11T00:00:00Z', to: '2026-11-12T00:00:00Z' };
    const nobody = '01930000-0000-7000-8000-000000000000';
    const cases: [object, number][] = [
      [{}, 400],
      [{ person: 'x' }, 400],
      [{ person: nobody, redact: ['everything'] }, 400],
      [{ person: nobody, more: 1 }, 400],
      [{ person: nobody }, 404],
      [{ activity: 'marketing' }, 400],
      [{ activity: 'marketing', from: period.to, to: period.from }, 400],
      [{ activity: 'marketing', from: '2026-11-11', to: period.to }, 400],
      [{ activity: 'nothing-like-it', ...period }, 404],
      [{ person: nobody, ...period, activity: 'marketing' }, 400],
    ];
    for (const [body, status] of cases) {
      const answer = await staff(body);
      expect([body, answer.status]).toEqual([body, status]);
      expect(answer.headers.get('content-type')).toContain('problem+json');
    }
  });

  it('can be fetched by staff with the permission, and by no stranger', async () => {
    const path = '/api/v1/evidence/bundles';
    const anonymous = await fetch(product.base + path, { method: 'POST', body: '{}' });
    expect(anonymous.status).toBeGreaterThanOrEqual(400);
    expect(anonymous.status).toBeLessThan(500);
    expect((await fetch(`${product.base}/me/bundles/${'A'.repeat(43)}`)).status).toBe(404);
  });
});
