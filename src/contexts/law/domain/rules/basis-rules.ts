import type { CaseReading } from '../case-reading.ts';
import { always, HANDLING, type Rule } from '../rule.ts';
import { isLawLevelCitation, isNoLawAtAll, isPlatformRecordDuty, isPublicSecurityPurpose, isSaid } from '../words.ts';

const basisIs =
  (...names: string[]) =>
  (c: CaseReading): boolean =>
    names.includes(c.facts.legal_basis ?? '');

const CONSENT_FREE = [
  'contract',
  'hr',
  'legal_duty',
  'public_health_emergency',
  'emergency',
  'news',
  'public_info',
  'other_law',
];

/** A duty is believed as it is cited, unless it is blank or by its own words no law or the facts say that it binds others. */
const citesBindingLaw = (c: CaseReading): boolean => {
  const cited = c.facts.basis_facts?.law_cited ?? '';
  if (!isSaid(cited) || isNoLawAtAll(cited)) return false;
  return !isPlatformRecordDuty(cited) || c.facts.basis_facts?.handler_is_ecommerce_platform !== false;
};

/** Whether PIPL 26 itself permits the handling: image capture that public security needs. */
export const guardsPublicPlace = (c: CaseReading): boolean =>
  c.facts.basis_facts?.public_place === true && isPublicSecurityPurpose(c.purpose);

const needsConsentForMajorEffect = (c: CaseReading): boolean =>
  c.facts.public_info?.major_effect !== false && !c.consents.live;

