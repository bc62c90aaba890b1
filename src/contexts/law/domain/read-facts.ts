import type { Facts } from './facts.ts';
import { firstInstant } from './instant.ts';
import { type FieldSpec, VOCABULARY } from './vocabulary.ts';

/** A field that holds something outside the vocabulary; `path` never carries the value, which may be personal information. */
export interface VocabularyProblem {
  readonly path: string;
  readonly article: string;
}

/** Facts whose every known field has the type and values of the vocabulary, or the problems that stand against it. */
export type ReadFacts =
  | { readonly ok: true; readonly facts: Facts; readonly unknownFields: readonly string[] }
  | { readonly ok: false; readonly problems: readonly VocabularyProblem[]; readonly unknownFields: readonly string[] };

interface Findings {
  problems: VocabularyProblem[] | null;
  unknown: string[] | null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(findings: Findings, path: string, article: string): void {
  findings.problems ??= [];
  findings.problems.push({ path, article });
}

function readList(value: unknown, values: ReadonlySet<string> | null): boolean {
  if (!Array.isArray(value)) return false;
  for (const item of value as unknown[]) {
    if (typeof item !== 'string' || (values !== null && !values.has(item))) return false;
  }
  return true;
}

function fits(spec: FieldSpec, value: unknown): boolean {
  switch (spec.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
    case 'count':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
    case 'one':
      return typeof value === 'string' && spec.values.has(value);
    case 'instant':
      return typeof value === 'string' && !Number.isNaN(firstInstant(value));
    case 'list':
      return readList(value, spec.values);
    case 'object':
      return isObject(value);
    case 'objects':
      return Array.isArray(value) && value.every(isObject);
  }
}

function readObject(
  value: Record<string, unknown>,
  fields: ReadonlyMap<string, FieldSpec>,
  prefix: string,
  findings: Findings,
): void {
  // Inherited fields are walked too: the rules would read them, so nothing may escape the check that way.
  for (const name in value) {
    const spec = fields.get(name);
    const content = value[name];
    if (spec === undefined) {
      findings.unknown ??= [];
      findings.unknown.push(prefix + name);
    } else if (content !== null && content !== undefined) {
      if (!fits(spec, content)) refuse(findings, prefix + name, spec.article);
      else if (spec.type === 'object') {
        readObject(content as Record<string, unknown>, spec.fields, `${prefix}${name}.`, findings);
      } else if (spec.type === 'objects') {
        for (const item of content as Record<string, unknown>[]) {
          readObject(item, spec.fields, `${prefix}${name}[].`, findings);
        }
      }
    }
  }
}

/** One problem a path, sorted, so that the order of arrays and keys does not show. */
function inOrder(problems: readonly VocabularyProblem[]): VocabularyProblem[] {
  const byPath = new Map(problems.map((problem) => [problem.path, problem]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The fields of one object in the order of the vocabulary, laid out for the check that nearly all facts pass. */
interface Layout {
  readonly names: readonly string[];
  readonly fields: readonly { readonly spec: FieldSpec; readonly inner: Layout | null }[];
  readonly positions: ReadonlyMap<string, number>;
}

function layOut(fields: ReadonlyMap<string, FieldSpec>): Layout {
  const names = [...fields.keys()];
  return {
    names,
    fields: [...fields.values()].map((spec) => ({ spec, inner: 'fields' in spec ? layOut(spec.fields) : null })),
    positions: new Map(names.map((name, position) => [name, position])),
  };
}

const LAYOUT = layOut(VOCABULARY);

/** Whether every field is known and fits; asked first, because it needs no paths and stops at the first thing amiss. */
function isFlawless(value: Record<string, unknown>, layout: Layout): boolean {
  // Facts mostly come in the order of the vocabulary, so the next field is guessed before it is looked up.
  let next = 0;
  for (const name in value) {
    const position = layout.names[next] === name ? next : layout.positions.get(name);
    const field = position === undefined ? undefined : layout.fields[position];
    if (position === undefined || field === undefined) return false;
    next = position + 1;
    const content = value[name];
    if (content === null || content === undefined) continue;
    if (!fits(field.spec, content)) return false;
    if (field.inner === null) continue;
    if (!Array.isArray(content)) {
      if (!isFlawless(content as Record<string, unknown>, field.inner)) return false;
    } else {
      for (const item of content as Record<string, unknown>[]) if (!isFlawless(item, field.inner)) return false;
    }
  }
  return true;
}

const NOTHING: readonly string[] = [];

/** Checks unknown input against the vocabulary without copying it; never throws. */
export function readFacts(input: unknown): ReadFacts {
  if (!isObject(input)) return { ok: false, problems: [{ path: '', article: 'PIPL 69' }], unknownFields: NOTHING };
  if (isFlawless(input, LAYOUT)) return { ok: true, facts: input as Facts, unknownFields: NOTHING };
  const findings: Findings = { problems: null, unknown: null };
  readObject(input, VOCABULARY, '', findings);
  const unknownFields = findings.unknown === null ? NOTHING : [...new Set(findings.unknown)].sort();
  return findings.problems === null
    ? { ok: true, facts: input as Facts, unknownFields }
    : { ok: false, problems: inOrder(findings.problems), unknownFields };
}
