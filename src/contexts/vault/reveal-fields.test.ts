import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestVault, type TestVault } from '../../../test/support/test-vault.ts';
import type { Tx } from '../../platform/database/index.ts';
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
    await expect(run((tx) => bench.vault.reveal(tx, request({ fields: ['email'] })))).rejects.toMatchObject({
      code: 'vault.nothing-stored',
    });
  });
});
