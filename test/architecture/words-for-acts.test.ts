import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PEOPLES_ACTS } from '../../src/contexts/consent/store/statistics.ts';
import { type FieldSpec, VOCABULARY } from '../../src/contexts/law/index.ts';
import { sourceFiles } from './source-files.ts';

const STAFF_ACT = /\bact: ['`]([a-z]+\.[a-z$.{}-]+)['`]/g;
const OF_VERB = /\$\{verb\}/;

/** The names that a catalogue of the interface has words for. */
function words(catalogue: string): Set<string> {
  const file = sourceFiles('web').find((each) => each.path === `web/ui/i18n/${catalogue}.ts`);
  return new Set([...(file?.text ?? '').matchAll(/^ {2}'?([\w.-]+)'?: \[/gm)].map((match) => match[1] ?? ''));
}

function staffActs(): string[] {
  return sourceFiles('src')
    .filter((file) => !file.path.endsWith('.test.ts'))
    .flatMap((file) => [...file.text.matchAll(STAFF_ACT)].map((match) => match[1] ?? ''))
    .flatMap((act) => (OF_VERB.test(act) ? ['pause', 'resume'].map((verb) => act.replace(OF_VERB, verb)) : [act]));
}

/** Every field of the law's facts, and the groups that a rule may have looked at as a whole. */
function factPaths(fields: ReadonlyMap<string, FieldSpec>, before = ''): string[] {
  return [...fields].flatMap(([name, spec]) => {
    const inner = 'fields' in spec ? factPaths(spec.fields, `${before}${name}.`) : [];
    return [before + name, ...inner];
  });
}

describe('what the console lists', () => {
  it('has a word for every act of staff that the product writes into the trail', () => {
    const acts = staffActs();
    expect(acts).toContain('access.signed-in');
    const told = words('trail');
    expect(acts.filter((act) => !told.has(act))).toEqual([]);
  });

  it('has a word for every kind of entry of the log', () => {
    const verifier = readFileSync('verifier/src/words.ts', 'utf8');
    const list = verifier.slice(verifier.indexOf('const KINDS'), verifier.indexOf('};'));
    const kinds = [...list.matchAll(/^ {2}'?([a-z-]+)'?: \[/gm)].map((match) => match[1] ?? '');
    expect(kinds).toContain('staff-access');
    const told = words('evidence');
    expect(kinds.filter((kind) => !told.has(`act.${kind}`))).toEqual([]);
  });

  it('has a word for every fact that a decision may rest on', () => {
    const told = words('facts');
    const paths = factPaths(VOCABULARY);
    expect(paths).toContain('minor.guardian_consent.by');
    expect(paths.filter((path) => !told.has(`fact.${path}`) && !told.has(`group.${path}`))).toEqual([]);
  });

  it('has a word for every act of people in the list of consents', () => {
    const told = words('consents');
    expect(PEOPLES_ACTS.filter((kind) => !told.has(`kind.${kind}`))).toEqual([]);
  });

  it('names no law by its English abbreviation in a sentence in Chinese', () => {
    // Full-width brackets: the sentence around them is Chinese.
    const abbreviated = /（[^（）\n]*\b(?:PIPL|NDSR) \d[^（）\n]*）/g;
    const found = [...sourceFiles('web'), ...sourceFiles('src')]
      .filter((file) => !file.path.endsWith('.test.ts'))
      .flatMap((file) => (file.text.match(abbreviated) ?? []).map((each) => `${file.path}: ${each}`));
    expect(found).toEqual([]);
  });
});
