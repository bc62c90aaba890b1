import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/contexts/access/index.ts';
import { markRestored } from '../../src/platform/backup/index.ts';
import { noteForJournal } from '../../src/platform/journal/index.ts';
import { replayErasures } from '../../src/wiring/replay-erasures.ts';
import { verify } from '../../verifier/src/verify.ts';
import { ORDERS, runImport } from '../support/run-import.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { CAMPAIGN, joins, loadBrand, mayMarket, someone } from '../support/sample-load.ts';
import { shopOrders } from '../support/shop-orders.ts';
import { until } from '../support/until.ts';

const leaving = someone(81);
const staying = someone(82);
let product: RunningProduct;
let person: string;
let other: string;
let earlier: string;
const cookies = new Map<Role, string>();

beforeAll(async () => {
  product = await startProduct();
  await loadBrand(product);
  person = await joins(product, leaving);
  other = await joins(product, staying);
  const rows = [leaving, staying].map((each) => ({ person: each, daysAgo: [3, 60] }));
  await runImport(product.api, ORDERS, shopOrders(product.clock.now(), rows));
  const { id } = await product.api.call<{ id: string }>('POST', '/api/v1/campaigns', CAMPAIGN);
  await product.api.call('POST', `/api/v1/campaigns/${id}/start`);
  await until(
    async () =>
      (await product.api.call<{ campaign: { state: string } }>('GET', `/api/v1/campaigns/${id}`)).campaign.state ===
      'done',
  );
  earlier = JSON.stringify(await product.api.call('POST', '/api/v1/evidence/bundles', { person }));
  const { access } = product.server.contexts;
  for (const role of ['dpo', 'administrator', 'auditor'] as const) {
    const staff = await product.act((tx) =>
      access.inviteStaff(tx, { email: `${role}@example.cn`, name: role, role, by: 'test' }),
    );
    const link = await product.act((tx) => access.issueSignInLink(tx, staff.id, 'test'));
    const change = await access.enterByLink(link.token);
    cookies.set(role, change.cookies.map((each) => each.split(';', 1)[0]).join('; '));
  }
});
afterAll(() => product.close());

