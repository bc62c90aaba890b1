import type { CaseReading } from '../case-reading.ts';
import { always, HANDLING, type Rule } from '../rule.ts';

const entrusted = (c: CaseReading): boolean =>
  c.act === 'entrust' || c.act === 'sub_entrust' || c.facts.recipient?.role === 'entrustee';

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
  // The count includes the transfer judged, so a sensitive one makes it at least one.
  const sensitive = c.sensitive ? Math.max(1, counted) : 0;
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

/** Step 7: the impact assessment exists when a trigger of PIPL 55 applies. */
export const assessmentRules: readonly Rule[] = [
  {
    code: 'assessment.missing',
    step: 7,
    article: 'PIPL 55',
    also: ['PIPL 56'],
    on: HANDLING,
    applies: (c) =>
      c.sensitive ||
      c.automated ||
      c.exporting ||
      entrusted(c) ||
      c.act === 'provide' ||
      c.act === 'publish' ||
      c.facts.public_info?.major_effect === true ||
      c.facts.automated_decision?.major_effect === true,
    test: (c) => c.facts.pia_done === true,
    denies: { zh: '未事前进行个人信息保护影响评估。', en: 'No impact assessment was done beforehand.' },
    ground: { rank: 98, zh: '已事前进行影响评估。', en: 'The impact assessment was done beforehand.' },
  },
  {
    code: 'assessment.face',
    step: 7,
    article: 'Face Measures 9',
    on: HANDLING,
    when: ['a face template'],
    applies: always,
    test: (c) => c.facts.pia_done === true,
    denies: { zh: '应用人脸识别前未进行影响评估。', en: 'No assessment was done before face recognition was used.' },
  },
];

