import { DELIBERATELY_IGNORED } from './domain/deliberately-ignored.ts';
import { EXPORT_THRESHOLDS } from './domain/export-thresholds.ts';
import type { Rule, Step } from './domain/rule.ts';
import { ALL_RULES } from './domain/rules/all-rules.ts';
import { DEFAULT_SETTINGS } from './domain/settings.ts';
import { SMS_RULES } from './domain/sms-rules.ts';
import { STEPS } from './domain/steps.ts';
import { type FieldSpec, VOCABULARY } from './domain/vocabulary.ts';
import { whenInWords } from './domain/when-in-words.ts';
import { judge } from './judge.ts';
import { ALL_SCENARIOS } from './scenarios/all-scenarios.ts';

/** Which rules spoke in a case: those that denied, or the grounds of an allow; the decisive one first. By the id of the case. */
export type SpokenRules = Readonly<Record<string, readonly string[]>>;

/** Reads `docs/law-cases.json`: the codes of each case in one text, parted by spaces, so that a case is a line. */
export function parseSpoken(json: string): SpokenRules {
  const cases = JSON.parse(json) as Record<string, string>;
  return Object.fromEntries(Object.entries(cases).map(([id, codes]) => [id, codes.split(' ')]));
}

/** Writes `docs/law-cases.json`. */
export function formatSpoken(spoken: SpokenRules): string {
  return `${JSON.stringify(Object.fromEntries(Object.entries(spoken).map(([id, codes]) => [id, codes.join(' ')])), null, 2)}\n`;
}

/** More examples than these are counted, not listed. */
const LISTED = 12;

/** The codes of the rules that spoke on some facts. */
export function spokenRules(facts: unknown): readonly string[] {
  return judge(facts).reasons.map((reason) => reason.code);
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function examplesOf(spoken: SpokenRules): ReadonlyMap<string, readonly string[]> {
  const examples = new Map<string, string[]>();
  for (const [id, codes] of Object.entries(spoken)) {
    for (const code of codes) examples.set(code, [...(examples.get(code) ?? []), id]);
  }
  return examples;
}

function listed(ids: readonly string[]): string {
  const first = ids.slice(0, LISTED).join(' ');
  return ids.length > LISTED ? `${first} … (${ids.length})` : first;
}

const both = (words: { readonly zh: string; readonly en: string } | null | undefined): string =>
  words == null || words.zh === '' ? '' : `${words.zh}<br>${words.en}`;

function row(rule: Rule, examples: readonly string[]): string {
  const articles = [rule.article, ...(rule.also ?? [])].join(', ');
  const condition =
    rule.condition === undefined ? '' : `<br>\`${rule.condition.code}\`: ${rule.condition.zh} ${rule.condition.en}`;
  const general = rule.general === true ? ' (general)' : '';
  const when = both(whenInWords(rule)) || 'always';
  const cells = [when, both(rule.denies) || '—', both(rule.remedy), both(rule.ground) + condition, listed(examples)];
  return `| \`${rule.code}\`${general} | ${articles} | ${cells.map(cell).join(' | ')} |`;
}

function stepSection(step: Step, examples: ReadonlyMap<string, readonly string[]>): string {
  const rules = ALL_RULES.filter((rule) => rule.step === step);
  return [
    `## ${step}. ${STEPS[step].zh}<br>${STEPS[step].en}`.replace('<br>', ' · '),
    '',
    '| rule | articles | when 何时适用 | denies when not met 不满足时 | what would meet it 如何满足 | ground of an allow when met 满足时 | cases 案例 |',
    '|---|---|---|---|---|---|---|',
    ...rules.map((rule) => row(rule, examples.get(rule.code) ?? [])),
    '',
  ].join('\n');
}

/** Outcome and article are those that `judge` gives; another test holds them to the ones expected. */
function scenarioRows(): string[] {
  return ALL_SCENARIOS.map(({ id, of, name, facts }) => {
    const { outcome, articles, reasons, conditions } = judge(facts);
    const said = [...reasons, ...conditions].map((each) => each.code).join(' ');
    return `| ${id} | ${of} | ${cell(name)} | ${outcome} | ${articles.join(', ')} | ${said} |`;
  });
}

function fieldRows(fields: ReadonlyMap<string, FieldSpec>, prefix = ''): string[] {
  return [...fields].flatMap(([name, spec]) => {
    if (spec.type === 'object') return fieldRows(spec.fields, `${prefix}${name}.`);
    if (spec.type === 'objects') return fieldRows(spec.fields, `${prefix}${name}[].`);
    const values =
      'values' in spec && spec.values !== null ? [...spec.values].map((value) => `\`${value}\``).join(' ') : '';
    return [`| \`${prefix}${name}\` | ${spec.type} | ${values} | ${spec.article} |`];
  });
}

const day = (instant: number): string =>
  Number.isFinite(instant) ? new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10) : 'the beginning';

