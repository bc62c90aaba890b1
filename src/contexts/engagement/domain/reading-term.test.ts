import { describe, expect, it } from 'vitest';
import { readByDay, shanghaiDay } from './reading-term.ts';

describe('the day by which a reply is to be read', () => {
  it.each([
    ['2026-11-16', '2026-11-23', 'a Monday'],
    ['2026-11-20', '2026-11-27', 'a Friday'],
    ['2026-11-21', '2026-11-27', 'a Saturday'],
    ['2026-11-22', '2026-11-27', 'a Sunday'],
    ['2026-12-30', '2027-01-06', 'before the year ends'],
    ['2028-02-25', '2028-03-03', 'over a leap day'],
  ])('of %s is %s (%s)', (day, until) => {
    expect(readByDay(day)).toBe(until);
  });

  it('begins with the day in Shanghai', () => {
    expect(shanghaiDay(new Date('2026-11-20T15:59:59Z'))).toBe('2026-11-20');
    expect(shanghaiDay(new Date('2026-11-20T16:00:00Z'))).toBe('2026-11-21');
  });
});
