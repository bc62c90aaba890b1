import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import { DELIVERY } from '../../../../test/support/gate-world.ts';
import { ageDecrypt, newIdentity } from '../../../platform/age/index.ts';
import { MOST_DOWNLOADS } from './download-export.ts';

const BY = 'staff:exporter';
let world: CustomersWorld;
let allowed: string[];
let silent: string;

beforeAll(async () => {
  world = await openCustomersWorld();
  const { register, act } = world;
  await act(async (tx) => {
    await register.saveActivity(tx, {
      ...DELIVERY,
      code: 'customer-care',
      purpose: 'customer_care',
      name: { zh: '客户关怀', en: 'Customer care' },
      operations: ['collect', 'store', 'use', 'staff_bulk_export'],
      noticeBy: 'public_rules',
    });
    const activities = (await register.activities(tx)).map((activity) => activity.code);
    await register.saveNotice(tx, { code: 'privacy', title: { zh: '隐私政策', en: 'Privacy notice' }, activities });
    await register.publishNotice(tx, 'privacy');
  });
  allowed = [await person('13911110001', '=HYPERLINK("http://x")'), await person('13911110002', '欧阳晓明')];
  silent = await person('13911110003', '不愿意');
  await act((tx) => world.gate.object(tx, { person: silent, kind: 'restrict', by: 'test' }));
});
afterAll(() => world.close());

async function person(mobile: string, name: string): Promise<string> {
  const input = {
    activity: 'customer-care',
    source: 'from_individual',
    identifiers: [],
    attributes: { mobile, name },
  };
  return (await world.act((tx) => world.customers.createPerson(tx, input))).id;
}

const wanted = (changes: object = {}) => ({
  activity: 'customer-care',
  persons: [...allowed, silent],
  fields: ['name', 'mobile'] as const,
  reason: '节日慰问名单，联系人 13800138000',
  hours: 24,
  by: BY,
  ...changes,
});

const made = async (changes: object = {}) => {
  const queued = await world.act((tx) => world.customers.createExport(tx, wanted(changes)));
  await world.customers.runExport(queued.id);
  const view = (await world.act((tx) => world.customers.exports(tx, 50))).find((each) => each.id === queued.id);
  if (view === undefined) throw new Error('the export is not in the list');
  return { ...queued, view };
};
const download = (id: string, by = BY) => world.act((tx) => world.customers.downloadExport(tx, { export: id, by }));

