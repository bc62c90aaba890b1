import type { CaseReading } from '../case-reading.ts';
import { always, HANDLING, type Rule } from '../rule.ts';

type Tier = 'exempt' | 'origin' | 'small' | 'contract' | 'assessment';

const exemptionHolds = (c: CaseReading): boolean => {
  const exemption = c.facts.cross_border?.exemption;
  if (exemption == null || !c.thresholds.exemptions) return false;
  if (exemption === 'foreign_origin') return true;
  if (c.facts.basis_facts?.necessary !== true) return false;
  return exemption !== 'hr' || c.facts.subject?.role === 'employee';
};

/** Which mechanism an export needs. Important data is never exempt; splitting loses the benefit of the lower counts. */
const exportTier = (c: CaseReading): Tier => {
  const x = c.facts.cross_border;
  if (x?.important_data !== false) return 'assessment';
  if (exemptionHolds(c)) return x.exemption === 'foreign_origin' ? 'origin' : 'exempt';
  if (x.exporter_is_ciio !== false || x.split_to_evade === true) return 'assessment';
  const plain = x.persons_nonsensitive_this_year ?? Number.POSITIVE_INFINITY;
  const counted = x.persons_sensitive_this_year ?? Number.POSITIVE_INFINITY;
  // The counts are the handler's for the year, whatever this transfer holds; a sensitive one makes its count at least one.
  const sensitive = c.sensitive ? Math.max(1, counted) : counted;
  const { assessment, contract } = c.thresholds;
  if (plain >= assessment.plain || sensitive >= assessment.sensitive) return 'assessment';
  if (plain >= contract.plain || sensitive >= contract.sensitive) return 'contract';
  return 'small';
};

const exportsAt =
  (tier: Tier) =>
  (c: CaseReading): boolean =>
    c.thresholds.exemptions && exportTier(c) === tier;

const mechanismIs = (c: CaseReading, ...names: string[]): boolean =>
  names.includes(c.facts.cross_border?.mechanism ?? '');

