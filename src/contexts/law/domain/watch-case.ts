import type { CaseReading } from './case-reading.ts';
import { type Circumstance, holdsIn } from './circumstances.ts';

/** Which facts each part of a case reading is made from, in the vocabulary's names; `facts` itself is watched field by field. */
const MADE_FROM: Readonly<Record<Exclude<keyof CaseReading, 'facts'>, readonly string[]>> = {
  settings: [],
  at: ['decision_at'],
  act: ['operation'],
  purpose: ['purpose'],
  byConsent: ['legal_basis'],
  separateConsentDue: ['legal_basis'],
  emergency: ['legal_basis', 'basis_facts.emergency_ongoing'],
  anonymised: ['data.state', 'data.categories'],
  under14: ['subject.birth_date', 'age_rule', 'decision_at'],
  under18: ['subject.birth_date', 'age_rule', 'decision_at'],
  ageUnknown: ['subject.birth_date'],
  sensitiveKind: ['data.sensitive_kinds', 'data.categories'],
  sensitive: ['data.sensitive_kinds', 'data.categories', 'subject.birth_date'],
  face: ['data.categories'],
  exporting: ['operation', 'cross_border'],
  marketing: ['purpose', 'purpose_kind'],
  purposeKindUnknown: ['purpose', 'purpose_kind', 'message.commercial'],
  commercial: ['message.commercial', 'purpose', 'purpose_kind', 'channel'],
  automated: ['automated_decision.used'],
  guardianConsented: ['minor.guardian_consent'],
  guardianWithdrew: ['minor.guardian_consent'],
  consents: ['consents', 'notice.shown_at', 'notice.version_shown', 'notice.current_version', 'channel'],
  refusals: ['refusals_and_objections', 'channel', 'purpose'],
  statutoryTermRuns: ['retention.statutory_keep_until', 'basis_facts.law_cited'],
  termEnded: ['retention.keep_until', 'decision_at'],
  thresholds: ['decision_at'],
};

/** A case that notes which facts are looked at through it. */
export interface WatchedCase {
  readonly case: CaseReading;
  /** Whether all circumstances hold; asks them in order and stops at the first that does not. */
  all(names: readonly Circumstance[]): boolean;
  /** The facts looked at so far, sorted; a group stands for itself only where none of its fields was looked at. */
  paths(): string[];
}

function watched(value: object, path: string, seen: Set<string>): object {
  return new Proxy(value, {
    get(target, name) {
      const inner: unknown = Reflect.get(target, name);
      if (typeof name !== 'string') return inner;
      const own = path === '' ? name : `${path}.${name}`;
      seen.add(own);
      return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? watched(inner, own, seen) : inner;
    },
  });
}

/** Wraps a case so that a rule can be asked and it is known which facts it looked at. */
export function watchCase(c: CaseReading): WatchedCase {
  const seen = new Set<string>();
  const proxy = new Proxy(c, {
    get(target, name) {
      if (name === 'facts') return watched(target.facts, '', seen);
      const made = (MADE_FROM as Readonly<Record<string, readonly string[]>>)[String(name)] ?? [];
      for (const path of made) seen.add(path);
      return Reflect.get(target, name) as unknown;
    },
  });
  return {
    case: proxy,
    all: (names) => names.every((name) => holdsIn(name, proxy)),
    paths: () => {
      const all = [...seen].sort();
      return all.filter((path) => !all.some((other) => other.startsWith(`${path}.`)));
    },
  };
}