/**
 * The page `docs/law.md`: every rule in order of evaluation with the cases in which it speaks, generated from the rules themselves,
 * the scenarios and what spoke in the outside cases.
 */
export function lawPage(outsideCases: SpokenRules): string {
  const scenarios = Object.fromEntries(ALL_SCENARIOS.map(({ id, facts }) => [id, spokenRules(facts)]));
  const examples = examplesOf({ ...outsideCases, ...scenarios });
  const steps = Object.keys(STEPS).map((step) => stepSection(Number(step) as Step, examples));
  return `${[
    '# The law as rules',
    '',
    'Generated by `npm run law-page` from `src/contexts/law`; a test holds it current. Not legal advice.',
    '',
    `${ALL_RULES.length} rules, in order of evaluation. A verdict lists every rule that is not met; the first one decides, except that a rule`,
    'marked *general* gives way to a special rule that is not met either (lex specialis). When all are met, the grounds are listed, the most specific first.',
    'A rule is at issue only *when* all that its column names is there. Cases with three letters (BAS-02) are the public conformance cases; the others are the scenarios at the end of this page.',
    'Anonymised information (PIPL 4, 73) is out of scope before any rule. A value outside the vocabulary denies under the article of its field.',
    '',
    ...steps,
    '## Rules by effective date',
    '',
    '| from | rules | content |',
    '|---|---|---|',
    ...SMS_RULES.map(
      (r) =>
        `| ${day(r.from)} | ${r.name} | proof of consent ${r.proofOfConsent ? 'needed' : 'not named'}; records ${r.recordMonths} months |`,
    ),
    ...EXPORT_THRESHOLDS.map(
      (r) =>
        `| ${day(r.from)} | ${r.source} | assessment from ${r.assessment.plain} persons (${r.assessment.sensitive} sensitive), contract or certificate from ${r.contract.plain} (${r.contract.sensitive} sensitive); exemptions ${r.exemptions ? 'exist' : 'none'} |`,
    ),
    '',
    '## Settings and their defaults',
    '',
    ...Object.entries(DEFAULT_SETTINGS).map(([name, value]) => `- \`${name}\`: ${String(value)}`),
    '',
    '## Fields deliberately ignored',
    '',
    ...Object.entries(DELIBERATELY_IGNORED).map(([field, reason]) => `- \`${field}\`: ${reason}`),
    '',
    '## Vocabulary of the facts',
    '',
    'An instant is RFC 3339 text with zone, or a bare date; a count is a whole number from 0. A wrong value denies under the article of its field.',
    '',
    '| field | type | values | article |',
    '|---|---|---|---|',
    ...fieldRows(VOCABULARY),
    '',
    '## Scenarios',
    '',
    `${ALL_SCENARIOS.length} worked examples; the text that each follows from, and its outcome and articles. A test holds the rules to them.`,
    '',
    '| id | follows from | what is asked | outcome | articles, the decisive one first | rules that spoke, and conditions |',
    '|---|---|---|---|---|---|',
    ...scenarioRows(),
  ].join('\n')}\n`;
}
