import type { CaseReading } from './case-reading.ts';

/** What a rule can name in `when`, in words of the law in both languages, and how the case shows it. */
const CIRCUMSTANCES = {
  'consent is the basis': { zh: '以同意为基础', holds: (c: CaseReading) => c.byConsent },
  'another basis': { zh: '以其他为基础', holds: (c: CaseReading) => !c.byConsent },
  'a consent is in force': { zh: '有有效的同意', holds: (c: CaseReading) => c.consents.live },
  'no consent is in force': { zh: '没有有效的同意', holds: (c: CaseReading) => !c.consents.live },
  'separate consent is due': { zh: '需要单独同意', holds: (c: CaseReading) => c.separateConsentDue },
  'a refusal was made': {
    zh: '个人作出过拒绝',
    holds: (c: CaseReading) => (c.facts.refusals_and_objections?.length ?? 0) > 0,
  },
  'an emergency': { zh: '处于紧急情况', holds: (c: CaseReading) => c.emergency },
  'no emergency': { zh: '并非紧急情况', holds: (c: CaseReading) => !c.emergency },
  'a kind of sensitive information': { zh: '属于敏感个人信息的种类', holds: (c: CaseReading) => c.sensitiveKind },
  'sensitive information': { zh: '敏感个人信息(含不满十四周岁)', holds: (c: CaseReading) => c.sensitive },
  'a face template': { zh: '人脸特征', holds: (c: CaseReading) => c.face },
  'a portrait': { zh: '肖像', holds: (c: CaseReading) => c.facts.data?.categories?.includes('portrait') === true },
  'a public place': { zh: '公共场所', holds: (c: CaseReading) => c.facts.basis_facts?.public_place === true },
  'public information': { zh: '以公开信息为基础', holds: (c: CaseReading) => c.facts.legal_basis === 'public_info' },
  'under 14': { zh: '不满十四周岁', holds: (c: CaseReading) => c.under14 },
  'under 18': { zh: '不满十八周岁', holds: (c: CaseReading) => c.under18 },
  'age unknown': { zh: '年龄不明', holds: (c: CaseReading) => c.ageUnknown },
  'a recipient': { zh: '有接收方', holds: (c: CaseReading) => c.facts.recipient != null },
  'an export': { zh: '出境', holds: (c: CaseReading) => c.exporting },
  marketing: { zh: '营销', holds: (c: CaseReading) => c.marketing },
  'a commercial message': { zh: '商业信息', holds: (c: CaseReading) => c.commercial },
  'an automated decision': { zh: '自动化决策', holds: (c: CaseReading) => c.automated },
  'facts of an automated decision': {
    zh: '涉及自动化决策',
    holds: (c: CaseReading) => c.facts.automated_decision != null,
  },
} as const;

/** A circumstance that puts a rule at issue; each is worked out once a case, so that most rules are passed over at the cost of a number. */
export type Circumstance = keyof typeof CIRCUMSTANCES;

const NAMES = Object.keys(CIRCUMSTANCES) as Circumstance[];
const QUESTIONS = Object.values(CIRCUMSTANCES).map(({ holds }) => holds);

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

/** A circumstance in Chinese; its name is the English. */
export function inChinese(name: Circumstance): string {
  return CIRCUMSTANCES[name].zh;
}

/** Whether a circumstance holds in a case; for explaining, one by one. */
export function holdsIn(name: Circumstance, c: CaseReading): boolean {
  return CIRCUMSTANCES[name].holds(c);
}
