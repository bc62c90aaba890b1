import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';
import type { ImportView } from './view-import.ts';

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

const HEADER = '订单号,下单时间,收货人,手机,邮箱,收货地址,商品,数量,实付金额';
const ORDERS = { kind: 'orders', issuer: 'shop' } as const;

function gb18030(...lines: string[]): Buffer {
  return iconv.encode(`${[HEADER, ...lines].join('\r\n')}\r\n`, 'gb18030');
}

async function refusedText(id: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await world.customers.refusedRows({ import: id, by: 'staff:test' }))
    chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function peopleBehind(report: ImportView): Promise<number> {
  const [row] = await world.rows<{ people: number }>(
    `select count(*)::int as people from customers.person where import = '${report.id}'`,
  );
  return row?.people ?? -1;
}

describe('importing an order export', () => {
  it('reads GB18030 with guarded numbers, ¥ and thousands separators, and stores the fields in the vault', async () => {
    const report = await world.import(
      gb18030(
        '="20261101000001",2026-11-01 09:30:00,王小明,\t13800138001,wang@example.cn,广东省深圳市示例路1号,"龙井,250g",1,"¥1,234.56"',
        '\t20261102000002,2026/11/2 8:05,王小明,13800138001,,广东省深圳市示例路1号,铁观音,2,88.00元',
      ),
      ORDERS,
    );
    expect(report).toMatchObject({ encoding: 'gb18030', status: 'finished', accepted: 2, refused: 0, newPeople: 1 });
    const events = await world.rows<{ at: string; amount_fen: number; sealed: boolean }>(
      `select to_char(happened_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as at, amount_fen, properties is not null as sealed
         from customers.event where name = 'purchase' order by seq`,
    );
    expect(events).toEqual([
      { at: '2026-11-01 01:30', amount_fen: 123_456, sealed: true },
      { at: '2026-11-02 00:05', amount_fen: 8800, sealed: true },
    ]);
    const found = await world.act((tx) => world.vault.findByIndex(tx, 'mobile', '13800138001'));
    expect(found).toHaveLength(1);
    const page = await world.act((tx) => world.customers.persons(tx, { limit: 5 }, { by: 'staff:test', tier: 1 }));
    expect(page.items[0]?.fields).toMatchObject({ mobile: '138****8001', name: '王**' });
    expect(page.receipt).not.toBeNull();
    const traits = await world.rows(`select name, value from customers.event where name like '$%'`);
    expect(traits).toEqual([{ name: '$trait.province', value: '广东' }]);
  });

  it('knows an order again although its price has changed since', async () => {
    const first = gb18030('20261103000001,2026-11-03 10:00,李雷,13800138002,,,普洱,1,10.00');
    const later = gb18030('20261103000001,2026-11-03 10:00,李雷,13800138002,,,普洱,1,9.00');
    expect(await world.import(first, ORDERS)).toMatchObject({ accepted: 1 });
    expect(await world.import(later, ORDERS)).toMatchObject({ accepted: 0, duplicate: 1, newPeople: 0 });
  });

  it('joins the one person who has confirmed the number, and nobody who merely has it', async () => {
    const made = await world.act(async (tx) => {
      const person = await world.customers.createPerson(tx, {
        activity: 'customer-administration',
        source: 'from_individual',
        identifiers: [],
        attributes: { mobile: '13800138003', name: '韩梅梅' },
      });
      await world.gate.confirmAddress(tx, { person: person.id, channel: 'sms', how: 'code' });
      await world.customers.createPerson(tx, {
        activity: 'customer-administration',
        source: 'from_individual',
        identifiers: [],
        attributes: { mobile: '13800138004' },
      });
      return person.id;
    });
    const report = await world.import(
      gb18030(
        '20261104000001,2026-11-04 10:00,韩梅梅,13800138003,,,茶具,1,10.00',
        '20261104000002,2026-11-04 10:00,林涛,13800138004,,,茶具,1,10.00',
      ),
      ORDERS,
    );
    expect(report).toMatchObject({ accepted: 2, newPeople: 1 });
    const events = await world.rows<{ person: string }>(
      `select p.id as person from customers.event e join customers.person p using (ordinal) where p.id = '${made}'`,
    );
    expect(events).toHaveLength(1);
  });

  it('makes another person of the same number under another name, and joins nobody by masks or privacy numbers', async () => {
    const report = await world.import(
      gb18030(
        '20261105000001,2026-11-05 10:00,赵一,13800138005,,,茶,1,10.00',
        '20261105000002,2026-11-05 10:00,钱二,13800138005,,,茶,1,10.00',
        '20261105000003,2026-11-05 10:00,孙三,138****8006,,,茶,1,10.00',
        '20261105000004,2026-11-05 10:00,孙三,138****8006,,,茶,1,10.00',
        '20261105000005,2026-11-05 10:00,周四,18400138007-123,,,茶,1,10.00',
        '20261105000006,2026-11-05 10:00,周四,18400138007-123,,,茶,1,10.00',
      ),
      ORDERS,
    );
    expect(report).toMatchObject({ accepted: 6, newPeople: 6 });
    expect(await peopleBehind(report)).toBe(6);
    expect(await world.act((tx) => world.vault.findByIndex(tx, 'mobile', '18400138007'))).toEqual([]);
  });

  it('refuses hostile rows one by one and gives them back defused, with the reason in the last column', async () => {
    const report = await world.import(
      gb18030(
        "20261106000001,2026-11-06 10:00,=cmd|'/C calc'!A0,13800138008,,,茶,1,10.00",
        '20261106000002,2026-11-06 10:00,<script>alert(1)</script>,13800138008,,,茶,1,10.00',
        '20261106000003,2026-11-31 10:00,吴五,13800138008,,,茶,1,10.00',
        '20261106000004,2026-11-06 10:00,吴五,13800138008,,,茶,1,一百',
        ',2026-11-06 10:00,吴五,13800138008,,,茶,1,10.00',
        '"20261106000005,2026-11-06 10:00,吴五,13800138008,,,茶,1,10.00',
        `20261106000006,2026-11-06 10:00,吴五,13800138008,,,${'茶'.repeat(600)},1,10.00`,
        '20261106000007,2026-11-06 10:00,吴五,13800138008,,,茶,1,10.00',
      ),
      ORDERS,
    );
    expect(report).toMatchObject({ total: 8, accepted: 1, refused: 7 });
    const lines = (await refusedText(report.id)).trim().split('\r\n');
    expect(lines[0]).toContain('原因 reason');
    expect(lines).toHaveLength(8);
    expect(lines[1]).toContain("'=cmd|");
    expect(lines[1]).toMatch(/姓名：以公式字符开头 \/ name: a cell begins like a formula$/);
    expect(lines[3]).toMatch(/时间：时间无法识别 \/ time: the time is not understood$/);
    for (const line of lines.slice(1)) expect(line).not.toMatch(/(^|,)[=+@]/);
  });
});

