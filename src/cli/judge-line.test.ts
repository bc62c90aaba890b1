import { describe, expect, it } from 'vitest';
import { LAWFUL_USE } from '../../test/support/lawful-facts.ts';
import { judgeLine } from './judge-line.ts';

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

  it('with the same key twice denies, because its facts contradict each other', () => {
    const twice = JSON.stringify({ id: 'A-2', facts: LAWFUL_USE }).replace(
      '"facts":{',
      '"facts":{"purpose":"marketing",',
    );
    expect(answer(twice)).toMatchObject({ id: 'A-2', outcome: 'deny' });
  });
});
