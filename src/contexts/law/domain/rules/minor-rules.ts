import { always, HANDLING, type Rule } from '../rule.ts';

const STAFF = ['staff_access', 'staff_bulk_export'];

/** Bases beside consent on which an unknown child may be met; employees are 16 (Labour Law 15), laws and emergencies ask no age. */
const MAY_CONCERN_A_CHILD = new Set(['contract', 'public_info']);

/** Step 6, before all that lacks a consent: a guardian's withdrawal is the reason why. */
export const guardianRules: readonly Rule[] = [
  {
    code: 'minor.guardian-withdrew',
    step: 6,
    article: 'PIPL 15',
    also: ['PIPL 31'],
    on: HANDLING,
    when: ['under 14', 'consent is the basis'],
    where: { zh: '监护人已撤回', en: 'the guardian withdrew' },
    applies: (c) => c.guardianWithdrew,
    test: () => false,
    denies: { zh: '监护人已撤回同意。', en: 'The guardian has withdrawn the consent.' },
    remedy: { zh: '监护人再次同意', en: 'The guardian consents again' },
  },
];

/** Step 6, persons under 14 and under 18. */
export const minorRules: readonly Rule[] = [
  {
    code: 'minor.staff-access',
    step: 6,
    article: 'Minors Regs 36',
    also: ['PIPL 51'],
    on: STAFF,
    where: {
      zh: '涉及未成年人，或年龄不明而有未成年迹象',
      en: 'a minor is concerned, or the age is unknown with signs of minority',
    },
    applies: (c) => c.under18 || (c.ageUnknown && c.facts.minor != null),
    test: (c) => c.facts.minor?.staff_access_approved === true && c.facts.minor.access_recorded === true,
    denies: {
      zh: '工作人员访问未成年人个人信息须经负责人审批并记录。',
      en: "Staff access to a minor's information needs approval by the person in charge and a record.",
    },
    remedy: { zh: '经负责人审批并记录', en: 'Approval by the person in charge, and a record' },
    ground: { rank: 12, zh: '访问已经审批并记录。', en: 'The access is approved and recorded.' },
    condition: {
      code: 'approved_and_recorded_access_only',
      zh: '仅限审批范围内访问，并记录访问情况。',
      en: 'Only within the approval, and with a record of the access.',
    },
  },
  {
    code: 'minor.no-guardian-consent',
    step: 6,
    article: 'PIPL 31',
    // Whatever is known of a child is sensitive (PIPL 28), so the separate consent of PIPL 29 is the guardian's.
    also: ['PIPL 29', 'NDSR 22'],
    on: HANDLING,
    when: ['under 14', 'separate consent is due'],
    applies: always,
    test: (c) => c.guardianConsented,
    denies: {
      zh: '不满十四周岁，未取得经核实的监护人的单独同意。',
      en: 'Under 14 without the separate consent of a verified parent or guardian.',
    },
    remedy: { zh: '取得经核实的父母或其他监护人的单独同意', en: 'Separate consent of a verified parent or guardian' },
  },
  {
    code: 'minor.no-child-rules',
    step: 6,
    article: 'PIPL 31',
    also: ['NDSR 21'],
    on: HANDLING,
    when: ['under 14', 'no emergency'],
    applies: always,
    test: (c) => c.facts.minor?.child_rules_published === true,
    denies: { zh: '未制定专门的儿童个人信息处理规则。', en: 'No special handling rules for children are published.' },
    remedy: { zh: '制定并公开儿童个人信息处理规则', en: 'Publish handling rules for children' },
  },
  {
    code: 'minor.age-unknown',
    step: 6,
    article: 'PIPL 31',
    on: HANDLING,
    when: ['age unknown', 'no emergency'],
    where: { zh: '基础为同意、合同或公开信息', en: 'consent, contract or public information is the basis' },
    applies: (c) =>
      c.byConsent || MAY_CONCERN_A_CHILD.has(c.facts.legal_basis ?? '') || c.settings.unknownAge === 'deny',
    test: (c) => c.settings.unknownAge === 'deny_where_age_decides' && !c.sensitiveKind && c.facts.minor == null,
    denies: {
      zh: '年龄不明，且涉及敏感信息或有未成年迹象。',
      en: 'The age is unknown, and the data are sensitive or there are signs of minority.',
    },
    remedy: { zh: '请本人声明是否已满十四周岁', en: 'Obtain the declaration of age' },
  },
  {
    code: 'minor.own-consent',
    step: 6,
    article: 'PIPL 31',
    on: HANDLING,
    when: ['under 18'],
    where: { zh: '监护人已同意，或已满十四周岁', en: 'a guardian consented, or the person is 14' },
    applies: (c) => c.guardianConsented || !c.under14,
    test: () => true,
    denies: { zh: '', en: '' },
    ground: {
      rank: 42,
      zh: '监护人已同意，或已满十四周岁可自行同意。',
      en: 'A guardian has consented, or the person is 14 and may consent alone.',
    },
  },
  {
    code: 'minor.marketing-not-automated',
    step: 6,
    article: 'Minors Regs 24',
    on: HANDLING,
    when: ['under 18', 'marketing'],
    where: { zh: '未采用自动化决策', en: 'nothing is decided by automation' },
    applies: (c) => !c.automated,
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 86,
      zh: '禁止的是以自动化决策方式向未成年人营销，本次并非如此。',
      en: 'What is barred is marketing to minors by automated decision, which this is not.',
    },
  },
];
