import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import type { FieldCode } from '../register/index.ts';
import { REVEALS_A_DAY } from './domain/reveal-limits.ts';
import type { RevealRequest } from './index.ts';

let bench: TestVault;
let person = '';
beforeAll(async () => {
  bench = await openTestVault();
});
afterAll(() => bench.close());

beforeEach(async () => {
  await run(async (tx) => {
    [person = ''] = await bench.newPersons(tx, 1);
    const permit = await bench.collect(tx, [person], ['mobile', 'name']);
    await bench.vault.storeFields(tx, permit, [
      { person, field: 'mobile', value: '13877778888' },
      { person, field: 'name', value: '褚十三' },
    ]);
  });
});

function run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return bench.act(work);
}

function minutesAgo(minutes: number): Date {
  return new Date(bench.clock.now().getTime() - minutes * 60_000);
}

function request(changes: Partial<RevealRequest> = {}): RevealRequest {
  return {
    person,
    fields: ['mobile'],
    activity: 'customer-administration',
    reason: '快递退回，需电话核对地址',
    by: 'staff:1',
    tier: 1,
    ...changes,
  };
}

describe('revealing', () => {
  it('gives the values once, with a receipt, and records who, what, when and why', async () => {
    const revealed = await run((tx) => bench.vault.reveal(tx, request()));
    expect(revealed.values).toEqual({ mobile: '13877778888' });
    expect(revealed.receipt.opening.payload).toMatchObject({
      reveal: revealed.id,
      activity: 'customer-administration',
      fields: ['mobile'],
      by: 'staff:1',
    });
    expect(JSON.stringify(revealed.receipt)).not.toMatch(/13877778888|快递/);
    const { items } = await run((tx) => bench.vault.reveals(tx, { person, limit: 10 }));
    expect(items).toEqual([
      {
        id: revealed.id,
        person,
        activity: 'customer-administration',
        fields: ['mobile'],
        by: 'staff:1',
        reason: '快递退回，需电话核对地址',
        receipt: revealed.receipt.id,
        at: bench.clock.now(),
      },
    ]);
    const rows = await run((tx) => tx.query<{ row: string }>('select r::text as row from vault.reveal r'));
    expect(rows.map((row) => row.row).join()).not.toContain(Buffer.from('快递').toString('hex'));
  });

  it('pages through the records, newest first', async () => {
    for (const by of ['staff:1', 'staff:2', 'staff:3']) {
      bench.clock.advance(1_000);
      await run((tx) => bench.vault.reveal(tx, request({ by })));
    }
    const first = await run((tx) => bench.vault.reveals(tx, { person, limit: 2 }));
    expect(first.items.map((item) => item.by)).toEqual(['staff:3', 'staff:2']);
    const rest = await run((tx) => bench.vault.reveals(tx, { person, limit: 2, cursor: first.next ?? '' }));
    expect(rest.items.map((item) => item.by)).toEqual(['staff:1']);
    expect(rest.next).toBeUndefined();
  });

  it('is refused with the article where the gate refuses, and leaves no record', async () => {
    await expect(run((tx) => bench.vault.reveal(tx, request({ activity: 'suppression' })))).rejects.toMatchObject({
      code: 'vault.reveal-refused',
      kind: 'refused',
    });
    expect(await run((tx) => bench.vault.reveals(tx, { person, limit: 10 }))).toEqual({ items: [] });
  });

  it('is refused below the tier of the field, and where nothing is stored', async () => {
    await expect(run((tx) => bench.vault.reveal(tx, request({ tier: 0 })))).rejects.toMatchObject({
      code: 'vault.tier-too-low',
    });
    await expect(
      run((tx) => bench.vault.reveal(tx, request({ fields: ['health_condition'], tier: 1 }))),
    ).rejects.toMatchObject({ code: 'vault.tier-too-low' });
    for (const steppedUpAt of [undefined, minutesAgo(5), minutesAgo(-1)])
      await expect(
        run((tx) =>
          bench.vault.reveal(
            tx,
            request({ fields: ['bank_account'], tier: 2, ...(steppedUpAt === undefined ? {} : { steppedUpAt }) }),
          ),
        ),
      ).rejects.toMatchObject({ code: 'vault.step-up-needed', kind: 'forbidden' });
    // With a code of the last minutes it is the gate's turn: the activity does not name this field.
    await expect(
      run((tx) => bench.vault.reveal(tx, request({ fields: ['bank_account'], tier: 2, steppedUpAt: minutesAgo(4) }))),
    ).rejects.toMatchObject({ code: 'vault.reveal-refused' });
    await expect(run((tx) => bench.vault.reveal(tx, request({ fields: ['email'] })))).rejects.toMatchObject({
      code: 'vault.nothing-stored',
    });
  });
});

describe('the reason of a reveal', () => {
  it.each([
    ['客户 13812345678 来电', '13812345678'],
    ['核对卡号 6250 0000 0000 0004 的退款', '6250 0000 0000 0004'],
    ['回复 zhang.san@example.cn 的来信', 'zhang.san'],
    ['身份证 11010519491231002X 与登记不符', '11010519491231002X'],
    ['客户姓名：欧阳晓明，来电核对', '欧阳晓明'],
    ['雒拒隺说地址不对', '雒拒隺'],
  ])('is kept without the personal information in it: %s', async (reason, secret) => {
    await run(async (tx) => {
      const permit = await bench.collect(tx, [person], ['name']);
      await bench.vault.storeFields(tx, permit, [{ person, field: 'name', value: '雒拒隺' }]);
    });
    const asked = request({ reason, fields: ['mobile', 'name'] });
    const { receipt } = await run((tx) => bench.vault.reveal(tx, asked));
    expect(JSON.stringify(receipt)).not.toContain(secret);
    const { items } = await run((tx) => bench.vault.reveals(tx, { person, limit: 1 }));
    expect(items[0]?.reason).not.toContain(secret);
    expect(items[0]?.reason).toMatch(/\*{4}|\[.+\]/);
  });
});

