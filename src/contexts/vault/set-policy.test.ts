import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import { until } from '../../../test/support/until.ts';

let bench: TestVault;
let person = '';
beforeAll(async () => {
  bench = await openTestVault();
  await bench.act(async (tx) => {
    [person = ''] = await bench.newPersons(tx, 1);
    const permit = await bench.collect(tx, [person], ['name', 'mobile']);
    const values = { name: '欧阳晓明', mobile: '13800138000' };
    await bench.vault.storeFields(
      tx,
      permit,
      Object.entries(values).map(([field, value]) => ({ person, field: field as 'name', value })),
    );
  });
});
afterAll(async () => {
  await bench.close();
});

const set = (key: string, value: number | null, more: object = {}) =>
  bench.act((tx) => bench.vault.setPolicy(tx, { key, value, reason: '年度分级评审结论', by: 'staff:dpo1', ...more }));
const masked = (role: string) =>
  bench.act(async (tx) => {
    const permit = await bench.use(tx, [person], ['name', 'mobile']);
    return (await bench.vault.readMasked(tx, permit, [person], ['name', 'mobile'], { tier: 1, role })).get(person);
  });

describe('settings of protection', () => {
  it('are one table with the product’s own values and their bounds', async () => {
    const rows = await bench.act((tx) => bench.vault.policy(tx));
    expect(rows.find(({ key }) => key === 'grade:id_number')).toMatchObject({
      standard: 4,
      least: 4,
      most: 4,
      set: null,
    });
    expect(rows.find(({ key }) => key === 'mask:agent:administration')).toMatchObject({
      standard: 2,
      least: 0,
      most: 2,
    });
    expect(rows.find(({ key }) => key === 'alert:5000')).toMatchObject({ standard: 2500, most: 2500 });
    expect(rows.find(({ key }) => key === 'reveals:ofPerson')).toMatchObject({ standard: 10, least: 1, most: 20 });
  });

  it.each([
    ['grade:id_number', 3, {}, 'value'],
    ['mask:agent:administration', 3, {}, 'value'],
    ['alert:50', 26, {}, 'value'],
    ['reveals:inAll', 0, {}, 'value'],
    ['grade:shoe_size', 2, {}, 'key'],
    ['mask:person:rights', 1, {}, 'key'],
    ['reveals:inAll', 5, { grade: 'core' }, 'grade'],
  ])('refuse %s = %s %j, naming the field', async (key, value, more, path) => {
    await expect(set(key, value, more)).rejects.toMatchObject({
      code: 'vault.policy-refused',
      options: { errors: [{ path }] },
    });
  });

  it('hold with the next act: a mobile graded up is masked further and asks for the highest tier', async () => {
    expect((await masked('agent'))?.mobile).toBe('138****8000');
    await set('grade:mobile', 4, { grade: 'important' });
    expect((await masked('agent'))?.mobile).not.toBe('138****8000');
    const [field] = (await bench.act((tx) => bench.vault.fields(tx))).filter((each) => each.field === 'mobile');
    expect(field).toMatchObject({ grade: 'important', level: 4, graded: true, revealTier: 2, sensitive: false });
    const request = {
      person,
      fields: ['mobile'] as const,
      activity: 'customer-administration',
      reason: '核对订单',
      by: 'staff:a',
    };
    await expect(bench.act((tx) => bench.vault.reveal(tx, { ...request, tier: 1 }))).rejects.toMatchObject({
      code: 'vault.tier-too-low',
    });
    await set('grade:mobile', null);
    expect((await masked('agent'))?.mobile).toBe('138****8000');
  });

  it('narrow a role’s masks, limit reveals and warn earlier, and can be taken back', async () => {
    await set('mask:agent:administration', 0);
    expect(Object.values((await masked('agent')) ?? {}).join('')).not.toMatch(/[0-9欧阳晓明]/);
    await set('mask:agent:administration', null);
    await set('reveals:ofPerson', 1);
    const request = {
      person,
      fields: ['mobile'] as const,
      activity: 'customer-administration',
      reason: '核对订单',
      by: 'staff:a',
      tier: 1 as const,
    };
    await bench.act((tx) => bench.vault.reveal(tx, request));
    await expect(bench.act((tx) => bench.vault.reveal(tx, request))).rejects.toMatchObject({
      code: 'vault.reveal-limit',
    });
    await set('reveals:ofPerson', null);
    await set('alert:5000', 2);
    await bench.act((tx) =>
      bench.vault.noteDisclosure(tx, {
        id: '01890000-0000-7000-8000-00000000a001',
        by: 'staff:b',
        fields: ['name'],
        person: null,
        persons: 2,
      }),
    );
    const alerts = await bench.act((tx) => bench.vault.bulkAlerts(tx));
    expect(alerts.find((each) => each.disclosedTo === 'staff:b')).toMatchObject({
      class: 5000,
      threshold: 2,
      counted: 2,
    });
  });

  it('hold in the order in which they were set, whatever the clock says', async () => {
    const level = async () => {
      const fields = await bench.act((tx) => bench.vault.fields(tx));
      return fields.find(({ field }) => field === 'city')?.level;
    };
    for (const [value, moved] of [
      [3, 0],
      [4, 0],
      [1, -3_600_000],
      [3, 3_600_000],
    ] as const) {
      bench.clock.advance(moved);
      await set('grade:city', value);
      expect(await level()).toBe(value);
    }
    // Two at once: the second waits until the first is committed, and is in force when it is answered.
    const answered: string[] = [];
    let second: Promise<unknown> = Promise.resolve();
    await bench.act(async (tx) => {
      await bench.vault.setPolicy(tx, { key: 'grade:city', value: 4, reason: '年度分级评审结论', by: 'staff:dpo1' });
      second = set('grade:city', 2).then(() => answered.push('second'));
      await until(() =>
        bench.act((other) => other.first(`select 1 from pg_locks where locktype = 'advisory' and not granted`)),
      );
      answered.push('first');
    });
    await second;
    expect([answered, await level()]).toEqual([['first', 'second'], 2]);
    await set('grade:city', null);
  });

  it('are kept with their reasons for ever, without personal information in them, and stand in the trail', async () => {
    await set('grade:city', 3, { reason: '客户 13800138000 投诉后提级' });
    const [kept] = await bench.act((tx) =>
      tx.query<{ reason: string }>(`select reason from vault.policy_act where key = 'grade:city'`),
    );
    expect(kept?.reason).not.toContain('13800138000');
    await expect(bench.act((tx) => tx.execute('delete from vault.policy_act'))).rejects.toThrow('append-only');
    const [{ receipt = '' } = {}] = await bench.act((tx) =>
      tx.query<{ receipt: string }>(
        `select receipt from vault.policy_act where key = 'grade:city' order by place desc`,
      ),
    );
    expect(await bench.act((tx) => bench.evidence.receipt(tx, receipt))).toBeDefined();
    expect(bench.staffActs).toContainEqual({ by: 'staff:dpo1', act: 'vault.set-policy', subject: 'grade:city 3' });
  });
});
