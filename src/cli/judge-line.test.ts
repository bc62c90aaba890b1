import { describe, expect, it } from 'vitest';
import { LAWFUL_USE } from '../../test/support/lawful-facts.ts';
import { judgeLine, lineTooLong } from './judge-line.ts';

const answer = (line: string): Record<string, unknown> => JSON.parse(judgeLine(line)) as Record<string, unknown>;

describe('a line for the judge', () => {
  it('is answered with its id, the outcome and the articles', () => {
    const verdict = answer(JSON.stringify({ id: 'A-1', facts: LAWFUL_USE }));
    expect(verdict).toMatchObject({ id: 'A-1', outcome: 'allow', conditions: [], unknownFields: [] });
    expect(verdict['articles']).toContain('PIPL 13');
  });

  it.each(['{', '7', '[]', 'null', '{"id":"x"}', '{"id":"x","facts":[]}', '{"id":"x","facts":"allow"}'])(
    'that is malformed denies: %s',
    (line) => {
      const verdict = answer(line);
      expect(verdict['outcome']).toBe('deny');
      expect(verdict['articles']).not.toEqual([]);
    },
  );

  it('is one line, whatever the id holds', () => {
    expect(judgeLine(JSON.stringify({ id: 'a\nb\u2028', facts: {} }))).not.toContain('\n');
  });

  it.each([
    ['its id', (deep: string) => `{"id":${deep},"facts":{}}`],
    ['its facts', (deep: string) => `{"id":"x","facts":{"subject":${deep}}}`],
    ['a field nobody knows', (deep: string) => `{"id":"x","facts":{"mood":${deep}}}`],
    ['a list of consents', (deep: string) => `{"id":"x","facts":{"consents":[${deep}]}}`],
  ])('with a hundred thousand brackets in %s is denied and does not break the judge', (_where, line) => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(answer(line(deep))).toMatchObject({ outcome: 'deny' });
  });

  it.each([
    ['1e400', '{"id":"x","facts":{"cross_border":{"persons_nonsensitive_this_year":1e400}}}'],
    ['__proto__', '{"id":"x","facts":{"__proto__":{"operation":"use"}}}'],
    [
      'a thousand unknown fields',
      `{"id":"x","facts":{${Array.from({ length: 1000 }, (_, i) => `"f${i}":1`).join(',')}}}`,
    ],
  ])('with %s is denied', (_what, line) => {
    expect(answer(line)).toMatchObject({ id: 'x', outcome: 'deny' });
  });

  it('too long to be read is denied', () => {
    expect(JSON.parse(lineTooLong())).toMatchObject({ id: null, outcome: 'deny', articles: ['PIPL 69'] });
  });

  it('with the same key twice denies, because its facts contradict each other', () => {
    const twice = JSON.stringify({ id: 'A-2', facts: LAWFUL_USE }).replace(
      '"facts":{',
      '"facts":{"purpose":"marketing",',
    );
    expect(answer(twice)).toMatchObject({ id: 'A-2', outcome: 'deny' });
  });
});