describe('the limits of a day', () => {
  it('hold for one person, whoever looks, and begin anew at midnight in Shanghai', async () => {
    bench.clock.set(new Date('2026-11-11T15:30:00Z')); // 23:30
    for (let each = 0; each < REVEALS_A_DAY.ofPerson; each += 1)
      await run((tx) => bench.vault.reveal(tx, request({ by: `staff:${each % 2}` })));
    const refused = run((tx) => bench.vault.reveal(tx, request({ by: 'staff:9' })));
    await expect(refused).rejects.toMatchObject({
      code: 'vault.reveal-limit',
      kind: 'throttled',
      options: { retryAfter: 1_800 },
    });
    bench.clock.advance(1_800_000);
    await run((tx) => bench.vault.reveal(tx, request({ by: 'staff:9' })));
  });

  it('hold for one reader, over all people', async () => {
    await revealMany(REVEALS_A_DAY.byReader, 'staff:limits');
    await expect(run((tx) => bench.vault.reveal(tx, request({ by: 'staff:limits' })))).rejects.toMatchObject({
      code: 'vault.reveal-limit',
    });
    await run((tx) => bench.vault.reveal(tx, request({ by: 'staff:other' })));
  });
});

describe('bulk thresholds', () => {
  it('raise an alert at the half and at the whole of a class, each once, with an entry and a line in the trail', async () => {
    const by = 'staff:bulk';
    await note(24, by, ['bank_account', 'name']);
    expect(await alertsOf(by)).toEqual([]);
    await note(1, by, ['bank_account']);
    expect(await alertsOf(by)).toMatchObject([{ class: 50, threshold: 25, counted: 25, reviewedAt: null }]);
    await note(24, by, ['bank_account']);
    expect(await alertsOf(by)).toHaveLength(1);
    await note(1, by, ['bank_account']);
    await note(30, by, ['bank_account']);
    expect((await alertsOf(by)).map((alert) => alert.threshold)).toEqual([50, 25]);
    expect(bench.staffActs).toEqual(
      expect.arrayContaining([{ by, act: 'vault.bulk-threshold', subject: expect.any(String) }]),
    );
    await run(async (tx) => {
      for (const { receipt } of await bench.vault.bulkAlerts(tx)) expect(receipt).toMatch(/^[0-9a-f-]{36}$/);
    });
  });

  it('count people of the last thirty days: nobody twice, exports with their number, nothing older', async () => {
    const by = 'staff:slowly';
    const [one = ''] = await run((tx) => bench.newPersons(tx, 1));
    for (let each = 0; each < 30; each += 1)
      await run((tx) =>
        bench.vault.noteDisclosure(tx, { id: newId(bench.clock), by, fields: ['allergy'], person: one, persons: 1 }),
      );
    expect(await alertsOf(by)).toEqual([]);
    await run((tx) =>
      bench.vault.noteDisclosure(tx, {
        id: newId(bench.clock),
        by,
        fields: ['allergy', 'mobile'],
        person: null,
        persons: 600,
      }),
    );
    expect(await alertsOf(by)).toMatchObject([{ class: 500, threshold: 500, counted: 601 }]);
    bench.clock.advance(31 * 86_400_000);
    await note(1, by, ['allergy']);
    expect(await alertsOf(by)).toHaveLength(1);
    await note(249, by, ['allergy']);
    expect((await alertsOf(by)).map((alert) => alert.threshold)).toEqual([250, 500]);
  });

  it('are reviewed once', async () => {
    const [alert] = await run((tx) => bench.vault.bulkAlerts(tx));
    const id = alert?.id ?? '';
    await run((tx) => bench.vault.reviewAlert(tx, id, 'staff:dpo'));
    await run((tx) => bench.vault.reviewAlert(tx, id, 'staff:somebody-else'));
    const after = (await run((tx) => bench.vault.bulkAlerts(tx))).find((each) => each.id === id);
    expect(after).toMatchObject({ reviewedBy: 'staff:dpo' });
    await expect(run((tx) => bench.vault.reviewAlert(tx, newId(bench.clock), 'staff:dpo'))).rejects.toMatchObject({
      code: 'vault.no-such-alert',
    });
  });
});

async function alertsOf(by: string) {
  return (await run((tx) => bench.vault.bulkAlerts(tx))).filter((alert) => alert.disclosedTo === by);
}

function note(persons: number, by: string, fields: readonly FieldCode[]): Promise<void> {
  return run(async (tx) => {
    for (const each of await bench.newPersons(tx, persons))
      await bench.vault.noteDisclosure(tx, { id: newId(bench.clock), by, fields, person: each, persons: 1 });
  });
}

async function revealMany(count: number, by: string): Promise<void> {
  await run(async (tx) => {
    const persons = await bench.newPersons(tx, count);
    const permit = await bench.collect(tx, persons, ['mobile']);
    await bench.vault.storeFields(
      tx,
      permit,
      persons.map((each, at) => ({ person: each, field: 'mobile', value: `1370000${String(1_000 + at)}` })),
    );
    for (const each of persons) await bench.vault.reveal(tx, request({ person: each, by }));
  });
}
