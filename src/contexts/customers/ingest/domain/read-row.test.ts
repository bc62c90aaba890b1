import { describe, expect, it } from 'vitest';
import { mappingErrors, proposeMapping } from './mapping.ts';
import { maskSample } from './mask-sample.ts';
import { type RowRules, readRow } from './read-row.ts';
import { refusalText } from './refusal.ts';

const HEADERS = ['订单号', '下单时间', '收货人', '手机', '邮箱', '商品', '数量', '实付金额'];
const RULES: RowRules = {
  kind: 'orders',
  mapping: proposeMapping('orders', HEADERS),
  width: HEADERS.length,
  shiftMs: 0,
  now: new Date('2026-11-11T12:00:00Z'),
};
const GOOD = ['\t2026110800001', '2026-11-08 10:00', '王小明', '13800138000', 'a@x.cn', '龙井 250g', '1', '¥1,234.56'];

function verdict(change: Partial<Record<number, string>>, extra: readonly string[] = []) {
  const cells = [...GOOD.map((cell, index) => change[index] ?? cell), ...extra];
  const read = readRow({ line: 2, cells }, RULES);
  return read.ok ? 'ok' : `${read.refusal.code}${read.refusal.target === undefined ? '' : `:${read.refusal.target}`}`;
}

describe('the mapping of columns', () => {
  it('takes the one column that is called just a number in files of people, and in no other', () => {
    expect(proposeMapping('contacts', ['编号', '公司名称', '姓名', '手机'])).toMatchObject({
      member_id: 0,
      organisation: 1,
    });
    expect(proposeMapping('people', ['姓名', '编码'])).toEqual({ name: 0, member_id: 1 });
    expect(proposeMapping('people', ['编号', '会员卡号'])).toEqual({ member_id: 1 });
    for (const headers of [['编号', '编码'], ['序号'], ['No.'], ['号码'], ['id']])
      expect(proposeMapping('people', headers)).not.toHaveProperty('member_id');
    expect(proposeMapping('orders', ['编号', '下单时间'])).toEqual({ at: 1 });
  });

  it('says what to do when nothing is a number of its own, by its name in such files', () => {
    expect(mappingErrors('contacts', { organisation: 0 }, 2)).toMatchObject([
      {
        path: 'mapping.member_id',
        message: expect.stringContaining('“联系人编号”'),
        message_en: expect.stringContaining('add a column'),
      },
    ]);
    expect(mappingErrors('people', { name: 0 }, 2)[0]?.message).toContain('“会员编号”');
  });

  it('is proposed for CDNOW and for exports of Chinese shops', () => {
    expect(proposeMapping('purchases', ['customer_id', 'date', 'number_of_cds', 'dollar_value'])).toEqual({
      member_id: 0,
      at: 1,
      quantity: 2,
      amount: 3,
    });
    expect(RULES.mapping).toEqual({
      order_id: 0,
      at: 1,
      name: 2,
      mobile: 3,
      email: 4,
      product: 5,
      quantity: 6,
      amount: 7,
    });
  });

  it('is refused with the field named', () => {
    const errors = mappingErrors('purchases', { member_id: 0, at: 0, amount: 9, name: 1 }, 4);
    expect(errors.map((error) => error.path)).toEqual(['mapping.at', 'mapping.amount', 'mapping.name']);
    expect(mappingErrors('purchases', { at: 1 }, 4).map((error) => error.path)).toEqual([
      'mapping.member_id',
      'mapping.amount',
    ]);
  });
});

describe('a row', () => {
  it('is read', () => {
    const read = readRow({ line: 2, cells: GOOD }, RULES);
    expect(read).toMatchObject({
      ok: true,
      row: { orderId: '2026110800001', amountFen: 123_456, quantity: 1, mobile: '13800138000' },
    });
  });

  it('is refused when hostile, incomplete or not understood', () => {
    expect(verdict({ 0: '' })).toBe('missing:order_id');
    expect(verdict({ 1: '2026-02-30' })).toBe('bad-time:at');
    expect(verdict({ 1: '2027-01-01' })).toBe('implausible-time:at');
    expect(verdict({ 7: '十元' })).toBe('bad-amount:amount');
    expect(verdict({ 7: '-5' })).toBe('bad-amount:amount');
    expect(verdict({ 6: 'x' })).toBe('bad-quantity:quantity');
    expect(verdict({ 3: '12345' })).toBe('bad-mobile:mobile');
    expect(verdict({ 4: 'nobody' })).toBe('bad-email:email');
    expect(verdict({ 2: '<script>alert(1)</script>' })).toBe('script');
    expect(verdict({ 5: '<img src=x onerror=alert(1)>' })).toBe('script');
    expect(verdict({ 2: `=cmd|' /C calc'!A0` })).toBe('formula:name');
    expect(verdict({ 5: '@SUM(1)' })).toBe('formula:product');
    expect(verdict({ 5: 'x'.repeat(501) })).toBe('too-long');
    expect(verdict({ 5: 'a\u0000b' })).toBe('control-character');
    expect(verdict({}, ['extra'])).toBe('width');
    expect(verdict({}, ['', ' '])).toBe('ok');
  });

  it('keeps neither masks nor privacy numbers', () => {
    for (const mobile of ['138****8000', '18412345678-123']) {
      const read = readRow({ line: 2, cells: GOOD.map((cell, index) => (index === 3 ? mobile : cell)) }, RULES);
      expect(read).toMatchObject({ ok: true, row: { mobile: undefined } });
    }
  });

  it('names its refusal in both languages without its content', () => {
    expect(refusalText({ code: 'bad-amount', target: 'amount' })).toBe(
      '金额：金额无法识别 / amount: the amount is not understood',
    );
  });
});

describe('a sample of the preview', () => {
  it('shows the shape of what is personal or not recognised', () => {
    expect(maskSample('13800138000', 'mobile')).toBe('138********');
    expect(maskSample('王小明', 'name')).toBe('王**');
    expect(maskSample('wang@x.cn', undefined)).toBe('w***@x.c*');
    expect(maskSample('13800138000', 'amount')).toBe('138********');
    expect(maskSample('¥1,234.56', 'amount')).toBe('¥1,234.56');
  });
});
