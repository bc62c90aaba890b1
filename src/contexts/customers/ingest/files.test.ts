import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import type { ImportInput } from './create-import.ts';

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

const PEOPLE: Partial<ImportInput> = { kind: 'people', activity: 'customer-administration', source: 'counter' };
const csv = (...rows: readonly string[]) => Buffer.from(rows.join('\r\n'));

async function upload(bytes: Buffer, input: Partial<ImportInput>): Promise<string> {
  const declared: ImportInput = {
    kind: 'purchases',
    activity: 'order-delivery',
    source: 'import',
    issuer: `pos-${randomUUID().slice(0, 8)}`,
    notice: null,
    by: 'staff:test',
    ...input,
  };
  const { id } = await world.act((tx) => world.customers.createImport(tx, declared));
  await world.customers.uploadFile({ import: id, body: Readable.from([bytes]) });
  return id;
}

async function run(id: string): Promise<Record<string, unknown>> {
  const { mapping } = await world.customers.previewImport(id);
  await world.act((tx) => world.customers.startImport(tx, { import: id, mapping, by: 'staff:test' }));
  await world.customers.runImport(id);
  const { accepted, refused, duplicate, newPeople, total, status } = await world.act((tx) =>
    world.customers.import(tx, id),
  );
  return { accepted, refused, duplicate, newPeople, total, status };
}

const refusedWith = (input: Partial<ImportInput>) =>
  upload(csv('会员编号,手机', 'm1,13800138000'), { ...PEOPLE, ...input }).then(
    () => 'taken',
    (error: { code: string; options: { article?: string } }) => [error.code, error.options.article],
  );

describe('people files', () => {
  const FILE = csv(
    '会员编号,姓名,手机,邮箱,生日,性别,城市',
    'p-1,张三丰,13800138101,a@example.com,1990-02-03,男,上海',
    'p-2,李四光,13800138102,,,女,北京',
    'p-3,王五,1380013,,,,',
  );

  it('make people with fields of the register, once, and take changed rows in as corrections of who is known', async () => {
    const issuer = 'crm';
    const first = await run(await upload(FILE, { ...PEOPLE, issuer }));
    expect(first).toMatchObject({ status: 'finished', total: 3, accepted: 2, refused: 1, newPeople: 2 });
    const again = await run(await upload(FILE, { ...PEOPLE, issuer }));
    expect(again).toMatchObject({ accepted: 0, refused: 1, duplicate: 2, newPeople: 0 });
    const changed = csv('会员编号,姓名,手机,邮箱,生日,性别,城市', 'p-2,李四光,13800138199,,,女,北京');
    expect(await run(await upload(changed, { ...PEOPLE, issuer }))).toMatchObject({ accepted: 1, newPeople: 0 });
    const person = await world.act((tx) => world.customers.personOf(tx, { type: 'member_id', issuer, value: 'p-2' }));
    const [digest = Buffer.alloc(0)] = await world.act((tx) =>
      world.vault.addressDigests(tx, 'mobile', ['13800138199']),
    );
    expect(await world.act((tx) => world.gate.personsByAddress(tx, 'sms', digest))).toEqual([person]);
    await world.act((tx) => world.customers.erasePerson(tx, person ?? ''));
    expect(
      await world.rows(
        'select 1 from customers.person_row where ordinal not in (select ordinal from customers.person)',
      ),
    ).toEqual([]);
  });

  it('refuse a child by itself, with the reason, and take the others in; the check says so before', async () => {
    const born = csv('会员编号,姓名,生日', 'b-1,张三,1990-02-03', 'b-2,小满,2016-01-01', 'b-3,李四,1985-02-03');
    const id = await upload(born, { ...PEOPLE, issuer: 'children' });
    const { mapping } = await world.customers.previewImport(id);
    const check = await world.customers.checkImport({ import: id, mapping });
    expect(check).toMatchObject({
      accepted: 2,
      refused: 1,
      reasons: [{ code: 'minor', count: 1, lines: [3] }],
      failure: null,
    });
    expect(await run(id)).toMatchObject({ status: 'finished', total: 3, accepted: 2, refused: 1, newPeople: 2 });
  });

  it('go on where they were when their runner is gone', async () => {
    const rows = Array.from({ length: 25 }, (_, n) => `k-${n},龚${n},138001382${String(n).padStart(2, '0')}`);
    const id = await upload(csv('会员编号,姓名,手机', ...rows), { ...PEOPLE, issuer: 'kill' });
    const { mapping } = await world.customers.previewImport(id);
    await world.act((tx) => world.customers.startImport(tx, { import: id, mapping, by: 'staff:test' }));
    const stop = new AbortController();
    await world.customers.runImport(id, {
      batchRows: 5,
      signal: stop.signal,
      onBatch: (done) => {
        if (done >= 10) stop.abort();
      },
    });
    await world.another().runImport(id, { batchRows: 5 });
    expect(await world.act((tx) => world.customers.import(tx, id))).toMatchObject({
      status: 'finished',
      total: 25,
      accepted: 25,
      newPeople: 25,
    });
  });
});

