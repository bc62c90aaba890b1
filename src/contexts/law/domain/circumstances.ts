import type { CaseReading } from './case-reading.ts';

/** What a rule can name in `when`, in words of the law, and how the case shows it. */
const CIRCUMSTANCES = {
  'consent is the basis': (c: CaseReading) => c.byConsent,
  'another basis': (c: CaseReading) => !c.byConsent,
  'a consent is in force': (c: CaseReading) => c.consents.live,
  'no consent is in force': (c: CaseReading) => !c.consents.live,
  'separate consent is due': (c: CaseReading) => c.separateConsentDue,
  'a refusal was made': (c: CaseReading) => (c.facts.refusals_and_objections?.length ?? 0) > 0,
  'an emergency': (c: CaseReading) => c.emergency,
  'no emergency': (c: CaseReading) => !c.emergency,
  'a kind of sensitive information': (c: CaseReading) => c.sensitiveKind,
  'sensitive information': (c: CaseReading) => c.sensitive,
  'a face template': (c: CaseReading) => c.face,
  'a portrait': (c: CaseReading) => c.facts.data?.categories?.includes('portrait') === true,
  'a public place': (c: CaseReading) => c.facts.basis_facts?.public_place === true,
  'public information': (c: CaseReading) => c.facts.legal_basis === 'public_info',
  'under 14': (c: CaseReading) => c.under14,
  'under 18': (c: CaseReading) => c.under18,
  'age unknown': (c: CaseReading) => c.ageUnknown,
  'a recipient': (c: CaseReading) => c.facts.recipient != null,
  'an export': (c: CaseReading) => c.exporting,
  marketing: (c: CaseReading) => c.marketing,
  'a commercial message': (c: CaseReading) => c.commercial,
  'an automated decision': (c: CaseReading) => c.automated,
  'facts of an automated decision': (c: CaseReading) => c.facts.automated_decision != null,
} as const;

/** A circumstance that puts a rule at issue; each is worked out once a case, so that most rules are passed over at the cost of a number. */
export type Circumstance = keyof typeof CIRCUMSTANCES;

const NAMES = Object.keys(CIRCUMSTANCES) as Circumstance[];
const QUESTIONS = Object.values(CIRCUMSTANCES);

/** Circumstances as a number with one bit each. */
export function asBits(circumstances: readonly Circumstance[]): number {
  return circumstances.reduce((bits, name) => bits | (1 << NAMES.indexOf(name)), 0);
}

/** The circumstances of a case, one bit each. */
export function circumstancesOf(c: CaseReading): number {
  let bits = 0;
  let bit = 1;
  for (const holds of QUESTIONS) {
    if (holds(c)) bits |= bit;
    bit <<= 1;
  }
  return bits;
}
