import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELDS, isFieldCode, MASK_KINDS, type MaskKind } from '../../register/index.ts';
import { fieldCatalogue } from './field-catalogue.ts';
import { AUDIENCES, audienceOf, MASK_PURPOSES, maskLevel, maskPurposeOf } from './mask-policy.ts';
import { type MaskLevel, maskValue } from './masks.ts';

const FIELD_CODES = Object.keys(FIELDS).filter(isFieldCode);
const LEVELS: readonly MaskLevel[] = [0, 1, 2, 3];

/** Most characters of a value of each kind's form that each level may leave; what stands between the parts of a form is not counted. */
const MOST: { readonly [kind in MaskKind]?: readonly [number, number, number, number] } = {
  name: [0, 2, 2, 3],
  mobile: [0, 4, 7, 7],
  landline: [0, 4, 8, 8],
  iot_sim: [0, 0, 4, 4],
  id_number: [0, 0, 2, 10],
  passport: [0, 2, 4, 5],
  bank_card: [0, 4, 4, 10],
  plate: [0, 1, 4, 4],
  postal_code: [0, 0, 3, 3],
  date: [0, 0, 4, 6],
  imei: [0, 0, 8, 8],
  mac_address: [0, 0, 6, 6],
  device_id: [0, 0, 0, 4],
  platform_id: [0, 0, 4, 4],
  social_credit_code: [0, 0, 8, 8],
  organisation_code: [0, 0, 0, 4],
  id: [0, 0, 4, 4],
  short: [0, 0, 1, 1],
  all: [0, 0, 0, 0],
};

const FORMS: { readonly [kind in MaskKind]?: RegExp } = {
  name: /^[张王李欧阳司马诸葛明海平]{1,6}$/,
  mobile: /^1[3-9]\d{9}$/,
  landline: /^(0\d{2,3}-)\d{7,8}(-\d{1,6})?$/,
  iot_sim: /^1064[6-9]\d{8}$/,
  id_number: /^(\d{17}[\dX]|\d{15}|[A-Z]{3}\d{12})$/,
  passport: /^[EG]\d{8}$/,
  bank_card: /^\d{13,19}$/,
  plate: /^[京沪粤][A-HJ-NP-Z]([A-HJ-NP-Z0-9]{5}|[DF]\d{5})$/,
  email: /^[a-z]{1,12}@(x|example)\.cn$/,
  postal_code: /^[0-8]\d{5}$/,
  date: /^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/,
  ip_address: /^((1\d\d\.){3}\d{1,3}|[0-9a-f]{4}(:[0-9a-f]{4}){7})$/,
  mac_address: /^[0-9A-F]{2}(:[0-9A-F]{2}){5}$/,
  imei: /^\d{15}$/,
  device_id: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  platform_id: /^o[A-Za-z0-9_-]{27}$/,
  social_credit_code: /^9\d{7}[0-9A-HJ-NPQRTUWXY]{10}$/,
  location: /^(-?[1-8]\d\.\d{4,6}),(1[01]\d\.\d{4,6})$/,
};

const kinds = fc.constantFrom(...MASK_KINDS);
const levels = fc.constantFrom(...LEVELS);
const anything = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[张王李欧阳司马·明海上市区路号*县省]{0,12}$/u),
  fc.stringMatching(/^[\dXA-F*:.@,-]{0,20}$/),
  fc.emailAddress(),
  ...Object.values(FORMS).map((form) => fc.stringMatching(form)),
);

