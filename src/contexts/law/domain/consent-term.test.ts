import { describe, expect, it } from 'vitest';
import { endOfTerm } from './consent-term.ts';

const BEGUN = Date.parse('2026-03-01T10:00:00+08:00');

/** The last second of a term in words, in Shanghai. */
function lastSecond(words: string, begun = BEGUN): string {
  const end = endOfTerm(words, begun);
  expect((end + 1) % 1000).toBe(0);
  return new Date(end + 8 * 3_600_000).toISOString().slice(0, 19);
}

describe('a term in words', () => {
  it.each([
    ['30 days; day of grant not counted', '2026-03-31T23:59:59'],
    ['30 days', '2026-03-31T23:59:59'],
    ['30天', '2026-03-31T23:59:59'],
    ['30 日，当日不计入', '2026-03-31T23:59:59'],
    ['30 days, day of grant counted', '2026-03-30T23:59:59'],
    ['30日，当日计入', '2026-03-30T23:59:59'],
    ['1 day', '2026-03-02T23:59:59'],
    ['2 weeks', '2026-03-15T23:59:59'],
    ['2周', '2026-03-15T23:59:59'],
    ['6 months', '2026-09-01T23:59:59'],
    ['6个月', '2026-09-01T23:59:59'],
    ['10 months', '2027-01-01T23:59:59'],
    ['9 months', '2026-12-01T23:59:59'],
    ['1 year from the day of grant', '2027-03-01T23:59:59'],
    ['2 年', '2028-03-01T23:59:59'],
  ])('%s ends in the second %s', (words, end) => {
    expect(lastSecond(words)).toBe(end);
  });

  it('begins on the day of Shanghai, and ends on the last day of a month that is shorter', () => {
    expect(lastSecond('1 day', Date.parse('2026-02-28T16:00:00Z'))).toBe('2026-03-02T23:59:59');
    expect(lastSecond('1 month', Date.parse('2026-01-31T10:00:00+08:00'))).toBe('2026-02-28T23:59:59');
    expect(lastSecond('1 year', Date.parse('2024-02-29T10:00:00+08:00'))).toBe('2025-02-28T23:59:59');
    expect(lastSecond('1 month', Date.parse('2026-11-30T10:00:00+08:00'))).toBe('2026-12-30T23:59:59');
    expect(lastSecond('1 month', Date.parse('2026-12-31T10:00:00+08:00'))).toBe('2027-01-31T23:59:59');
  });

  it.each(['until withdrawn', '直至撤回', 'until the account is closed', 'single use', '长期'])(
    '%s sets no day',
    (words) => {
      expect(endOfTerm(words, BEGUN)).toBe(Number.POSITIVE_INFINITY);
    },
  );

  it.each(['', 'as agreed', 'for the autumn campaign', '另行通知'])('%j tells no end', (words) => {
    expect(endOfTerm(words, BEGUN)).toBeNaN();
  });
});