async function as(role: Role, path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(product.base + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      cookie: cookies.get(role) ?? '',
      'x-zhinuo-console': '1',
      origin: product.base,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const rows = async (from: string) =>
  product.act(async (tx) => (await tx.one<{ n: number }>(`select count(*)::int as n from ${from}`)).n);

describe('erasing a person', () => {
  const reason = { reason: '本人申请删除' };

  it('is for the privacy officer, and tells both dates and what is kept until when', async () => {
    expect((await as('administrator', `/api/v1/persons/${person}/erasure`, reason)).status).toBe(403);
    expect((await as('dpo', `/api/v1/persons/${person}/erasure`, {})).status).toBe(400);
    expect((await as('dpo', '/api/v1/persons/01890000-0000-7000-8000-00000000000a/erasure', reason)).status).toBe(404);
    const { status, body } = await as('dpo', `/api/v1/persons/${person}/erasure`, reason);
    expect(status).toBe(200);
    const days = (from: unknown, to: unknown) => (Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000;
    expect(days(body['erasedAt'], body['unrecoverableFrom'])).toBe(37);
    const kept = body['keptForDefence'] as { source: string; until: string }[];
    expect(kept.map(({ source }) => source)).toEqual(['evidence', 'messages']);
    expect(days(body['erasedAt'], kept[0]?.until)).toBeCloseTo(1096, 3);
    expect(days(body['erasedAt'], kept[1]?.until)).toBeGreaterThan(180);
  });

  it('answers the same when asked again, with the place in the log', async () => {
    await until(async () => (await as('auditor', `/api/v1/persons/${person}/erasure`)).body['index'] !== null);
    const again = await as('dpo', `/api/v1/persons/${person}/erasure`, { reason: '再次' });
    const known = await as('auditor', `/api/v1/persons/${person}/erasure`);
    expect(again).toEqual(known);
    expect(await rows(`access.trail where act = 'rights.erase-person'`)).toBe(1);
  });

  it('is listed for the privacy officer, newest first, and for nobody else', async () => {
    for (const role of ['administrator', 'auditor'] as const)
      expect((await as(role, '/api/v1/erasures')).status).toBe(403);
    const { status, body } = await as('dpo', '/api/v1/erasures');
    expect(status).toBe(200);
    const items = body['items'] as { person: string; erasedAt: string }[];
    expect(items).toEqual([(await as('dpo', `/api/v1/persons/${person}/erasure`)).body]);
    const before = encodeURIComponent(items[0]?.erasedAt ?? '');
    expect((await as('dpo', `/api/v1/erasures?before=${before}`)).body).toEqual({ items: [] });
    expect((await as('dpo', '/api/v1/erasures?limit=0')).status).toBe(400);
    expect((await as('dpo', '/api/v1/erasures?before=yesterday')).status).toBe(400);
  });

  it('leaves nothing of them where people are found, written to or counted', async () => {
    expect((await mayMarket(product, person, 'sms')).outcome).toBe('deny');
    expect((await mayMarket(product, other, 'sms')).outcome).toBe('allow');
    const search = { field: 'mobile', value: leaving.mobile };
    expect(await product.api.call('POST', '/api/v1/persons/searches', search)).toMatchObject({ items: [] });
    for (const table of [
      'customers.person where id',
      'customers.identifier where person',
      'vault.field where person',
      'vault.blind_index where person',
      'engagement.send where person',
      'capture.submission where person',
      'capture.confirmation where person',
      'rights.bundle where person',
    ])
      expect(await rows(`${table} = '${person}'`), table).toBe(0);
    expect(await rows(`vault.person_key where person = '${person}' and wrapped is not null`)).toBe(0);
    expect(await rows('engagement.send where campaign is not null')).toBe(2);
  });

  it('keeps what it proves: the earlier bundle and the other person’s verify', async () => {
    expect(verify(earlier)).toMatchObject({ ok: true });
    const bundle = JSON.stringify(await product.api.call('POST', '/api/v1/evidence/bundles', { person: other }));
    expect(verify(bundle)).toMatchObject({ ok: true });
    await expect(product.api.call('POST', '/api/v1/evidence/bundles', { person })).rejects.toThrow();
  });

  it('refuses the rows of an import that still names them, and nobody is brought back', async () => {
    const orders = shopOrders(product.clock.now(), [{ person: leaving, daysAgo: [1] }]);
    const report = await runImport(product.api, ORDERS, orders);
    expect(report).toMatchObject({ accepted: 0, newPeople: 0, refused: report.total });
    const { items } = await product.api.call<{ items: unknown[] }>('POST', '/api/v1/persons/searches', {
      field: 'mobile',
      value: leaving.mobile,
    });
    expect(items).toEqual([]);
  });

  it('lets the person come back by their own verified answer, as somebody new, and takes imports again then', async () => {
    // The codes of their first time still lie in the gateway and the inbox.
    for (const kept of [product.gateway.messages, product.inbox.mails]) (kept as unknown[]).length = 0;
    const back = await joins(product, leaving);
    expect(back).not.toBe(person);
    expect((await mayMarket(product, back, 'sms')).outcome).not.toBe('deny');
    const orders = shopOrders(product.clock.now(), [{ person: { ...leaving, name: '林归来' }, daysAgo: [2] }]);
    expect(await runImport(product.api, ORDERS, orders)).toMatchObject({ refused: 0, newPeople: 0 });
  });

  it('lets the privacy officer alone read what is kept for a defence, and writes that down', async () => {
    const path = `/api/v1/persons/${person}/defence`;
    for (const role of ['administrator', 'auditor'] as const)
      expect((await as(role, path, { reason: '好奇' })).status).toBe(403);
    await expect(product.api.call('POST', path, { reason: '好奇' })).rejects.toThrow();
    const { status, body } = await as('dpo', path, { reason: '应诉 2026-1 号' });
    expect(status).toBe(200);
    const { entries, records } = body as {
      entries: { opening: { payload: { answer?: string } } }[];
      records: { source: string; records: { state: string }[] }[];
    };
    expect(entries.some(({ opening }) => opening.payload.answer === 'granted')).toBe(true);
    expect(records.map(({ source }) => source)).toEqual(['messages']);
    expect(records[0]?.records.map(({ state }) => state)).toEqual(
      expect.arrayContaining([expect.stringMatching(/accepted|delivered/)]),
    );
    expect(JSON.stringify(body)).not.toContain(leaving.mobile);
    expect(await rows(`access.trail where act = 'evidence.read-defence'`)).toBe(1);
  });

  it('is done again after a restore that brought somebody back', async () => {
    const { stores, contexts } = product.server;
    const at = product.clock.now();
    const [consentUntil, messagesUntil] = [400, 190].map((days) => new Date(at.getTime() + days * 86_400_000));
    await product.act(async (tx) => {
      const event = { kind: 'erasure', person: other, at: at.toISOString() };
      const terms = {
        consentUntil: consentUntil?.toISOString() ?? '',
        messagesUntil: messagesUntil?.toISOString() ?? '',
      };
      await noteForJournal(tx, { ...event, ...terms });
      await noteForJournal(tx, { ...event, ...terms, person: randomUUID() });
    });
    await stores.journal.flush();
    const replay = () =>
      replayErasures({
        database: stores.database,
        service: stores.keyring.service,
        journalDirectory: stores.journal.directory,
        erasure: contexts.erasure,
      });
    expect(await replay()).toBe(0);
    await product.act((tx) => markRestored(tx, randomUUID(), { restoredAt: at, backupMadeAt: at }));
    expect(await replay()).toBe(1);
    expect(await replay()).toBe(0);
    const erasure = await product.act((tx) => contexts.erasure.erasureOf(tx, other));
    expect(erasure?.defence.map(({ until }) => until)).toEqual([consentUntil, messagesUntil]);
  });
});