describe('masks', () => {
  it.each<[MaskKind, string, string, string, string]>([
    ['name', '张三', '张**', '张*', '张*'],
    ['name', '王小明', '王**', '王**', '王*明'],
    ['name', '欧阳晓明', '欧阳**', '欧阳**', '欧阳*明'],
    ['name', '司马光', '司马**', '司马*', '司马*'],
    ['name', '欧阳', '欧**', '欧*', '欧*'],
    ['name', '张', '*', '*', '*'],
    ['name', '阿依古·买提', '阿**·**', '阿**·**', '阿**·**'],
    ['name', '𠮷田', '𠮷**', '𠮷*', '𠮷*'],
    ['name', 'John Smith', '***', 'J***', 'J***'],
    ['name', 'Li', '***', '***', '***'],
    ['mobile', '13800138000', '*******8000', '138****8000', '138****8000'],
    ['mobile', '1380013800', '****', '****', '****'],
    ['landline', '010-62345678', '****5678', '010-****5678', '010-****5678'],
    ['landline', '0571-8765432-12', '****5432', '0571-****5432', '0571-****5432'],
    ['iot_sim', '1064712345678', '****', '*********5678', '*********5678'],
    ['id_number', '11010519491231002X', '****', '1****************X', '110105********002X'],
    ['id_number', '110105491231002', '****', '1*************2', '1*************2'],
    ['id_number', 'CHN110105491231', '****', 'C*************1', 'C*************1'],
    ['passport', 'E12345678', 'E*******8', 'E*****678', 'E****5678'],
    ['passport', 'H12345678', 'H*******8', 'H*****678', 'H****5678'],
    ['bank_card', '6250000000000004', '****0004', '****0004', '625000******0004'],
    ['plate', '京A12345', '京******', '京A***45', '京A***45'],
    ['plate', '粤BD12345', '粤*******', '粤B****45', '粤B****45'],
    ['email', 'a.b@x.cn', '***@x.cn', 'a***@x.cn', 'a***@x.cn'],
    ['email', 'xiaoming@x.cn', '***@x.cn', 'x***@x.cn', 'xi***g@x.cn'],
    ['email', 'a@x.cn', '***@x.cn', '***@x.cn', '***@x.cn'],
    ['email', 'x@住在文三路100号', '****', '****', '****'],
    ['postal_code', '310012', '****', '310***', '310***'],
    ['date', '1990-03-07', '****', '1990-**-**', '1990-03-**'],
    ['ip_address', '203.0.113.195', '****', '203.0.113.*', '203.0.113.*'],
    ['ip_address', '2001:db8:85a3::8a2e:370:7334', '****', '2001:db8:85a3:*', '2001:db8:85a3:*'],
    ['mac_address', '3C:22:FB:01:23:45', '****', '3C:22:FB:**:**:**', '3C:22:FB:**:**:**'],
    ['imei', '490154203237518', '****', '49015420*******', '49015420*******'],
    ['device_id', '1fe9a970-0000-4000-8000-f5dbbf751ab5', '****', '****', '1fe9****'],
    ['platform_id', 'oAbC00000000000000000000xyz1', '****', 'oAbC****', 'oAbC****'],
    ['social_credit_code', '91350100M000100Y43', '****', '9135**********0Y43', '9135**********0Y43'],
    ['organisation_code', 'D2143569X', '****', '****', 'D214*****'],
    ['location', '30.274151,120.155151', '****', '30.2**,120.1**', '30.27**,120.15**'],
    ['id', 'M20260001234', '****', '****1234', '****1234'],
    ['id', 'M1234', '****', '****34', '****34'],
    ['id', 'M1', '****', '****', '****'],
    ['short', '杭州市', '****', '杭***', '杭***'],
    ['all', '高血压', '****', '****', '****'],
  ])('show of the %s "%s" narrowly "%s", usually "%s", at the widest "%s"', (kind, value, narrow, usual, wide) => {
    expect(LEVELS.map((level) => maskValue(kind, value, level))).toEqual(['****', narrow, usual, wide]);
  });

  it.each<[string, string, string, string]>([
    [
      '浙江省杭州市西湖区文三路100号3幢502室',
      '浙江省杭州市****',
      '浙江省杭州市西湖区****',
      '浙江省杭州市西湖区文三路****',
    ],
    ['上海市浦东新区世纪大道88号金茂大厦', '上海市****', '上海市浦东新区****', '上海市浦东新区世纪大道****'],
    [
      '广西壮族自治区南宁市青秀区民族大道1号',
      '广西壮族自治区南宁市****',
      '广西壮族自治区南宁市青秀区****',
      '广西壮族自治区南宁市青秀区民族大道****',
    ],
    ['江苏省苏州市昆山市前进中路9号', '江苏省苏州市****', '江苏省苏州市昆山市****', '江苏省苏州市昆山市前进中路****'],
    [
      '四川省凉山彝族自治州西昌市航天大道1号',
      '四川省凉山彝族自治州****',
      '四川省凉山彝族自治州西昌市****',
      '四川省凉山彝族自治州西昌市航天大道****',
    ],
    ['阳光小区3栋2单元501室', '****', '****', '****'],
    ['张三收北京市朝阳区建国路1号', '****', '****', '****'],
    ['北京市朝阳区', '北京市****', '北京市****', '北京市****'],
    ['上海市', '****', '****', '****'],
    ['Room 5, 88 Century Avenue', '****', '****', '****'],
  ])('shorten the address "%s" to its city "%s", its district "%s", its street "%s"', (value, ...shown) => {
    expect(([1, 2, 3] as const).map((level) => maskValue('address', value, level))).toEqual(shown);
  });

  it('never throw, never keep the whole value, and change nothing the second time', () => {
    fc.assert(
      fc.property(kinds, anything, levels, (kind, value, level) => {
        const masked = maskValue(kind, value, level);
        expect(maskValue(kind, masked, level)).toBe(masked);
        // A value with stars in it may be a mask already; it then hides what its stars hide.
        if (!value.includes('*') && !/^·*$/.test(value)) expect(masked.includes(value)).toBe(false);
      }),
      { numRuns: 20_000 },
    );
  });

  it('leave at most what their level allows, each level at least what the narrower one leaves', () => {
    for (const [kind, form] of Object.entries(FORMS)) {
      const most = MOST[kind as MaskKind];
      fc.assert(
        fc.property(fc.stringMatching(form), (value) => {
          const left = LEVELS.map(
            (level) => maskValue(kind as MaskKind, value, level).replace(/[*:.,@·-]/g, '').length,
          );
          if (most !== undefined) for (const level of LEVELS) expect(left[level]).toBeLessThanOrEqual(most[level]);
          expect(left.toSorted((a, b) => a - b)).toEqual(left);
        }),
        { numRuns: 300 },
      );
    }
  });

  it('keep every character that is left where it stood, in fixed forms', () => {
    const positional: readonly MaskKind[] = ['mobile', 'id_number', 'passport', 'plate', 'imei', 'social_credit_code'];
    for (const kind of positional)
      fc.assert(
        fc.property(fc.stringMatching(FORMS[kind] ?? /^$/), levels, (value, level) => {
          const [was, masked] = [[...value], [...maskValue(kind, value, level)]];
          if (masked.join('') !== '****')
            expect(masked.every((character, at) => character === '*' || character === was[at])).toBe(true);
        }),
        { numRuns: 300 },
      );
  });
});

