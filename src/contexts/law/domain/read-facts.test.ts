import { describe, expect, it } from 'vitest';
import { consent, type FactsPatch, factsWith } from '../scenarios/scenario.ts';
import { readFacts } from './read-facts.ts';

const problems = (facts: unknown): readonly string[] => {
  const read = readFacts(facts);
  return read.ok ? [] : read.problems.map(({ path, article }) => `${path} ${article}`);
};

describe('facts against the vocabulary', () => {
  it('are given back as they are when nothing is amiss, null and absent fields included', () => {
    const facts = factsWith({ subject: null, purpose: null, notice: { shown_at: null } });
    expect(readFacts(facts)).toEqual({ ok: true, facts, unknownFields: [] });
    expect(readFacts({ ...facts, message: undefined })).toMatchObject({ ok: true });
    expect(readFacts({})).toMatchObject({ ok: true });
  });

  // biome-ignore format: one value a line reads as a table
  const wrong: readonly (readonly [string, FactsPatch, string])[] = [
    ['a flag in words', { pia_done: 'yes' }, 'pia_done PIPL 55'],
    ['a flag as a number', { strict_protection: 1 }, 'strict_protection PIPL 28'],
    ['text as a number', { purpose: 7 }, 'purpose PIPL 6'],
    ['a word of no list', { operation: 'sniff' }, 'operation PIPL 4'],
    ['a list for a word', { operation: ['use'] }, 'operation PIPL 4'],
    ['an impossible instant', { decision_at: '2026-11-31' }, 'decision_at PIPL 69'],
    ['an instant as a number', { decision_at: 20_261_110 }, 'decision_at PIPL 69'],
    ['a word for a list', { data: { categories: 'name' } }, 'data.categories PIPL 6'],
    ['a list with a stranger', { data: { categories: ['name', 'aura'] } }, 'data.categories PIPL 6'],
    ['a list with a number', { consents: [consent({ bundled_with: [7] })] }, 'consents[].bundled_with PIPL 14'],
    ['words for a list of words', { consents: [consent({ bundled_with: 'newsletter' })] }, 'consents[].bundled_with PIPL 14'],
    ['text for a group', { notice: 'v1' }, 'notice PIPL 17'],
    ['a list for a group', { notice: [] }, 'notice PIPL 17'],
    ['a group for a list of groups', { consents: consent() }, 'consents PIPL 14'],
    ['text in a list of groups', { consents: [consent(), 'yes'] }, 'consents PIPL 14'],
    ['null in a list of groups', { consents: [null] }, 'consents PIPL 14'],
    ['half a person', { cross_border: { persons_sensitive_this_year: 1.5 } }, 'cross_border.persons_sensitive_this_year PIPL 38'],
    ['fewer than nobody', { cross_border: { persons_sensitive_this_year: -1 } }, 'cross_border.persons_sensitive_this_year PIPL 38'],
    ['a count in words', { cross_border: { persons_sensitive_this_year: '5' } }, 'cross_border.persons_sensitive_this_year PIPL 38'],
    ['something two groups down', { minor: { guardian_consent: { separate: 'yes' } } }, 'minor.guardian_consent.separate PIPL 31'],
  ];
  it.each(wrong)('are refused by path and article, never by value: %s', (_name, patch, problem) => {
    expect(problems(factsWith(patch))).toEqual([problem]);
  });

  it('name every problem once, in order of the paths', () => {
    const facts = factsWith({
      strict_protection: 1,
      pia_done: 'yes',
      consents: [consent({ how: 'wink' }), consent({ how: 'nod' })],
    });
    expect(problems(facts)).toEqual(['consents[].how PIPL 14', 'pia_done PIPL 55', 'strict_protection PIPL 28']);
  });

  it('name problems in order of the paths, whatever order they come in', () => {
    const facts = {
      strict_protection: 1,
      purpose: 7,
      decision_at: 'soon',
      data: { state: 'gas', categories: ['aura'] },
    };
    const paths = ['data.categories', 'data.state', 'decision_at', 'purpose', 'strict_protection'];
    const read = readFacts(facts);
    expect(read.ok ? [] : read.problems.map(({ path }) => path)).toEqual(paths);
    const turned = readFacts(Object.fromEntries(Object.entries(facts).reverse()));
    expect(turned).toEqual(read);
  });

  it('name every unknown field once, in order, beside problems or without', () => {
    const strange = { mood: 'good', aura: 1, subject: { aura: 1 }, consents: [{ ...consent(), aura: 1 }, { aura: 2 }] };
    const unknownFields = ['aura', 'consents[].aura', 'mood', 'subject.aura'];
    expect(readFacts(factsWith(strange))).toMatchObject({ ok: true, unknownFields });
    expect(readFacts(factsWith({ ...strange, pia_done: 'yes' }))).toMatchObject({ ok: false, unknownFields });
  });

  it.each([[null], [undefined], [[]], ['text'], [7], [true]])('that are no object at all are refused: %j', (input) => {
    expect(readFacts(input)).toEqual({ ok: false, problems: [{ path: '', article: 'PIPL 69' }], unknownFields: [] });
  });

  it('are read with what they inherit, so that nothing escapes', () => {
    expect(problems(Object.create({ pia_done: 'yes' }))).toEqual(['pia_done PIPL 55']);
  });
});
