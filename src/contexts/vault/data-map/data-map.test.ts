import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../../test/support/test-vault.ts';
import { dataMapOf } from '../../register/index.ts';
import { dataMap } from './data-map.ts';
import { dataMapXlsx } from './data-map-xlsx.ts';

let bench: TestVault;
beforeAll(async () => {
  bench = await openTestVault();
  await bench.act(async (tx) => {
    const persons = await bench.newPersons(tx, 3);
    const permit = await bench.collect(tx, persons, ['mobile']);
    const stored = persons.map((person, at) => ({ person, field: 'mobile' as const, value: `1381111000${at}` }));
    await bench.vault.storeFields(tx, permit, stored);
  });
});
afterAll(() => bench.close());

const pair = (activity: string, field: string) => `${activity}/${field}`;

describe('the data map', () => {
  it('has exactly the rows of the two lists that the register compiles, before and after an activity ends', async () => {
    const both = () =>
      bench.act(async (tx) => ({
        map: await dataMap(tx, bench.register),
        lists: dataMapOf(await bench.register.activities(tx)),
      }));
    const compare = ({ map, lists }: Awaited<ReturnType<typeof both>>) => {
      const collected = new Set(lists.collected.map((row) => pair(row.activity, row.field)));
      expect(new Set(map.map((row) => pair(row.activity, row.field)))).toEqual(collected);
      expect(map).toHaveLength(collected.size);
      const shared = lists.shared.flatMap((row) =>
        row.fields.map((field) => `${pair(row.activity, field)}/${row.recipient}`),
      );
      const told = map.flatMap((row) => row.recipients.map(({ name }) => `${pair(row.activity, row.field)}/${name}`));
      expect(new Set(told)).toEqual(new Set(shared));
    };
    const before = await both();
    compare(before);
    await bench.act((tx) => bench.register.endActivity(tx, { activity: 'marketing', reason: '停办', by: 'staff:dpo' }));
    const after = await both();
    compare(after);
    expect(after.map.length).toBeLessThan(before.map.length);
  });

  it('says what is held, where, and for whom', async () => {
    const map = await bench.act((tx) => dataMap(tx, bench.register));
    expect(map.find((row) => row.activity === 'order-delivery' && row.field === 'mobile')).toMatchObject({
      held: 3,
      places: ['vault', 'blind-index', 'address-digest'],
      sensitive: false,
      until: null,
    });
  });

  it('is a sheet that holds every row, and no formula', async () => {
    const map = await bench.act((tx) => dataMap(tx, bench.register));
    const file = await dataMapXlsx(map);
    const sheet = Buffer.from(unzipSync(file)['xl/worksheets/sheet1.xml'] ?? []).toString('utf8');
    expect(sheet.match(/<row /g)).toHaveLength(map.length + 1);
    expect(sheet).not.toContain('<f>');
  });
});
