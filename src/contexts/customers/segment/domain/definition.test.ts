import { describe, expect, it } from 'vitest';
import { compileSql } from './compile-sql.ts';
import { parseDefinition } from './parse-definition.ts';

const NOW = new Date('2026-11-11T12:00:00Z');
const TABLES = {
  population: 'permitted',
  events: 'permitted_event',
  traits: 'permitted_trait',
  computed: 'permitted_computed',
};
const TWICE = { event: { name: 'purchase', withinDays: 90, atLeast: 2 } };

describe('the segment language', () => {
  it('reads "bought at least twice in the last 90 days"', () => {
    expect(parseDefinition(TWICE)).toEqual({ ok: true, definition: TWICE });
  });

  it('names every fault by its path', () => {
    const paths = (value: unknown) => {
      const parsed = parseDefinition(value);
      return parsed.ok ? [] : parsed.errors.map((error) => error.path);
    };
    expect(paths(null)).toEqual(['definition']);
    expect(paths({})).toEqual(['definition']);
    expect(paths({ all: [], any: [] })).toEqual(['definition']);
    expect(paths({ sql: 'drop table event' })).toEqual(['definition']);
    expect(paths({ all: [] })).toEqual(['definition.all']);
    expect(paths({ any: [TWICE, { event: { name: '$erased', atLeast: 0, withinDays: 1.5, more: 1 } }] })).toEqual([
      'definition.any[1].event.more',
      'definition.any[1].event.name',
      'definition.any[1].event.atLeast',
      'definition.any[1].event.withinDays',
    ]);
    expect(paths({ sequence: { steps: ['@page'], withinDays: 0 } })).toEqual(['definition.sequence.steps']);
    expect(paths({ rfm: { name: 'purchase', withinDays: 365, recency: [6] } })).toEqual([
      'definition.rfm.recency',
      'definition.rfm',
    ]);
    expect(paths({ segment: 'No Such' })).toEqual(['definition.segment']);
    expect(paths({ not: [{ event: { name: 'purchase', atLeast: 0, withinDays: 99_999 } }] })).toEqual([
      'definition.not[0].event.atLeast',
      'definition.not[0].event.withinDays',
    ]);
    const wide = { name: 'purchase', atLeast: 5, atMost: 2, sumAtLeast: 200, sumAtMost: 100 };
    expect(paths({ event: wide })).toEqual(['definition.event.atMost', 'definition.event.sumAtMost']);
    expect(paths({ computed: { code: 'spent', atLeast: 3, atMost: -1 } })).toEqual(['definition.computed.atMost']);
    expect(paths({ trait: { name: 'mobile', in: ['x'] } })).toEqual(['definition.trait.name']);
    expect(paths({ trait: { name: 'province', in: [1] } })).toEqual(['definition.trait.in']);
  });

  it('is bounded in depth and size', () => {
    let deep: unknown = TWICE;
    for (let level = 0; level < 6; level += 1) deep = { all: [deep] };
    expect(parseDefinition(deep).ok).toBe(false);
    const many = (count: number) =>
      parseDefinition({ any: [{ all: Array.from({ length: count - 1 }, () => TWICE) }, TWICE] });
    expect(many(50).ok).toBe(true);
    expect(many(60)).toEqual({ ok: false, errors: [expect.objectContaining({ path: 'definition.any[0].all[50]' })] });
  });

  it('compiles to parameters, counting days in Asia/Shanghai', () => {
    const { sql, values } = compileSql(TWICE, { now: NOW, ...TABLES });
    expect(sql).toBe(
      'select ordinal from permitted_event where name = $1 and happened_at >= $2 group by ordinal having count(*) >= $3',
    );
    // 2026-11-11 is day 90, so day 1 is 2026-08-14, which begins at 16:00 UTC of the day before.
    expect(values).toEqual(['purchase', new Date('2026-08-13T16:00:00Z'), 2]);
  });

  it('takes what looks like SQL in a name for a name: it is a value, never a part of the statement', () => {
    const name = "x' or 1=1 --";
    const { sql, values } = compileSql(
      { all: [{ event: { name, atLeast: 1 } }, { sequence: { steps: [name, name], withinDays: 1 } }] },
      { now: NOW, ...TABLES },
    );
    expect(sql).not.toContain('1=1');
    expect(values.filter((value) => value === name)).toHaveLength(3);
  });

  it('reads the tables of those who may be analysed and no other', () => {
    const rfm = { rfm: { name: 'purchase', withinDays: 30, recency: [5] } };
    const trait = { trait: { name: 'province' as const, in: ['广东'] } };
    const tree = { any: [{ not: [TWICE] }, rfm, trait, { tag: 'vip' }, { computed: { code: 'orders', atLeast: 1 } }] };
    const { sql } = compileSql(tree, { now: NOW, ...TABLES });
    expect(sql).toContain('select ordinal from permitted except');
    expect([...new Set(sql.match(/(?<=from )\w+/g))].sort()).toEqual(Object.values(TABLES).sort());
  });
});
