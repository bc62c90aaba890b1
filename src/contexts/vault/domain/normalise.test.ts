import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldCode } from '../../register/index.ts';
import { normalise } from './normalise.ts';

const TODAY = '2026-11-21';

function index(field: FieldCode, value: string): string | undefined {
  const result = normalise(field, value, TODAY);
  return result.ok ? result.index : undefined;
}

describe('mobile numbers', () => {
  it('have one form, however they are written', () => {
    const spellings = [
      '13800138000',
      '+86 138-0013-8000',
      '+8613800138000',
      '0086 138 0013 8000',
      '8613800138000',
      '(+86)13800138000',
      '１３８００１３８０００',
      '138‑0013‑8000',
      ' 138 0013 8000 ',
      '\u202a13800138000\u202c',
    ];
    expect(new Set(spellings.map((spelling) => index('mobile', spelling)))).toEqual(new Set(['13800138000']));
  });

  it('are refused when they are not of mainland China', () => {
    const wrong = [
      '12800138000',
      '138001380001',
      '1380013800',
      '010-62345678',
      '+852 9123 4567',
      '1.38E+10',
      'x13800138000',
      '',
    ];
    expect(wrong.filter((value) => index('mobile', value) !== undefined)).toEqual([]);
  });

  it('keep their form when they are normalised again, whatever stands between the digits', () => {
    const digits = fc.stringMatching(/^1[3-9]\d{9}$/);
    const gap = fc.constantFrom('', ' ', '-', '\u2011', '\u00a0', '\u200b');
    fc.assert(
      fc.property(digits, fc.constantFrom('', '+86', '0086', '86'), gap, gap, (number, prefix, first, second) => {
        const written = `${prefix}${number.slice(0, 3)}${first}${number.slice(3, 7)}${second}${number.slice(7)}`;
        expect(index('mobile', written)).toBe(number);
      }),
    );
  });
});

describe('email addresses', () => {
  it('are equal in any case and width, and with a Chinese domain', () => {
    expect(index('email', 'Xiao.Ming@Example.CN')).toBe('xiao.ming@example.cn');
    expect(index('email', ' xiao.ming＠example.cn')).toBe('xiao.ming@example.cn');
    expect(index('email', 'a@例子.中国')).toBe('a@xn--fsqu00a.xn--fiqs8s');
  });

  it('keep the written case before the @ in what is stored', () => {
    expect(normalise('email', 'Xiao.Ming@Example.CN', TODAY)).toMatchObject({
      ok: true,
      stored: 'Xiao.Ming@example.cn',
    });
  });

  it('are refused when no host would take them', () => {
    const wrong = [
      'a',
      '@x.cn',
      'a@',
      'a@x',
      'a b@x.cn',
      '.a@x.cn',
      'a..b@x.cn',
      'a@-x.cn',
      'a@x.c',
      'a@b@x.cn',
      `${'a'.repeat(65)}@x.cn`,
    ];
    wrong.push(
      'a@x.cn\nbcc:b@x.cn',
      `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.cn`,
    );
    expect(wrong.filter((value) => index('email', value) !== undefined)).toEqual([]);
  });
});

describe('other fields', () => {
  it('bring dates of birth into one form and refuse days that never were or are still to come', () => {
    for (const spelling of ['1990-03-07', '1990/3/7', '1990.03.07', '19900307', '1990年3月7日', '１９９０-03-07'])
      expect(index('birth_date', spelling)).toBe('1990-03-07');
    expect(index('birth_date', '2008-02-29')).toBe('2008-02-29');
    expect(index('birth_date', TODAY)).toBe(TODAY);
    const wrong = [
      '2007-02-29',
      '1990-13-01',
      '1899-12-31',
      '2026-11-22',
      '1990-3/7',
      '1990',
      '03-07',
      '1990-00-10',
      'yesterday',
    ];
    expect(wrong.filter((value) => index('birth_date', value) !== undefined)).toEqual([]);
  });

  it('write the dot of a name and the spaces in it one way', () => {
    expect(index('name', '阿依古丽•买买提')).toBe('阿依古丽·买买提');
    expect(index('name', '张 三')).toBe('张三');
    expect(index('name', 'John   Smith')).toBe('John Smith');
  });

  it('know the usual words for a gender and refuse others', () => {
    expect(['女', '女士', 'F', 'Female'].map((word) => index('gender', word))).toEqual(Array(4).fill('female'));
    expect(index('gender', '其它东西')).toBeUndefined();
  });

  it('never accept control characters, half characters or nothing', () => {
    for (const field of ['name', 'address', 'member_id', 'order_record'] as const)
      expect(['', ' \u200b ', 'a\u0000b', 'a\u001bb', 'a\ud800'].map((value) => index(field, value))).toEqual(
        Array(5).fill(undefined),
      );
  });

  it('are stable: what is stored normalises to itself', () => {
    const fields = fc.constantFrom<FieldCode>(
      'name',
      'email',
      'address',
      'member_id',
      'birth_date',
      'gender',
      'mobile',
      'city',
    );
    fc.assert(
      fc.property(fields, fc.string({ unit: 'grapheme' }), (field, value) => {
        const once = normalise(field, value, TODAY);
        if (!once.ok) return;
        expect(normalise(field, once.stored, TODAY)).toEqual(once);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the further kinds of section 8', () => {
  it.each<[FieldCode, string, string]>([
    ['id_number', '11010519491231002x', '11010519491231002X'],
    ['id_number', '440306 20080229 1237', '440306200802291237'],
    ['landline', '(010) 62345678', '010-62345678'],
    ['landline', '+86 571 87654321', '0571-87654321'],
    ['landline', '0571-8765432转12', '0571-8765432-12'],
    ['plate', '京a·12345', '京A12345'],
    ['plate', '粤BD12345', '粤BD12345'],
    ['postal_code', '310012', '310012'],
    ['qq_id', '1234567890', '1234567890'],
    ['passport', 'ea1234567', 'EA1234567'],
    ['mac_address', '3c:22:fb:01:23:45', '3C:22:FB:01:23:45'],
    ['device_id', '1fe9a970-0000-4000-8000-f5dbbf751ab5', '1fe9a970-0000-4000-8000-f5dbbf751ab5'],
  ])('stores the %s "%s" as "%s"', (field, value, stored) => {
    expect(normalise(field, value, '2026-11-11')).toMatchObject({ ok: true, stored });
  });

  it.each<[FieldCode, string]>([
    ['id_number', '110105194912310021'],
    ['id_number', '44030620070229123X'],
    ['landline', '13800138000'],
    ['landline', '12345678'],
    ['plate', '京I12345'],
    ['plate', 'A12345'],
    ['postal_code', '91001'],
    ['imei', '12345'],
    ['device_id', '00000000-0000-0000-0000-000000000000'],
    ['mac_address', '3C:22:FB'],
    ['ip_address', 'example.cn'],
  ])('refuses the %s "%s"', (field, value) => {
    expect(normalise(field, value, '2026-11-11')).toMatchObject({ ok: false });
  });
});
