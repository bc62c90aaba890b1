import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comesOfAge } from './age.ts';
import { firstInstant, lastInstant, shanghaiDayOf } from './instant.ts';

const at = firstInstant;

describe('instants', () => {
  it('reads what Date.parse reads, for every zone', () => {
    const zones = fc.constantFrom('Z', '+08:00', '-05:30', '+14:00');
    const bounds = {
      min: new Date('1950-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    };
    fc.assert(
      fc.property(fc.date(bounds), zones, (date, zone) => {
        const text = `${date.toISOString().slice(0, 23)}${zone}`;
        expect(at(text)).toBe(Date.parse(text));
      }),
    );
  });

  it('takes a bare date as a whole day in Shanghai', () => {
    expect(at('2026-03-31')).toBe(Date.parse('2026-03-30T16:00:00Z'));
    expect(lastInstant('2026-03-31')).toBe(Date.parse('2026-03-31T15:59:59.999Z'));
    expect(shanghaiDayOf(at('2026-03-31'))).toBe(shanghaiDayOf(lastInstant('2026-03-31')));
  });

  it.each([
    ['2026-02-29'],
    ['2026-13-01'],
    ['2026-1-01'],
    ['2026-01-01T24:00:00Z'],
    ['2026-01-01T10:00:00'],
    ['2026-01-01T10:00:00+0800'],
    ['2026-01-01 10:00:00Z'],
    ['2026-01-01T10:00:00.Z'],
    ['2026-01-01T10:00:00Zx'],
    ['yesterday'],
    [''],
  ])('refuses %j', (text) => {
    expect(at(text)).toBeNaN();
  });
});

describe('coming of age', () => {
  it('begins with the birthday in Shanghai when it counts, a day later when it does not', () => {
    expect(comesOfAge('2012-11-21', 14, true)).toBe(Date.parse('2026-11-20T16:00:00Z'));
    expect(comesOfAge('2012-11-21', 14, false)).toBe(Date.parse('2026-11-21T16:00:00Z'));
  });

  it('puts a birthday of 29 February on 1 March of a common year', () => {
    expect(comesOfAge('2012-02-29', 14, true)).toBe(at('2026-03-01'));
    expect(comesOfAge('2008-02-29', 16, true)).toBe(at('2024-02-29'));
  });

  it('takes the Shanghai day of an instant of birth', () => {
    expect(comesOfAge('2012-11-20T17:00:00Z', 14, true)).toBe(at('2026-11-21'));
  });

  it('has no answer for an impossible date', () => {
    expect(comesOfAge('2012-02-30', 14, true)).toBeNaN();
    expect(comesOfAge('2012-02-30T00:00:00Z', 14, true)).toBeNaN();
  });
});
