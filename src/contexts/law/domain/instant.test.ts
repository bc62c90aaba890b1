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

  it.each([
    ['2026-11-22T10:00:00Z', Date.UTC(2026, 10, 22, 10)],
    ['2026-11-22t10:00:00z', Date.UTC(2026, 10, 22, 10)],
    ['2026-11-22T00:00:00+00:00', Date.UTC(2026, 10, 22)],
    ['2026-11-22T23:59:59+23:59', Date.UTC(2026, 10, 22, 0, 0, 59)],
    ['2026-11-22T10:00:00-00:30', Date.UTC(2026, 10, 22, 10, 30)],
    ['2026-11-22T10:00:00.5Z', Date.UTC(2026, 10, 22, 10, 0, 0, 500)],
    ['2026-11-22T10:00:00.123Z', Date.UTC(2026, 10, 22, 10, 0, 0, 123)],
    ['0000-03-01T00:00:00Z', Date.parse('0000-03-01T00:00:00Z')],
    ['0099-12-31T00:00:00Z', Date.parse('0099-12-31T00:00:00Z')],
  ])('reads %s', (text, instant) => {
    expect(at(text)).toBe(instant);
  });

  it('knows how long each month is, in common years and in leap years', () => {
    const last = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    const two = (number: number) => String(number).padStart(2, '0');
    for (const year of ['1900', '2000', '2024', '2026', '2100', '2400']) {
      for (const [place, days] of last.entries()) {
        const leap = place === 1 && ['2000', '2024', '2400'].includes(year) ? 1 : 0;
        const month = `${year}-${two(place + 1)}`;
        expect(at(`${month}-${days + leap}T00:00:00Z`), month).toBe(Date.parse(`${month}-${days + leap}T00:00:00Z`));
        expect(at(`${month}-${days + leap + 1}`), month).toBeNaN();
        expect(at(`${month}-00`), month).toBeNaN();
      }
    }
  });

  it('refuses whatever stands in the place of a digit or of what divides them', () => {
    const good = '2026-11-22T10:41:32+08:30';
    expect(at(good)).toBe(Date.parse(good));
    for (let place = 0; place < good.length; place += 1) {
      // Beside the digits in ASCII, beside the signs, and beyond ASCII.
      for (const wrong of ['/', ':', '-', '+', '.', 'T', ' ', 'x', '\u0660', '\uff10']) {
        const text = `${good.slice(0, place)}${wrong}${good.slice(place + 1)}`;
        const same = text === good || (place === 19 && (wrong === '-' || wrong === '+'));
        if (same) expect(at(text), text).toBe(Date.parse(text));
        else expect(at(text), text).toBeNaN();
      }
      expect(at(`${good.slice(0, place)}${good.slice(place + 1)}`), `without place ${place}`).toBeNaN();
    }
    for (const text of [
      '2026-11-2',
      '2026-11-222',
      '2026-11-22T',
      '2026-11-22T10:41',
      '2026-11-22T10:41:32+08:3',
      `${good}0`,
    ])
      expect(at(text), text).toBeNaN();
  });

  it.each([
    '2026-00-10',
    '2026-11-22T24:00:00Z',
    '2026-11-22T10:60:00Z',
    '2026-11-22T10:00:60Z',
    '2026-11-22T10:00:00+24:00',
    '2026-11-22T10:00:00+08:60',
    '2026-11-22T10:00:00.+08:00',
    '2026-11-22T10:00:00.1',
  ])('refuses what no clock or calendar shows: %s', (text) => {
    expect(at(text)).toBeNaN();
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