describe('the check before a run', () => {
  it('warns of a last line without an end, and of nothing where it has one', async () => {
    const lines = '会员编号,日期,金额\nm1,2026-11-01,10.00\nm2,2026-11-02,1';
    const unended = async (text: string) => {
      const id = await upload(Buffer.from(text), {});
      const { mapping } = await world.customers.previewImport(id);
      return (await world.customers.checkImport({ import: id, mapping })).unendedLine;
    };
    expect(await unended(lines)).toBe(3);
    expect(await unended(`${lines}\r\n`)).toBeNull();
    expect(await unended(`${lines}\n\n`)).toBeNull();
  });

  it('counts exactly what the run then does, and stores nothing', async () => {
    const issuer = `shop-${randomUUID().slice(0, 8)}`;
    const known = csv('会员编号,日期,金额', 'm1,2026-11-01,10.00', 'm2,2026-11-01,20.00');
    await run(await upload(known, { issuer }));
    const file = csv(
      '会员编号,日期,金额',
      'm1,2026-11-01,10.00',
      'm1,2026-11-02,30.00',
      'm3,2026-11-02,30.00',
      'm3,2026-11-02,30.00',
      'm4,never,1.00',
      'm5,2026-11-02,=1+1',
      'm6,2099-01-01,1.00',
      'm7,1970-01-01,1.00',
      'm8\u0007,2026-11-02,1.00',
      'm😀9,2026-11-02,1.00',
    );
    const id = await upload(file, { issuer });
    const before = await world.rows(
      'select (select count(*) from customers.person) as people, (select count(*) from customers.event) as events',
    );
    const { mapping } = await world.customers.previewImport(id);
    const checked = await world.customers.checkImport({ import: id, mapping });
    expect(
      await world.rows(
        'select (select count(*) from customers.person) as people, (select count(*) from customers.event) as events',
      ),
    ).toEqual(before);
    expect(checked.failure).toBeNull();
    expect(checked.reasons.map(({ code, count, lines }) => [code, count, lines])).toEqual(
      expect.arrayContaining([
        ['implausible-time', 2, [8, 9]],
        ['bad-time', 1, [6]],
        ['control-character', 1, [10]],
      ]),
    );
    const { accepted, refused, duplicate, newPeople, total } = checked;
    expect(await run(id)).toEqual({ accepted, refused, duplicate, newPeople, total, status: 'finished' });
    expect({ accepted, duplicate, newPeople }).toEqual({ accepted: 4, duplicate: 1, newPeople: 2 });
  });

  it('tells the refusal that would stop the import, with its article', async () => {
    const file = csv('会员编号,日期,金额', 'm1,2026-11-01,10.00');
    const notice = { how: '收银台', shownAt: '2026-01-01T00:00:00Z' };
    const id = await upload(file, { source: 'inferred', notice });
    const { mapping } = await world.customers.previewImport(id);
    const { failure } = await world.customers.checkImport({ import: id, mapping });
    expect(failure).toMatchObject({ code: 'consent.collect-refused' });
    expect(await run(id)).toMatchObject({ status: 'failed' });
  });
});

