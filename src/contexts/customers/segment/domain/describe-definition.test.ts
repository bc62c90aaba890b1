import { describe, expect, it } from 'vitest';
import type { Definition } from './definition.ts';
import { describeDefinition } from './describe-definition.ts';

const cases: [Definition, string, string][] = [
  [
    { event: { name: 'purchase', withinDays: 90, atLeast: 2 } },
    '最近90天内购买至少2次',
    'bought at least twice in the last 90 days',
  ],
  [
    { event: { name: 'purchase', atLeast: 1, atMost: 1, sumAtLeast: 100_050, notSinceDays: 60 } },
    '购买恰好1次，合计至少¥1,000.5，最近60天没有再发生',
    'bought exactly once, in all at least ¥1,000.5, and not in the last 60 days',
  ],
  [
    { all: [{ trait: { name: 'province', in: ['浙江', '上海'] } }, { not: [{ segment: 'vip' }] }] },
    '省份为浙江或上海，并且不属于人群“会员”',
    'province is 浙江 or 上海, and is not in the segment "Members"',
  ],
  [
    {
      all: [
        { event: { name: '@page', atLeast: 1, withinDays: 30 } },
        { not: [{ event: { name: 'purchase', atLeast: 1, withinDays: 30 } }, { tag: 'vip' }] },
      ],
    },
    '最近30天内浏览页面至少1次，并且（最近30天内没有购买，并且没有标签“会员”）',
    'viewed a page at least once in the last 30 days, and (not: bought in the last 30 days, and does not carry the tag "Members")',
  ],
  [{ not: [{ event: { name: 'purchase', atLeast: 1 } }] }, '从未购买', 'never: bought'],
  [
    { not: [{ trait: { name: 'province', in: ['浙江'] } }, { segment: 'vip' }] },
    '不符合：省份为浙江，或者属于人群“会员”',
    'none of: province is 浙江, or is in the segment "Members"',
  ],
  [
    { all: [{ any: [{ segment: 'a' }, { segment: 'b' }] }, { sequence: { steps: ['@page', 'Pay'], withinDays: 7 } }] },
    '（属于人群“a”，或者属于人群“b”），并且7天内依次浏览页面 → “Pay”',
    '(is in the segment "a", or is in the segment "b"), and viewed a page, then did "Pay" within 7 days',
  ],
  [
    {
      all: [
        { event: { name: 'item_seen', withinDays: 30, atLeast: 1 } },
        { not: [{ event: { name: 'item_seen', withinDays: 7, atLeast: 1 } }] },
        { sequence: { steps: ['item_seen', 'paid'], withinDays: 7 } },
      ],
    },
    '最近30天内“看商品”至少1次，并且最近7天内没有“看商品”，并且7天内依次“看商品” → “paid”',
    'did "Saw an item" at least once in the last 30 days, and not: did "Saw an item" in the last 7 days, and did "Saw an item", then did "paid" within 7 days',
  ],
  [
    { rfm: { name: 'purchase', withinDays: 365, recency: [4, 5], amount: [5] } },
    '最近365天购买的人按五档排，最近程度第4、5档，金额第5档（5为最高）',
    'of those who bought in the last 365 days, by fifths: recency 4 or 5, amount 5 (5 is highest)',
  ],
];

describe('a definition in words', () => {
  it.each(cases)('%j', (definition, zh, en) => {
    const names: Readonly<Record<string, { zh: string; en: string }>> = {
      vip: { zh: '会员', en: 'Members' },
      item_seen: { zh: '看商品', en: 'Saw an item' },
    };
    const nameOf = (_kind: string, code: string) => names[code];
    expect(describeDefinition(definition, nameOf)).toEqual({ zh, en });
  });
});