/** Step 8: the mechanisms of export. */
export const exportRules: readonly Rule[] = [
  {
    code: 'export.facts-missing',
    step: 8,
    article: 'PIPL 38',
    on: HANDLING,
    when: ['an export'],
    applies: always,
    test: (c) => c.facts.cross_border != null && (c.facts.cross_border.recipient ?? '') !== '',
    denies: { zh: '未说明出境情况。', en: 'Nothing is stated about the export.' },
    remedy: { zh: '说明境外接收方和出境情况', en: 'State the overseas recipient and the export' },
  },
  {
    code: 'export.exemption-does-not-hold',
    step: 8,
    article: 'CBDF Provisions 5',
    also: ['PIPL 38'],
    on: HANDLING,
    when: ['an export'],
    where: { zh: '主张豁免', en: 'an exemption is claimed' },
    applies: (c) => c.facts.cross_border?.exemption != null,
    test: exemptionHolds,
    denies: {
      zh: '所主张的豁免情形不成立(并非确需，或并非员工)。',
      en: 'The exemption claimed does not hold (not really necessary, or not an employee).',
    },
    remedy: { zh: '证明确需，或采用出境机制', en: 'Show that it is really needed, or use a mechanism' },
  },
  {
    code: 'export.split-to-evade',
    step: 8,
    article: 'CBDF Provisions 7',
    also: ['PIPL 38', 'CBDF Provisions 8'],
    on: HANDLING,
    when: ['an export'],
    where: { zh: '进行了数量拆分', en: 'numbers were split' },
    applies: (c) => c.facts.cross_border?.split_to_evade === true,
    test: (c) => mechanismIs(c, 'security_assessment_passed'),
    denies: {
      zh: '不得以数量拆分等手段规避安全评估。',
      en: 'Numbers may not be split to evade the security assessment.',
    },
    remedy: { zh: '通过安全评估', en: 'Pass the security assessment' },
  },
  {
    code: 'export.before-2024',
    step: 8,
    article: 'PIPL 38',
    also: ['PIPL 40'],
    on: HANDLING,
    when: ['an export'],
    where: { zh: '在2024年规定施行前', en: 'it is before the 2024 Provisions' },
    applies: (c) => !c.thresholds.exemptions,
    test: (c) =>
      mechanismIs(c, 'security_assessment_passed') ||
      (exportTier(c) !== 'assessment' && mechanismIs(c, 'standard_contract_filed', 'certified')),
    denies: {
      zh: '在2024年规定施行前，出境须有安全评估、标准合同或认证，没有豁免。',
      en: 'Before the 2024 Provisions every export needed an assessment, a standard contract or a certificate, without exemption.',
    },
    remedy: { zh: '具备当时要求的机制', en: 'Have the mechanism then required' },
    ground: { rank: 10, zh: '具备当时要求的出境机制。', en: 'The mechanism then required is in place.' },
  },
  {
    code: 'export.assessment-needed',
    step: 8,
    article: 'CBDF Provisions 7',
    also: ['PIPL 38', 'PIPL 40'],
    on: HANDLING,
    when: ['an export'],
    where: { zh: '须通过安全评估', en: 'an assessment is needed' },
    applies: exportsAt('assessment'),
    test: (c) => mechanismIs(c, 'security_assessment_passed'),
    denies: { zh: '应当通过数据出境安全评估。', en: 'The export needs a passed security assessment.' },
    remedy: { zh: '通过数据出境安全评估', en: 'Pass the security assessment' },
    ground: { rank: 10, zh: '已通过数据出境安全评估。', en: 'The security assessment has been passed.' },
  },
  {
    code: 'export.contract-or-certificate-needed',
    step: 8,
    article: 'CBDF Provisions 8',
    also: ['PIPL 38'],
    on: HANDLING,
    when: ['an export'],
    where: { zh: '须有标准合同或认证', en: 'a contract or certificate is needed' },
    applies: exportsAt('contract'),
    test: (c) => mechanismIs(c, 'security_assessment_passed', 'standard_contract_filed', 'certified'),
    denies: {
      zh: '应当订立并备案标准合同，或通过个人信息保护认证。',
      en: 'The export needs a filed standard contract or a certificate.',
    },
    remedy: { zh: '备案标准合同或取得认证', en: 'File a standard contract or obtain a certificate' },
    ground: {
      rank: 10,
      zh: '标准合同已备案或已通过认证。',
      en: 'A standard contract is filed, or a certificate is held.',
    },
  },
  {
    code: 'export.below-threshold',
    step: 8,
    article: 'CBDF Provisions 5',
    also: ['PIPL 38'],
    on: HANDLING,
    when: ['an export'],
    where: { zh: '低于数量门槛', en: 'it is below the thresholds' },
    applies: exportsAt('small'),
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 10,
      zh: '累计不满十万人且不含敏感个人信息，免予三种机制。',
      en: 'Below 100,000 persons and nothing sensitive: exempt from the three mechanisms.',
    },
  },
  {
    code: 'export.necessity-exemption',
    step: 8,
    article: 'CBDF Provisions 5',
    also: ['PIPL 38'],
    on: HANDLING,
    when: ['an export'],
    where: { zh: '豁免情形成立', en: 'an exemption holds' },
    applies: exportsAt('exempt'),
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 10,
      zh: '为订立或履行合同、人力资源管理或紧急情况确需出境，免予三种机制。',
      en: 'Really needed for a contract, HR or an emergency: exempt from the three mechanisms.',
    },
  },
  {
    code: 'export.foreign-origin',
    step: 8,
    article: 'CBDF Provisions 4',
    also: ['PIPL 38'],
    on: HANDLING,
    when: ['an export'],
    where: { zh: '境外收集的信息', en: 'it was collected abroad' },
    applies: exportsAt('origin'),
    test: always,
    denies: { zh: '', en: '' },
    ground: {
      rank: 10,
      zh: '境外收集、境内处理后再出境，未引入境内个人信息。',
      en: 'Collected abroad, processed here, sent back with no domestic information added.',
    },
  },
];
