import { Readable } from 'node:stream';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import writeSheet from 'write-excel-file/node';
import { type CustomersWorld, openCustomersWorld } from '../../../../test/support/customers-world.ts';

let world: CustomersWorld;
beforeAll(async () => {
  world = await openCustomersWorld();
});
afterAll(() => world.close());

const ORDERS = {
  kind: 'orders',
  activity: 'order-delivery',
  source: 'import',
  notice: null,
  by: 'staff:test',
} as const;
let issuers = 0;

async function declared(changes: object = {}): Promise<string> {
  issuers += 1;
  const { id } = await world.act((tx) =>
    world.customers.createImport(tx, { ...ORDERS, ...changes, issuer: `sheet-${issuers}` }),
  );
  return id;
}

async function upload(bytes: Buffer | Uint8Array, changes: object = {}): Promise<string> {
  const id = await declared(changes);
  await world.customers.uploadFile({ import: id, body: Readable.from([Buffer.from(bytes)]) });
  return id;
}

async function run(bytes: Buffer | Uint8Array, changes: object = {}) {
  const id = await upload(bytes, changes);
  const { mapping, columns } = await world.customers.previewImport(id);
  await world.act((tx) => world.customers.startImport(tx, { import: id, mapping, by: 'staff:test' }));
  await world.customers.runImport(id);
  const report = await world.act((tx) => world.customers.import(tx, id));
  return { report, columns };
}

async function lastEvents(count: number) {
  const rows = await world.rows<{ at: Date; amount: number }>(
    `select happened_at as at, amount_fen::int as amount from customers.event where name = 'purchase' order by seq desc limit ${count}`,
  );
  return rows.reverse().map(({ at, amount }) => [at.toISOString(), amount]);
}

const HEADERS = ['订单编号', '会员编号', '收货人', '手机', '商品', '数量', '金额', '付款时间'];

