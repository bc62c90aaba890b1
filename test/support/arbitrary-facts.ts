import * as fc from 'fast-check';
import { type FieldSpec, VOCABULARY } from '../../src/contexts/law/index.ts';

const INSTANTS = [
  '2025-12-01T00:00:00+08:00',
  '2026-01-05T09:05:00+08:00',
  '2026-09-30',
  '2026-11-10T02:00:00Z',
  '2026-11-10T10:00:01+08:00',
  '2027-03-01T00:00:00Z',
];
const TEXTS = [
  'club_service',
  'marketing',
  'public_security',
  'v1',
  'v2',
  'Brand B',
  'HQ',
  'mother',
  'permanent',
  'PIPL 26',
  '',
];

function anyOf(spec: FieldSpec): fc.Arbitrary<unknown> {
  switch (spec.type) {
    case 'boolean':
      return fc.boolean();
    case 'count':
      return fc.constantFrom(0, 1, 9_999, 10_000, 99_999, 100_000, 1_000_000);
    case 'instant':
      return fc.constantFrom(...INSTANTS);
    case 'text':
      return fc.constantFrom(...TEXTS);
    case 'one':
      return fc.constantFrom(...spec.values);
    case 'list':
      return fc.uniqueArray(fc.constantFrom(...(spec.values ?? TEXTS)), { maxLength: 6 });
    case 'object':
      return objectOf(spec.fields);
    case 'objects':
      return fc.array(objectOf(spec.fields), { maxLength: 3 });
  }
}

function objectOf(fields: ReadonlyMap<string, FieldSpec>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries([...fields].map(([name, spec]) => [name, fc.option(anyOf(spec), { freq: 5 })])), {
    requiredKeys: [],
  });
}

/** Facts with any values of the vocabulary, mostly nonsense as a whole. */
export const arbitraryFacts: fc.Arbitrary<Record<string, unknown>> = objectOf(VOCABULARY);

/** One field of the vocabulary outside lists of objects, and a value for it. */
export interface Change {
  readonly path: readonly string[];
  readonly value: unknown;
}

function changesOf(name: string, spec: FieldSpec): fc.Arbitrary<Change>[] {
  const change = (path: readonly string[], field: FieldSpec): fc.Arbitrary<Change> =>
    fc.option(anyOf(field), { freq: 8 }).map((value) => ({ path, value }));
  if (spec.type !== 'object') return [change([name], spec)];
  return [...spec.fields].map(([inner, field]) => change([name, inner], field));
}

/** Any single change of that sort. */
export const arbitraryChange: fc.Arbitrary<Change> = fc.oneof(
  ...[...VOCABULARY].flatMap(([name, spec]) => changesOf(name, spec)),
);