describe('saved mappings', () => {
  it('are used again for the next file of the same system, also when columns have moved, and say what is missing', async () => {
    const issuer = `till-${randomUUID().slice(0, 8)}`;
    const id = await upload(csv('卡,什么时候,钱,件', 'm1,2026-11-01,10.00,1'), { issuer });
    const mapping = { member_id: 0, at: 1, amount: 2, quantity: 3 };
    await world.act((tx) => world.customers.startImport(tx, { import: id, mapping, by: 'staff:test' }));
    const moved = await upload(csv('门店,钱,卡,什么时候', 'S1,11.00,m1,2026-11-02'), { issuer });
    const preview = await world.customers.previewImport(moved);
    expect(preview.mapping).toEqual({ member_id: 2, at: 3, amount: 1 });
    expect(preview.saved?.missing).toEqual([{ target: 'quantity', header: '件' }]);
    const other = await world.customers.previewImport(
      await upload(csv('门店,钱,卡,什么时候', 'S1,11.00,m1,2026-11-02'), {}),
    );
    expect(other.saved).toBeNull();
    expect(other.mapping['amount']).toBeUndefined();
  });
});

describe("suppliers' lists", () => {
  const proof = { name: '示例数据服务有限公司', documentHash: 'ab'.repeat(32), scope: ['member_id', 'mobile'] };

  it('are refused without proof of authorisation, and bought or leaked lists always, with the article', async () => {
    expect(await refusedWith({ source: 'supplier' })).toEqual(['customers.supplier-unproven', 'PIPL 23']);
    expect(await refusedWith({ source: 'third_party' })).toEqual(['customers.supplier-unproven', 'PIPL 23']);
    expect(await refusedWith({ source: 'purchased_list' })).toEqual(['customers.list-banned', 'PIPL 10']);
    expect(await refusedWith({ source: 'purchased_list', supplier: proof })).toEqual([
      'customers.list-banned',
      'PIPL 10',
    ]);
    expect(await refusedWith({ source: 'leaked_dataset' })).toEqual(['customers.list-banned', 'PIPL 10']);
    for (const bad of [{ documentHash: 'x' }, { scope: [] }, { scope: ['shoe_size'] }, { validUntil: '2026-01-01' }])
      expect(await refusedWith({ source: 'supplier', supplier: { ...proof, ...bad } })).toEqual([
        'customers.import-supplier',
        undefined,
      ]);
    expect(await refusedWith({ supplier: proof })).toEqual(['customers.import-supplier', undefined]);
  });

  it('bring only the fields that the authorisation covers, and their people are of grade C', async () => {
    const file = csv('会员编号,姓名,手机', 'v-1,张三,13800138301');
    const id = await upload(file, { ...PEOPLE, source: 'supplier', supplier: proof, issuer: 'vendor' });
    await expect(run(id)).rejects.toMatchObject({ code: 'customers.supplier-scope', options: { article: 'PIPL 23' } });
    const mapping = { member_id: 0, mobile: 2 };
    await world.act((tx) => world.customers.startImport(tx, { import: id, mapping, by: 'staff:test' }));
    await world.customers.runImport(id);
    expect(await world.act((tx) => world.customers.import(tx, id))).toMatchObject({ status: 'finished', accepted: 1 });
    expect(
      await world.rows(
        `select distinct s.grade from consent.standing s join customers.person p on p.ordinal = s.ordinal where p.import = '${id}'`,
      ),
    ).toEqual([{ grade: 'C' }]);
  });
});
