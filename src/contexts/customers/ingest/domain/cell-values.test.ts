import { describe, expect, it } from 'vitest';
import { cleanCell, isEmail, parseFen, parseInstant, parseQuantity, readMobile } from './cell-values.ts';

describe('cells as exports write them', () => {
  it('lose the guards around long numbers', () => {
    expect(['\t123', '="00123"', "'00123", ' a\u3000', '\ufeffx', 'a\u200bb'].map(cleanCell)).toEqual([
      '123',
      '00123',
      '00123',
      'a',
      'x',
      'ab',
    ]);
  });

  it('read amounts to the fen, and only amounts', () => {
    expect(['¥1,234.56', '￥12', '11.77', '0', '12.5元', '1234.500', '１２．３'].map(parseFen)).toEqual([
      123_456, 1200, 1177, 0, 1250, 123_450, 1230,
    ]);
    for (const bad of ['', '-1', '1,23', '1.2E+05', '12.345', 'abc', '12.3万', '1234567890', '=1+1'])
      expect(parseFen(bad), bad).toBeUndefined();
  });

  it('read times as Asia/Shanghai unless they name a zone', () => {
    const iso = (cell: string) => parseInstant(cell)?.toISOString();
    expect(iso('19970101')).toBe('1996-12-31T16:00:00.000Z');
    expect(iso('2026-11-11 20:00:05')).toBe('2026-11-11T12:00:05.000Z');
    expect(iso('2026/3/7 8:05')).toBe('2026-03-07T00:05:00.000Z');
    expect(iso('2026年3月7日 8时5分')).toBe('2026-03-07T00:05:00.000Z');
    expect(iso('2026-11-11T20:00:00Z')).toBe('2026-11-11T20:00:00.000Z');
    expect(iso('2026-11-11T20:00:00+09:00')).toBe('2026-11-11T11:00:00.000Z');
    for (const bad of [
      '',
      '2026-02-29',
      '2026-13-01',
      '20260230',
      '2026-01-01 24:00',
      '45000',
      'yesterday',
      '2026-01-01T00:00+15:00',
    ])
      expect(iso(bad), bad).toBeUndefined();
  });

  it('read quantities', () => {
    expect(['1', '12.0', '1,000'].map(parseQuantity)).toEqual([1, 12, 1000]);
    expect(['-1', '1.5', '9999999', ''].map(parseQuantity)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('tell mobiles from privacy numbers and masks', () => {
    expect(readMobile('+86 138-0013-8000')).toEqual({ kind: 'mobile', value: '13800138000' });
    expect(readMobile('１３８００１３８０００')).toEqual({ kind: 'mobile', value: '13800138000' });
    for (const unusable of ['138****8000', '18412345678-123', '18412345678转1234'])
      expect(readMobile(unusable)).toEqual({ kind: 'unusable' });
    expect(readMobile('')).toEqual({ kind: 'none' });
    expect(readMobile('12800138000')).toEqual({ kind: 'bad' });
  });

  it('tell everyday e-mail addresses', () => {
    expect(['a.b@x.cn', 'a+b@mail.example.com'].map(isEmail)).toEqual([true, true]);
    expect(['a@b', '@x.cn', 'a..b@x.cn', 'a b@x.cn', 'a@-x.cn', 'é@x.cn'].map(isEmail)).toEqual(Array(6).fill(false));
  });
});