describe('an upload', () => {
  const upload = async (bytes: Buffer, limit?: number) => {
    const { id } = await world.act((tx) =>
      world.customers.createImport(tx, {
        ...ORDERS,
        activity: 'order-delivery',
        source: 'import',
        notice: null,
        by: 'x',
      }),
    );
    const body = Readable.from([bytes]);
    return world.customers.uploadFile({ import: id, body, ...(limit === undefined ? {} : { limit }) });
  };

  it('is refused by name when its encoding, its kind or its size does not do', async () => {
    await expect(upload(iconv.encode(HEADER, 'utf-16le', { addBOM: true }))).rejects.toMatchObject({
      code: 'customers.file-utf-16',
      kind: 'unsupported-media',
    });
    await expect(upload(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).rejects.toMatchObject({
      code: 'customers.file-spreadsheet',
    });
    await expect(upload(Buffer.from([0x63, 0xe9, 0x2c]))).rejects.toMatchObject({ code: 'customers.file-unknown' });
    await expect(upload(Buffer.from(HEADER), 10)).rejects.toMatchObject({ code: 'customers.file-too-large' });
    await expect(upload(Buffer.from('nothing\n'))).rejects.toMatchObject({ code: 'customers.file-no-table' });
    await expect(upload(Buffer.from('张三,13800138009\n'))).rejects.toMatchObject({ code: 'customers.file-no-header' });
  });

  it('shows its columns masked, with a proposal what they mean', async () => {
    const { id } = await world.act((tx) =>
      world.customers.createImport(tx, {
        ...ORDERS,
        activity: 'order-delivery',
        source: 'import',
        notice: null,
        by: 'x',
      }),
    );
    const file = gb18030(
      '20261107000001,2026-11-07 10:00,郑六,13800138010,zheng@example.cn,北京市示例街2号,茶,1,10.00',
    );
    await world.customers.uploadFile({ import: id, body: Readable.from([file]) });
    const preview = await world.customers.previewImport(id);
    expect(preview).toMatchObject({ encoding: 'gb18030', layout: { kind: 'delimited', delimiter: ',' } });
    expect(preview.columns.map((column) => column.proposed)).toEqual([
      'order_id',
      'at',
      'name',
      'mobile',
      'email',
      'address',
      'product',
      'quantity',
      'amount',
    ]);
    expect(JSON.stringify(preview)).not.toMatch(/郑六|13800138010|zheng@|示例街/);
    await expect(
      world.act((tx) => world.customers.startImport(tx, { import: id, mapping: { at: 1 }, by: 'x' })),
    ).rejects.toMatchObject({ code: 'customers.import-mapping' });
  });
});