describe('the table of masks', () => {
  it('has a level for every field, audience and purpose, sensitive ones a level below the usual', () => {
    for (const field of fieldCatalogue())
      for (const purpose of MASK_PURPOSES)
        for (const audience of AUDIENCES) {
          const level = maskLevel(field.field, audience, purpose);
          expect(field.levels[purpose][audience]).toBe(level);
          if (field.sensitive) expect(level).toBeLessThanOrEqual(2);
        }
    expect(maskLevel('bank_account', 'agent', 'administration')).toBe(1);
  });

  it('lets nobody but the DPO and a key of the highest tier see the widest masks, streets for advisers apart', () => {
    for (const field of fieldCatalogue())
      for (const purpose of MASK_PURPOSES)
        for (const audience of AUDIENCES)
          if (field.levels[purpose][audience] === 3 && !(audience === 'agent' && field.field === 'address'))
            expect(['dpo', 'key-2']).toContain(audience);
  });

  it('knows who looks by role, else by tier, and every unknown activity as business', () => {
    expect(audienceOf({ tier: 2, role: 'marketer' })).toBe('marketer');
    expect(audienceOf({ tier: 1, role: 'somebody new' })).toBe('key-1');
    expect(audienceOf({ tier: 0 })).toBe('key-0');
    expect(maskPurposeOf('spring-campaign')).toBe('business');
    expect(maskPurposeOf('customer-administration')).toBe('administration');
  });
});

describe('the catalogue of fields', () => {
  it('has every field of the register, with masks that hide its example', () => {
    const catalogue = fieldCatalogue();
    expect(catalogue.map((each) => each.field)).toEqual(FIELD_CODES);
    expect(catalogue.filter((each) => each.masked.some((masked) => masked.includes(each.example)))).toEqual([]);
  });

  it('asks the highest tier for sensitive information, and gives it the highest level of its grade', () => {
    for (const each of fieldCatalogue()) {
      expect(each.revealTier).toBe(each.sensitive ? 2 : 1);
      expect(each.level === 4).toBe(each.sensitive);
      expect(['core', 'important', 'general']).toContain(each.grade);
    }
  });
});
