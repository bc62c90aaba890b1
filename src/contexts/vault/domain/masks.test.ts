import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELDS, type FieldCode, isFieldCode } from '../../register/index.ts';
import { fieldCatalogue } from './field-catalogue.ts';
import { type MaskTier, maskField } from './masks.ts';

const FIELD_CODES = Object.keys(FIELDS).filter(isFieldCode);

describe('masks', () => {
  it.each<[FieldCode, string, string, string]>([
    ['name', '张三', '张*', '张*'],
    ['name', '王小明', '王**', '王*明'],
    ['name', '欧阳晓明', '欧阳**', '欧阳*明'],
    ['name', '司马光', '司马*', '司马*'],
    ['name', '欧阳', '欧*', '欧*'],
    ['name', '张', '*', '*'],
    ['name', '阿依古·买提', '阿**·**', '阿**·**'],
    ['name', '𠮷田', '𠮷*', '𠮷*'],
    ['name', 'John Smith', 'J***', 'J***'],
    ['name', 'Li', '***', '***'],
    ['mobile', '13800138000', '138****8000', '138****8000'],
    ['email', 'a.b@x.cn', 'a***@x.cn', 'a***@x.cn'],
    ['email', 'xiaoming@x.cn', 'x***@x.cn', 'xi***g@x.cn'],
    ['email', 'a@x.cn', '***@x.cn', '***@x.cn'],
    ['birth_date', '1990-03-07', '1990-**-**', '1990-03-**'],
    ['gender', 'female', '****', '****'],
    ['member_id', 'M20260001234', '****1234', '****1234'],
    ['member_id', 'M1234', '****34', '****34'],
    ['member_id', 'M1', '****', '****'],
    ['open_id', 'oAbC00000000000000000000xyz1', 'oAbC****', 'oAbC****'],
    ['bank_account', '6250000000000004', '****0004', '****0004'],
    ['health_condition', '高血压', '****', '****'],
    ['city', '杭州市', '杭***', '杭***'],
  ])('show of %s "%s" at the usual tier "%s", at the widest "%s"', (field, value, usual, widest) => {
    expect([maskField(field, value, 0), maskField(field, value, 1), maskField(field, value, 2)]).toEqual([
      '****',
      usual,
      widest,
    ]);
  });

  it.each<[string, string, string]>([
    ['浙江省杭州市西湖区文三路100号3幢502室', '浙江省杭州市西湖区****', '浙江省杭州市西湖区文三路****'],
    ['上海市浦东新区世纪大道88号金茂大厦', '上海市浦东新区****', '上海市浦东新区世纪大道****'],
    [
      '广西壮族自治区南宁市青秀区民族大道1号',
      '广西壮族自治区南宁市青秀区****',
      '广西壮族自治区南宁市青秀区民族大道****',
    ],
    ['江苏省苏州市昆山市前进中路9号', '江苏省苏州市昆山市****', '江苏省苏州市昆山市前进中路****'],
    [
      '四川省凉山彝族自治州西昌市航天大道1号',
      '四川省凉山彝族自治州西昌市****',
      '四川省凉山彝族自治州西昌市航天大道****',
    ],
    ['阳光小区3栋2单元501室', '****', '****'],
    ['北京市朝阳区', '北京市****', '北京市****'],
    ['上海市', '****', '****'],
    ['Room 5, 88 Century Avenue', '****', '****'],
  ])('shorten the address "%s" to its district, at the widest tier to its street', (value, usual, widest) => {
    expect([maskField('address', value, 1), maskField('address', value, 2)]).toEqual([usual, widest]);
  });

  it('never contain the whole value, of any field, at any tier', () => {
    const tier = fc.constantFrom<MaskTier>(0, 1, 2);
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.stringMatching(/^[张王李欧阳司马·明海上市区路号]{1,12}$/u),
      fc.stringMatching(/^1[3-9]\d{9}$/),
      fc.emailAddress(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...FIELD_CODES), value, tier, (field, text, level) => {
        if (/^[*·]*$/.test(text)) return; // says nothing of anyone
        expect(maskField(field, text, level).includes(text)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it('show of a mobile exactly seven digits, of a name at most the surname and one character', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^1[3-9]\d{9}$/), fc.stringMatching(/^[\u4e00-\u9fa5]{2,6}$/u), (mobile, name) => {
        expect(maskField('mobile', mobile, 2).replaceAll('*', '')).toHaveLength(7);
        expect([...maskField('name', name, 1).replaceAll('*', '')].length).toBeLessThanOrEqual(2);
        expect([...maskField('name', name, 2).replaceAll('*', '')].length).toBeLessThan([...name].length);
      }),
    );
  });
});

describe('the catalogue of fields', () => {
  it('has every field of the register, with masks that hide its example', () => {
    const catalogue = fieldCatalogue();
    expect(catalogue.map((each) => each.field)).toEqual(FIELD_CODES);
    expect(catalogue.filter((each) => each.masked.some((masked) => masked.includes(each.example)))).toEqual([]);
  });

  it('asks the highest tier for sensitive information', () => {
    for (const each of fieldCatalogue()) expect(each.revealTier).toBe(each.grade === 'sensitive' ? 2 : 1);
  });
});