describe('an export', () => {
  it('holds only whom the gate allows, opens with its passphrase alone, and runs no formula', async () => {
    const { id, passphrase = '', view } = await made();
    expect(view).toMatchObject({ status: 'finished', total: 3, done: 3, exported: 2, downloads: 0 });
    expect(view.excluded).toMatchObject([{ count: 1, article: expect.stringMatching(/PIPL/) }]);
    expect(view.reason).not.toContain('13800138000');
    const taken = await download(id);
    if ('stale' in taken) throw new Error('stale');
    expect(taken.file.includes(Buffer.from('13911110001'))).toBe(false);
    const lines = ageDecrypt({ passphrase }, taken.file).toString('utf8').split('\r\n');
    expect(lines[0]).toBe('\ufeffperson,姓名,手机号码');
    expect(lines.slice(1, -1).sort()).toEqual(
      [`${allowed[0]},"'=HYPERLINK(""http://x"")",13911110001`, `${allowed[1]},欧阳晓明,13911110002`].sort(),
    );
    expect(() => ageDecrypt({ passphrase: `${passphrase}x` }, taken.file)).toThrow();
  });

  it('for a public key opens with its identity', async () => {
    const { identity, recipient } = newIdentity();
    const { id, passphrase } = await made({ publicKey: recipient });
    expect(passphrase).toBeUndefined();
    const taken = await download(id);
    if ('stale' in taken) throw new Error('stale');
    expect(ageDecrypt({ identity }, taken.file).toString()).toContain('13911110002');
  });

  it('is a use of each person in it, with receipts, and counts towards the bulk thresholds', async () => {
    const { view } = await made();
    const uses = await world.act((tx) => world.gate.usesOf(tx, allowed[0] ?? '', { limit: 1 }));
    expect(uses.items[0]).toMatchObject({ operation: 'staff_bulk_export', fields: ['name', 'mobile'], by: BY });
    expect(view.receipt).toMatch(/^[0-9a-f-]{36}$/);
    const counted = await world.rows<{ persons: number }>(
      `select persons from vault.disclosure where disclosed_to = '${BY}' and person is null`,
    );
    expect(counted.length).toBeGreaterThan(0);
  });

  it('is for who asked, so many times, until its time is over', async () => {
    const { id } = await made({ hours: 1 });
    await expect(download(id, 'staff:another')).rejects.toMatchObject({ code: 'customers.export-not-found' });
    for (let each = 0; each < MOST_DOWNLOADS; each += 1) await download(id);
    await expect(download(id)).rejects.toMatchObject({ code: 'customers.export-downloads-used-up' });
    const other = await made({ hours: 1 });
    world.clock.advance(3_600_000);
    await expect(download(other.id)).rejects.toMatchObject({
      code: 'customers.export-state',
      options: { detail: { zh: '这个导出已销毁' } },
    });
    expect(await world.act((tx) => world.customers.expireExports(tx))).toBeGreaterThan(0);
    const left = await world.rows(
      `select from customers.export_chunk c join customers.export e on e.id = c.export where e.status = 'expired'`,
    );
    expect(left).toEqual([]);
  });

  it('is destroyed instead of given out when somebody in it may no longer be used, or is erased', async () => {
    const leaving = await person('13911110004', '将离开');
    const { id } = await made({ persons: [leaving] });
    await world.act((tx) => world.gate.object(tx, { person: leaving, kind: 'restrict', by: 'test' }));
    expect(await download(id)).toMatchObject({ stale: { code: 'customers.export-stale' } });
    await expect(download(id)).rejects.toMatchObject({ code: 'customers.export-state' });
    const erased = await person('13911110005', '被删除');
    const second = await made({ persons: [erased] });
    await world.act((tx) => world.customers.erasePerson(tx, erased));
    await expect(download(second.id)).rejects.toMatchObject({ code: 'customers.export-state' });
  });

  it('goes on where it was after a stop, and ends without a file when the gate allows nobody', async () => {
    const queued = await world.act((tx) => world.customers.createExport(tx, wanted()));
    await world.customers.runExport(queued.id, { signal: AbortSignal.abort() });
    await world.another().runExport(queued.id);
    await world.customers.runExport(queued.id);
    const views = await world.act((tx) => world.customers.exports(tx, 50));
    expect(views.find((each) => each.id === queued.id)).toMatchObject({ status: 'finished', exported: 2 });
    const { view } = await made({ persons: [silent] });
    expect(view).toMatchObject({ status: 'failed', exported: 0, failure: 'customers.nobody-to-export' });
    expect(await world.rows(`select from customers.export where status = 'failed' and secret is not null`)).toEqual([]);
  });

  it('can be cancelled by who asked, which destroys the file', async () => {
    const { id } = await made();
    await world.act((tx) => world.customers.cancelExport(tx, { export: id, by: BY }));
    await expect(download(id)).rejects.toMatchObject({ code: 'customers.export-state' });
    const again = world.act((tx) => world.customers.cancelExport(tx, { export: id, by: BY }));
    await expect(again).rejects.toMatchObject({ code: 'customers.export-state' });
  });

  it.each<[string, object, string]>([
    ['fields that the activity does not name', { fields: ['name', 'gender'] }, 'fields[1]'],
    ['a recipient whom it does not register', { recipient: '某数据公司' }, 'recipient'],
    ['a public key with a wrong checksum', { publicKey: 'age1qqqq' }, 'publicKey'],
  ])('refuses %s, naming the field', async (_, changes, path) => {
    await expect(world.act((tx) => world.customers.createExport(tx, wanted(changes)))).rejects.toMatchObject({
      code: 'customers.bad-export',
      options: { errors: [{ path }] },
    });
  });

  it('refuses an empty list', async () => {
    const nobody = wanted({ persons: ['01930000-0000-7000-8000-0000000000bb'] });
    await expect(world.act((tx) => world.customers.createExport(tx, nobody))).rejects.toMatchObject({
      code: 'customers.nobody-to-export',
    });
  });
});