/** Step 4: one of the seven bases of PIPL 13 is valid now. There are no "legitimate interests". */
export const basisRules: readonly Rule[] = [
  {
    code: 'basis.none',
    step: 4,
    article: 'PIPL 13',
    on: HANDLING,
    applies: always,
    test: (c) => c.byConsent || CONSENT_FREE.includes(c.facts.legal_basis ?? ''),
    denies: {
      zh: '未主张《个人信息保护法》第十三条的任何一项合法性基础；“正当利益”不是合法性基础。',
      en: 'None of the seven bases of PIPL 13 is claimed; "legitimate interests" is not among them.',
    },
    remedy: { zh: '取得同意，或具备第十三条的其他基础', en: 'Obtain consent, or have another basis of PIPL 13' },
    ground: { rank: 90, zh: '具备合法性基础。', en: 'A legal basis exists.' },
  },
  {
    code: 'basis.hr-conditions',
    step: 4,
    article: 'PIPL 13',
    on: HANDLING,
    when: ['another basis'],
    where: { zh: '主张人力资源管理', en: 'HR management is claimed' },
    applies: basisIs('hr'),
    test: (c) =>
      c.facts.subject?.role === 'employee' &&
      c.facts.basis_facts?.lawful_labour_rules === true &&
      c.facts.basis_facts.collective_contract === true,
    denies: {
      zh: '人力资源管理须针对员工，并有依法制定的劳动规章制度和依法签订的集体合同。',
      en: 'HR management needs an employee, lawfully made labour rules and a lawfully signed collective contract.',
    },
    remedy: {
      zh: '对象为员工，且有劳动规章制度和集体合同',
      en: 'The person is an employee, with labour rules and a collective contract',
    },
  },
  {
    code: 'basis.not-a-party',
    step: 4,
    article: 'PIPL 13',
    on: HANDLING,
    when: ['another basis'],
    where: { zh: '主张合同，对象为单位的联系人', en: 'a contract is claimed, of a contact of an organisation' },
    applies: (c) => basisIs('contract')(c) && c.facts.subject?.role === 'business_contact',
    test: () => false,
    denies: {
      zh: '与单位订立的合同，其联系人本人不是合同一方。',
      en: 'A contract with an organisation is not one to which its contact is a party.',
    },
    remedy: {
      zh: '取得联系人本人的同意，或具备第十三条的其他基础',
      en: 'Obtain the consent of the contact themselves, or have another basis of PIPL 13',
    },
  },
  {
    code: 'basis.duty-uncited',
    step: 4,
    article: 'PIPL 13',
    on: HANDLING,
    when: ['another basis'],
    where: { zh: '主张法定职责或义务', en: 'a statutory duty is claimed' },
    applies: basisIs('legal_duty'),
    test: (c) => citesBindingLaw(c) || guardsPublicPlace(c),
    denies: { zh: '未指明约束本处理者的法定职责或义务。', en: 'No statutory duty that binds this handler is cited.' },
    remedy: { zh: '指明约束本处理者的法律条款', en: 'Cite the law that binds this handler' },
  },
  {
    code: 'basis.other-law-uncited',
    step: 4,
    article: 'PIPL 13',
    on: HANDLING,
    when: ['another basis'],
    where: { zh: '主张其他法律、行政法规', en: 'another law is claimed' },
    applies: basisIs('other_law'),
    test: (c) =>
      (citesBindingLaw(c) && isLawLevelCitation(c.facts.basis_facts?.law_cited ?? '')) || guardsPublicPlace(c),
    denies: {
      zh: '须引用法律、行政法规；仅有部门规章不足。',
      en: 'A law or administrative regulation must be cited; ministry rules alone are not enough.',
    },
    remedy: { zh: '引用法律或行政法规的条款', en: 'Cite a law or administrative regulation' },
  },
  {
    code: 'basis.emergency-over',
    step: 4,
    article: 'PIPL 13',
    also: ['PIPL 18'],
    on: HANDLING,
    when: ['another basis'],
    where: { zh: '主张紧急情况', en: 'an emergency is claimed' },
    applies: basisIs('emergency', 'public_health_emergency'),
    test: (c) => c.facts.basis_facts?.emergency_ongoing === true,
    denies: { zh: '紧急情况不存在或已消除。', en: 'There is no emergency, or it is over.' },
    remedy: { zh: '紧急情况仍在持续；否则取得同意', en: 'The emergency lasts; otherwise obtain consent' },
  },
  {
    code: 'basis.not-lawfully-public',
    step: 4,
    article: 'PIPL 13',
    also: ['PIPL 27', 'PIPL 10'],
    on: HANDLING,
    when: ['public information'],
    applies: always,
    test: (c) => c.facts.public_info?.lawfully_public === true && c.facts.data?.source !== 'leaked_dataset',
    denies: { zh: '信息并非个人自行公开或其他合法公开。', en: 'The information was not lawfully made public.' },
    remedy: { zh: '证明信息系合法公开', en: 'Show that it was lawfully made public' },
  },
  {
    code: 'public-info.refused',
    step: 4,
    article: 'PIPL 27',
    on: HANDLING,
    when: ['public information'],
    applies: always,
    test: (c) => !c.refusals.publicUseRefused,
    denies: {
      zh: '个人已明确拒绝处理其公开信息。',
      en: 'The person has explicitly refused the use of public information.',
    },
    remedy: { zh: '尊重拒绝；取得本人同意', en: 'Respect the refusal; only consent lets it be used' },
  },
  {
    code: 'public-info.major-effect',
    step: 4,
    article: 'PIPL 27',
    on: HANDLING,
    when: ['public information'],
    applies: always,
    test: (c) => !needsConsentForMajorEffect(c),
    denies: {
      zh: '对个人权益有重大影响的，应当取得个人同意。',
      en: "Use with a major effect on the person's rights needs consent.",
    },
    remedy: { zh: '取得本人同意', en: "Obtain the person's consent" },
  },
  {
    code: 'public-info.major-effect-unconsented',
    step: 4,
    article: 'PIPL 27',
    also: ['PIPL 13'],
    on: HANDLING,
    when: ['consent is the basis', 'no consent is in force'],
    where: { zh: '公开信息的处理对个人权益有重大影响', en: 'the use of public information has a major effect' },
    applies: (c) => c.facts.public_info?.major_effect === true,
    test: () => false,
    denies: {
      zh: '处理公开信息对个人权益有重大影响的，应当取得个人同意。',
      en: 'Public information used with a major effect needs consent, and none is in force.',
    },
    remedy: { zh: '取得本人同意', en: "Obtain the person's consent" },
  },
  {
    code: 'public-info.reasonable-scope',
    step: 4,
    article: 'PIPL 27',
    also: ['PIPL 13'],
    on: HANDLING,
    when: ['public information'],
    applies: always,
    test: (c) => c.facts.public_info?.reasonable_scope === true,
    denies: { zh: '超出处理公开信息的合理范围。', en: 'Beyond the reasonable scope of handling public information.' },
    remedy: { zh: '限于合理范围，或取得同意', en: 'Stay within a reasonable scope, or obtain consent' },
    ground: {
      rank: 45,
      zh: '在合理范围内处理合法公开的信息。',
      en: 'Reasonable handling of lawfully public information.',
    },
  },
  {
    code: 'public-info.consented',
    step: 4,
    article: 'PIPL 27',
    on: HANDLING,
    when: ['consent is the basis'],
    where: { zh: '涉及公开信息', en: 'public information is at issue' },
    applies: (c) => c.facts.public_info != null,
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 46,
      zh: '处理公开信息已取得个人同意。',
      en: 'The person has consented to the use of public information.',
    },
  },
];
