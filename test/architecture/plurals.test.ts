import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

type Translate = (text: readonly [string, string], locale: 'zh' | 'en', values?: Record<string, unknown>) => string;

// The pages are another TypeScript project: their modules are read as the tests run.
const pages = new URL('../../web/ui/i18n/translate.ts', import.meta.url).href;
const { translate }: { translate: Translate } = await import(pages);

const COUNTED =
  /\{\w+\} (?:further |new |of the )?(?:people|days|hours|minutes|entries|records|rows|fields|values|times|rules|activities)\b/g;

describe('counts in words', () => {
  it('say one person, and two people', () => {
    const text = ['{count} 人', '{count} {count:person is|people are} new'] as const;
    const told = (count: number | string) => translate(text, 'en', { count });
    expect([told(1), told('1'), told(0), told(2), told('1,001')]).toEqual([
      '1 person is new',
      '1 person is new',
      '0 people are new',
      '2 people are new',
      '1,001 people are new',
    ]);
    expect(translate(text, 'zh', { count: 1 })).toBe('1 人');
    expect(translate(text, 'en')).toBe('{count} {count:person is|people are} new');
  });

  it('have a word for one wherever the catalogue counts what is met most', () => {
    const catalogues = sourceFiles('web').filter(({ path }) => path.startsWith('web/ui/i18n/'));
    expect(catalogues.length).toBeGreaterThan(40);
    expect(
      catalogues.flatMap(({ path, text }) => (text.match(COUNTED) ?? []).map((found) => `${path}: ${found}`)),
    ).toEqual([]);
  });
});
