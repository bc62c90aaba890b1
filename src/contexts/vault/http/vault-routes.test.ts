import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../../test/support/test-vault.ts';
import { createServer } from '../../../http/index.ts';
import type { HttpApp, StaffCaller } from '../../../platform/http/index.ts';
import { registerVaultRoutes } from './vault-routes.ts';

let bench: TestVault;
let app: HttpApp;
let person = '';
const caller: { current: StaffCaller } = { current: staff(1) };

function staff(
  tier: 0 | 1 | 2,
  permissions = ['vault.reveal', 'vault.read-fields', 'vault.read-reveals'],
): StaffCaller {
  return { kind: 'staff', id: '01930000-0000-7000-8000-0000000000aa', permissions: new Set(permissions), tier };
}

beforeAll(async () => {
  bench = await openTestVault();
  app = await createServer({ log: bench.log, resolvers: { staff: async () => caller.current } });
  registerVaultRoutes(app, bench.vault, bench.database);
  await app.ready();
  await bench.database.transaction(async (tx) => {
    [person = ''] = await bench.newPersons(tx, 1);
    const permit = await bench.collect(tx, [person], ['mobile', 'name']);
    await bench.vault.storeFields(tx, permit, [
      { person, field: 'mobile', value: '13899990000' },
      { person, field: 'name', value: '卫十四' },
    ]);
  });
});
afterAll(async () => {
  await app.close();
  await bench.close();
});

const BODY = { fields: ['mobile'], activity: 'customer-administration', reason: '客户来电核对号码' };

function reveal(payload: object, id = person) {
  return app.inject({
    method: 'POST',
    url: `/api/v1/persons/${id}/reveals`,
    payload,
    headers: { 'sec-fetch-site': 'same-origin' },
  });
}

describe('POST /api/v1/persons/{id}/reveals', () => {
  it('answers the values once, not to be stored anywhere, and logs none of them', async () => {
    caller.current = staff(1);
    const answer = await reveal(BODY);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ values: [{ field: 'mobile', value: '13899990000' }] });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(bench.logLines.join('')).not.toMatch(/13899990000|客户来电/);
    const records = await app.inject({ method: 'GET', url: `/api/v1/vault/reveals?person=${person}` });
    expect(records.json()).toMatchObject({
      items: [{ person, fields: ['mobile'], by: `staff:${caller.current.id}`, reason: '客户来电核对号码' }],
    });
    expect(records.body).not.toContain('13899990000');
  });

  it('refuses bad bodies with the field named, and stores nothing', async () => {
    caller.current = staff(1);
    const before = (await app.inject({ method: 'GET', url: '/api/v1/vault/reveals' })).json().items.length;
    const bad = [
      { ...BODY, fields: [] },
      { ...BODY, fields: ['shoe_size'] },
      { ...BODY, fields: ['mobile', 'mobile'] },
      { ...BODY, reason: '   ' },
      { ...BODY, reason: undefined },
      { ...BODY, tier: 2 },
    ];
    for (const body of bad) {
      const answer = await reveal(body);
      expect(answer.statusCode).toBe(400);
      expect(answer.json().errors.length).toBeGreaterThan(0);
    }
    expect((await reveal(BODY, 'not-a-person')).statusCode).toBe(400);
    expect((await app.inject({ method: 'GET', url: '/api/v1/vault/reveals' })).json().items.length).toBe(before);
  });

  it('is refused without the permission, below the tier, for unknown people, and while sealed', async () => {
    caller.current = staff(2, ['vault.read-fields']);
    expect((await reveal(BODY)).statusCode).toBe(403);
    caller.current = staff(0);
    expect((await reveal(BODY)).json()).toMatchObject({ status: 403, code: 'vault.tier-too-low' });
    caller.current = staff(1);
    const unknown = await reveal(BODY, '01930000-0000-7000-8000-0000000000bb');
    expect([404, 422]).toContain(unknown.statusCode);
    bench.keyring.vault.seal();
    expect((await reveal(BODY)).statusCode).toBe(503);
    bench.keyring.vault.unseal(bench.rootKey);
  });
});

describe('GET /api/v1/vault/fields', () => {
  it('lists kinds, grades and masks from invented examples', async () => {
    caller.current = staff(0);
    const { items } = (await app.inject({ method: 'GET', url: '/api/v1/vault/fields' })).json();
    expect(items.find((item: { field: string }) => item.field === 'mobile')).toMatchObject({
      label: { zh: '手机号码' },
      grade: 'general',
      sensitive: false,
      masked: ['****', '*******8000', '138****8000', '138****8000'],
      levels: { administration: { agent: 2, dpo: 3, engineer: 0 }, security: { marketer: 0 } },
      indexed: true,
      revealTier: 1,
    });
    expect(items.find((item: { field: string }) => item.field === 'bank_account')).toMatchObject({
      grade: 'general',
      level: 4,
      sensitive: true,
      revealTier: 2,
    });
  });
});