/** A workbook as Excel writes it: strings behind the sheet, days as numbers with a style, a hidden sheet in front. */
function workbook(rows: string, strings: readonly string[]): Uint8Array {
  const xml = (text: string) => strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${text}`);
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const header = HEADERS.map(
    (text, column) => `<c r="${String.fromCharCode(65 + column)}1" t="inlineStr"><is><t>${text}</t></is></c>`,
  ).join('');
  return zipSync({
    '[Content_Types].xml': xml('<Types/>'),
    'xl/workbook.xml': xml(
      `<workbook ${main} xmlns:r="r"><sheets><sheet name="h" state="hidden" r:id="r1"/><sheet name="订单" r:id="r2"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="worksheets/sheet2.xml"/></Relationships>',
    ),
    'xl/worksheets/sheet1.xml': xml(`<worksheet ${main}><sheetData/></worksheet>`),
    'xl/worksheets/sheet2.xml': xml(
      `<worksheet ${main}><sheetData><row r="1">${header}</row>${rows}</sheetData></worksheet>`,
    ),
    'xl/styles.xml': xml(
      `<styleSheet ${main}><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    ),
    'xl/sharedStrings.xml': xml(
      `<sst ${main}>${strings.map((text) => `<si><t>${text}</t><rPh><t>yomi</t></rPh></si>`).join('')}</sst>`,
    ),
  });
}

describe('a spreadsheet', () => {
  it('is read as Excel writes it: shared strings, days, long numbers, the first visible sheet', async () => {
    const row = (number: number, order: string) =>
      `<row r="${number}"><c r="A${number}" t="inlineStr"><is><t>${order}</t></is></c><c r="B${number}"><v>90001234567</v></c>` +
      `<c r="C${number}" t="s"><v>0</v></c><c r="D${number}"><v>1.3800138001E10</v></c><c r="E${number}" t="s"><v>1</v></c>` +
      `<c r="F${number}"><v>2</v></c><c r="G${number}"><v>199.5</v></c><c r="H${number}" s="1"><v>46337.5</v></c></row>`;
    const { report, columns } = await run(workbook(row(2, 'A-1') + row(7, 'A-2'), ['欧阳晓明', '乌龙茶, 250克']));
    expect(columns.map(({ header }) => header)).toEqual(HEADERS);
    expect(report).toMatchObject({ status: 'finished', total: 2, accepted: 2, refused: 0, newPeople: 1 });
    expect(await lastEvents(2)).toEqual([
      ['2026-11-11T04:00:00.000Z', 19_950],
      ['2026-11-11T04:00:00.000Z', 19_950],
    ]);
  });

  it('is read as a common library writes it, ten thousand rows', async () => {
    const cell = (value: string | number) =>
      typeof value === 'number' ? { value, type: Number } : { value, type: String };
    const rows = Array.from({ length: 10_000 }, (_, n) => [
      `B-${n}`,
      `m-${n % 500}`,
      '张三',
      '13800138001',
      '茶',
      1,
      12.3,
      '2026-11-01 10:00:00',
    ]);
    const sheet = writeSheet([HEADERS, ...rows].map((line) => line.map(cell)));
    const { report } = await run(await sheet.toBuffer());
    expect(report).toMatchObject({ status: 'finished', total: 10_000, accepted: 10_000, newPeople: 500 });
  });

  it('is refused when it is damaged or no spreadsheet, and leaves no file behind', async () => {
    const good = workbook('', []);
    const damaged = [
      good.subarray(0, good.length >> 1),
      zipSync({ 'a.txt': strToU8('x') }),
      Buffer.from('PK\u0003\u0004'),
      workbook('<row r="2"><c', []),
    ];
    for (const bytes of damaged)
      await expect(upload(bytes)).rejects.toMatchObject({
        code: expect.stringMatching(/^customers\.file-(?:damaged-spreadsheet|no-table|compressed)$/),
      });
    await expect(upload(zipSync({ 'a.csv': strToU8('a,b') }))).rejects.toMatchObject({
      code: 'customers.file-compressed',
    });
  });

  it('is refused when its words are cut off: strings stand behind the sheets', async () => {
    const row = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>1</v></c></row>';
    await expect(upload(workbook(row, []))).rejects.toMatchObject({ code: 'customers.file-damaged-spreadsheet' });
  });

  it('is refused when it unpacks to too much', async () => {
    const bomb = zipSync({ 'xl/workbook.xml': new Uint8Array(80 * 1024 * 1024) }, { level: 9 });
    await expect(upload(bomb)).rejects.toMatchObject({ code: 'customers.file-too-large' });
  });
});

async function refusedOf(id: string): Promise<string> {
  let text = '';
  for await (const piece of await world.customers.refusedRows({ import: id, by: 'staff:test' })) text += String(piece);
  return text;
}

describe('JSON lines', () => {
  it('are read by their names, whatever their order, and a line that is none is refused by its number', async () => {
    const line = (n: number, more: object = {}) =>
      JSON.stringify({
        会员编号: `j-${n}`,
        订单编号: `J-${n}`,
        金额: 12.5,
        付款时间: '2026-11-01T10:00:00+08:00',
        ...more,
      });
    const text = [line(1), '{"broken', line(2, { 数量: 3 }), ''].join('\n');
    const { report } = await run(Buffer.from(text));
    expect(report).toMatchObject({ total: 3, accepted: 2, refused: 1 });
    expect(await refusedOf(report.id)).toMatch(/^"\{""broken",,,,,3,不是一个完整的 JSON 对象/m);
    await expect(world.customers.previewImport(report.id)).rejects.toMatchObject({ code: 'customers.import-state' });
  });

  it('of people: the half of a line that was written last is nobody’s number', async () => {
    const text = '{"会员编号":"h-1","姓名":"张三"}\n{"会员编号":"h-2","姓名":"李';
    const { report } = await run(Buffer.from(text), {
      kind: 'people',
      activity: 'customer-administration',
      source: 'counter',
    });
    expect(report).toMatchObject({ total: 2, accepted: 1, refused: 1, newPeople: 1 });
  });
});
