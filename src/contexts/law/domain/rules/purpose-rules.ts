import type { CaseReading } from '../case-reading.ts';
import { always, HANDLING, type Rule } from '../rule.ts';
import { isBrandPurpose, isPublicSecurityPurpose } from '../words.ts';

const NOT_FOR_MARKETING = new Set([
  ...['contract', 'hr', 'legal_duty', 'emergency', 'public_health_emergency', 'news', 'other_law'],
]);

/**
 * Another use of images from a public place to which the person agreed separately. There `necessary` answers the question of PIPL 26, whether public
 * security needs it; the article itself lets the separate consent stand in its place.
 */
const agreedUseOfPublicImages = (c: CaseReading): boolean =>
  c.facts.basis_facts?.public_place === true &&
  c.byConsent &&
  c.consents.separateForThisAct &&
  !isPublicSecurityPurpose(c.purpose);

/** Step 3: a stated purpose, necessary and minimum, that belongs to the claimed basis. */
export const purposeRules: readonly Rule[] = [
  {
    code: 'purpose.unstated',
    step: 3,
    article: 'PIPL 6',
    on: HANDLING,
    applies: always,
    test: (c) => c.purpose !== '',
    denies: { zh: '处理目的未明确。', en: 'No purpose is stated.' },
    remedy: { zh: '明确处理目的', en: 'State the purpose' },
  },
  {
    code: 'purpose.foreign-to-basis',
    step: 3,
    article: 'PIPL 13',
    on: HANDLING,
    when: ['marketing', 'another basis'],
    where: {
      zh: '主张合同、人力资源、法定职责、紧急情况、新闻或其他法律',
      en: 'contract, HR, duty, emergency, news or another law is claimed',
    },
    applies: (c) => NOT_FOR_MARKETING.has(c.facts.legal_basis ?? ''),
    test: () => false,
    denies: {
      zh: '营销不属于所主张的合法性基础，需要同意。',
      en: 'Marketing is outside the claimed basis; it needs consent.',
    },
    remedy: { zh: '就营销取得同意', en: 'Obtain consent to marketing' },
  },
  {
    code: 'purpose.brand-news',
    step: 3,
    article: 'PIPL 13',
    on: HANDLING,
    when: ['another basis'],
    where: { zh: '主张新闻报道', en: 'news reporting is claimed' },
    applies: (c) => c.facts.legal_basis === 'news',
    test: (c) => c.facts.basis_facts?.public_interest === true && !isBrandPurpose(c.purpose),
    denies: {
      zh: '并非为公共利益实施新闻报道、舆论监督。',
      en: 'This is not news reporting or supervision of public opinion in the public interest.',
    },
    remedy: {
      zh: '属于公共利益的新闻报道；否则取得同意',
      en: 'It is news in the public interest; otherwise obtain consent',
    },
  },
  {
    code: 'purpose.sensitive-not-necessary',
    step: 3,
    article: 'PIPL 28',
    also: ['PIPL 6'],
    on: HANDLING,
    general: true,
    when: ['a kind of sensitive information'],
    applies: always,
    test: (c) => c.facts.basis_facts?.necessary === true,
    denies: {
      zh: '处理敏感个人信息须有特定目的和充分必要性。',
      en: 'Sensitive information needs a specific purpose and sufficient necessity.',
    },
    remedy: { zh: '证明具有特定目的和充分必要性', en: 'Show the specific purpose and sufficient necessity' },
  },
  {
    code: 'purpose.not-necessary',
    step: 3,
    article: 'PIPL 6',
    also: ['PIPL 13', 'NDSR 22'],
    on: HANDLING,
    general: true,
    applies: always,
    test: (c) => c.facts.basis_facts?.necessary === true || agreedUseOfPublicImages(c),
    denies: {
      zh: '该处理或这些信息对处理目的并非必要(最小范围原则)。',
      en: 'This handling, or these data, are not necessary for the purpose (minimum principle).',
    },
    remedy: { zh: '只处理对目的必要的信息', en: 'Handle only what the purpose needs' },
  },
];