/** Step 8: agreements and export mechanisms. */
export const mechanismRules: readonly Rule[] = [
  {
    code: 'entrust.no-agreement',
    step: 8,
    article: 'PIPL 21',
    also: ['NDSR 12'],
    on: HANDLING,
    applies: entrusted,
    test: (c) => c.facts.recipient?.contract_signed === true,
    denies: { zh: '未与受托人约定委托处理事项。', en: 'There is no agreement with the entrustee.' },
    ground: { rank: 22, zh: '委托处理有约定且在约定范围内。', en: 'The entrustment is agreed and within its scope.' },
  },
  {
    code: 'entrust.out-of-scope',
    step: 8,
    article: 'PIPL 21',
    on: HANDLING,
    applies: entrusted,
    test: (c) => c.facts.recipient?.within_contract_scope === true,
    denies: { zh: '超出约定的处理目的、方式等。', en: 'The handling goes beyond the agreement.' },
  },
  {
    code: 'entrust.ended',
    step: 8,
    article: 'PIPL 21',
    on: [...HANDLING, 'store_only'],
    when: ['a recipient'],
    applies: (c) => c.facts.recipient?.role === 'entrustee',
    test: (c) => c.facts.recipient?.contract_ended === false,
    denies: {
      zh: '委托合同已终止，受托人应当返还或删除，不得保留。',
      en: 'The contract has ended: the entrustee returns or deletes, and keeps nothing.',
    },
  },
  {
    code: 'entrust.sub-entrust-unapproved',
    step: 8,
    article: 'PIPL 21',
    on: ['sub_entrust'],
    applies: always,
    test: (c) => c.facts.recipient?.sub_entrust_approved === true,
    denies: { zh: '未经处理者同意，受托人不得转委托。', en: "No sub-entrustment without the handler's consent." },
  },
  {
    code: 'joint.no-agreement',
    step: 8,
    article: 'PIPL 20',
    on: HANDLING,
    when: ['a recipient'],
    applies: (c) => c.facts.recipient?.role === 'joint_handler',
    test: (c) => c.facts.recipient?.agreement === true,
    denies: {
      zh: '共同处理未约定各自的权利和义务。',
      en: 'The joint handlers have not agreed their rights and duties.',
    },
    ground: { rank: 23, zh: '共同处理已有约定。', en: 'The joint handlers have agreed.' },
  },
  {
    code: 'provide.contract-missing',
    step: 8,
    article: 'NDSR 12',
    on: ['provide'],
    applies: (c) => c.facts.recipient?.contract_signed != null,
    test: (c) => c.facts.recipient?.contract_signed === true,
    denies: { zh: '未与接收方以合同约定。', en: 'There is no contract with the recipient.' },
  },
  {
    code: 'merger.not-told',
    step: 8,
    article: 'PIPL 22',
    on: ['merger_transfer'],
    applies: always,
    test: (c) => c.facts.recipient?.individuals_told === true && (c.facts.recipient.name ?? '') !== '',
    denies: { zh: '未告知接收方的名称和联系方式。', en: "The recipient's name and contact were not told." },
    ground: { rank: 24, zh: '已告知接收方，目的和方式不变。', en: 'The recipient was told; purpose and method stay.' },
  },
  {
    code: 'merger.purpose-changed',
    step: 8,
    article: 'PIPL 22',
    also: ['PIPL 14'],
    on: ['merger_transfer'],
    applies: always,
    test: (c) => c.facts.recipient?.purpose_changed === false || c.consents.namesRecipient,
    denies: { zh: '变更目的或方式的，应当重新取得同意。', en: 'A changed purpose or method needs new consent.' },
  },
  {
    code: 'export.facts-missing',
    step: 8,
    article: 'PIPL 38',
    on: HANDLING,
    when: ['an export'],
    applies: always,
    test: (c) => c.facts.cross_border != null && (c.facts.cross_border.recipient ?? '') !== '',
    denies: { zh: '未说明出境情况。', en: 'Nothing is stated about the export.' },
  },
  {
    code: 'export.exemption-does-not-hold',
    step: 8,
    article: 'CBDF Provisions 5',
    also: ['PIPL 38'],
    on: HANDLING,
    when: ['an export'],
    applies: (c) => c.facts.cross_border?.exemption != null,
    test: exemptionHolds,
    denies: {
      zh: '所主张的豁免情形不成立(并非确需，或并非员工)。',
      en: 'The exemption claimed does not hold (not really necessary, or not an employee).',
    },
  },
  {
    code: 'export.split-to-evade',
    step: 8,
    article: 'CBDF Provisions 7',
    also: ['PIPL 38', 'CBDF Provisions 8'],
    on: HANDLING,
    when: ['an export'],
    applies: (c) => c.facts.cross_border?.split_to_evade === true,
    test: (c) => mechanismIs(c, 'security_assessment_passed'),
    denies: {
      zh: '不得以数量拆分等手段规避安全评估。',
      en: 'Numbers may not be split to evade the security assessment.',
    },
  },
  {
    code: 'export.before-2024',
    step: 8,
    article: 'PIPL 38',
    also: ['PIPL 40'],
    on: HANDLING,
    when: ['an export'],
    applies: (c) => !c.thresholds.exemptions,
    test: (c) =>
      mechanismIs(c, 'security_assessment_passed') ||
      (exportTier(c) !== 'assessment' && mechanismIs(c, 'standard_contract_filed', 'certified')),
    denies: {
      zh: '在2024年规定施行前，出境须有安全评估、标准合同或认证，没有豁免。',
      en: 'Before the 2024 Provisions every export needed an assessment, a standard contract or a certificate, without exemption.',
    },
    ground: { rank: 10, zh: '具备当时要求的出境机制。', en: 'The mechanism then required is in place.' },
  },
  {
    code: 'export.assessment-needed',
    step: 8,
    article: 'CBDF Provisions 7',
    also: ['PIPL 38', 'PIPL 40'],
    on: HANDLING,
    when: ['an export'],
    applies: exportsAt('assessment'),
    test: (c) => mechanismIs(c, 'security_assessment_passed'),
    denies: { zh: '应当通过数据出境安全评估。', en: 'The export needs a passed security assessment.' },
    ground: { rank: 10, zh: '已通过数据出境安全评估。', en: 'The security assessment has been passed.' },
  },
  {
    code: 'export.contract-or-certificate-needed',
    step: 8,
    article: 'CBDF Provisions 8',
    also: ['PIPL 38'],
    on: HANDLING,
    when: ['an export'],
    applies: exportsAt('contract'),
    test: (c) => mechanismIs(c, 'security_assessment_passed', 'standard_contract_filed', 'certified'),
    denies: {
      zh: '应当订立并备案标准合同，或通过个人信息保护认证。',
      en: 'The export needs a filed standard contract or a certificate.',
    },
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
