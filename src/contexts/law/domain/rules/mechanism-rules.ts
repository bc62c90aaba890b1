import type { CaseReading } from '../case-reading.ts';
import { always, HANDLING, type Rule } from '../rule.ts';
import { isSaid } from '../words.ts';

const entrusted = (c: CaseReading): boolean => c.facts.recipient?.role === 'entrustee';

const TRANSFERRING = new Set(['merger_transfer', 'provide', 'transmit']);

const toSuccessor = (c: CaseReading): boolean => c.facts.recipient?.role === 'successor';

/** Step 7: the impact assessment exists when a trigger of PIPL 55 applies. */
export const assessmentRules: readonly Rule[] = [
  {
    code: 'assessment.missing',
    step: 7,
    article: 'PIPL 55',
    also: ['PIPL 56'],
    on: HANDLING,
    where: {
      zh: '敏感、自动化决策、委托、提供、公开、出境或重大影响',
      en: 'sensitive, automated, entrusted, provided, published, exported or of major effect',
    },
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
    remedy: { zh: '事前完成并批准影响评估', en: 'Do the assessment beforehand' },
    ground: { rank: 98, zh: '已事前进行影响评估。', en: 'The impact assessment was done beforehand.' },
  },
  {
    code: 'assessment.export',
    step: 7,
    article: 'CBDF Provisions 10',
    also: ['PIPL 55'],
    on: HANDLING,
    when: ['an export'],
    applies: always,
    test: (c) => c.facts.pia_done === true,
    denies: {
      zh: '免予出境机制的，仍应事前进行个人信息保护影响评估。',
      en: 'Exempt from a mechanism or not, an export needs its impact assessment beforehand.',
    },
    remedy: { zh: '事前完成出境影响评估', en: 'Do the assessment beforehand' },
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
    remedy: { zh: '事前完成人脸识别影响评估', en: 'Do the assessment beforehand' },
  },
];

/** Step 8: agreements with other parties. */
export const mechanismRules: readonly Rule[] = [
  {
    code: 'entrust.no-agreement',
    step: 8,
    article: 'PIPL 21',
    also: ['NDSR 12'],
    on: HANDLING,
    where: { zh: '有受托人参与', en: 'an entrustee takes part' },
    applies: entrusted,
    test: (c) => c.facts.recipient?.contract_signed === true,
    denies: { zh: '未与受托人约定委托处理事项。', en: 'There is no agreement with the entrustee.' },
    remedy: { zh: '签署委托处理协议', en: 'Sign the agreement on entrusted handling' },
    ground: { rank: 22, zh: '委托处理有约定且在约定范围内。', en: 'The entrustment is agreed and within its scope.' },
  },
  {
    code: 'entrust.not-an-entrustee',
    step: 8,
    article: 'PIPL 21',
    also: ['PIPL 23'],
    on: ['entrust', 'sub_entrust'],
    applies: always,
    test: (c) => c.facts.recipient?.role === 'entrustee',
    denies: {
      zh: '接收方不是受托人；向其他处理者提供不是委托处理。',
      en: 'The recipient is no entrustee; giving to another handler is provision, not entrustment.',
    },
    remedy: { zh: '与受托人签约；或按提供处理', en: 'Entrust an entrustee; otherwise treat it as provision' },
  },
  {
    code: 'entrust.out-of-scope',
    step: 8,
    article: 'PIPL 21',
    on: HANDLING,
    where: { zh: '有受托人参与', en: 'an entrustee takes part' },
    applies: entrusted,
    test: (c) => c.facts.recipient?.within_contract_scope === true,
    denies: { zh: '超出约定的处理目的、方式等。', en: 'The handling goes beyond the agreement.' },
    remedy: { zh: '回到约定范围，或修订协议', en: 'Return to the agreed scope, or amend the agreement' },
  },
  {
    code: 'entrust.ended',
    step: 8,
    article: 'PIPL 21',
    on: [...HANDLING, 'store_only'],
    when: ['a recipient'],
    where: { zh: '接收方为受托人', en: 'the recipient is an entrustee' },
    applies: (c) => c.facts.recipient?.role === 'entrustee',
    test: (c) => c.facts.recipient?.contract_ended === false,
    denies: {
      zh: '委托合同已终止，受托人应当返还或删除，不得保留。',
      en: 'The contract has ended: the entrustee returns or deletes, and keeps nothing.',
    },
    remedy: { zh: '返还或删除；或重新签约', en: 'Return or delete; or conclude a new agreement' },
  },
  {
    code: 'entrust.sub-entrust-unapproved',
    step: 8,
    article: 'PIPL 21',
    on: ['sub_entrust'],
    applies: always,
    test: (c) => c.facts.recipient?.sub_entrust_approved === true,
    denies: { zh: '未经处理者同意，受托人不得转委托。', en: "No sub-entrustment without the handler's consent." },
    remedy: { zh: '取得处理者同意', en: "Obtain the handler's consent" },
  },
  {
    code: 'joint.no-agreement',
    step: 8,
    article: 'PIPL 20',
    on: HANDLING,
    when: ['a recipient'],
    where: { zh: '接收方为共同处理者', en: 'the recipient is a joint handler' },
    applies: (c) => c.facts.recipient?.role === 'joint_handler',
    test: (c) => c.facts.recipient?.agreement === true,
    denies: {
      zh: '共同处理未约定各自的权利和义务。',
      en: 'The joint handlers have not agreed their rights and duties.',
    },
    remedy: { zh: '约定各自的权利和义务', en: 'Agree the rights and duties of each' },
    ground: { rank: 23, zh: '共同处理已有约定。', en: 'The joint handlers have agreed.' },
  },
  {
    code: 'provide.contract-missing',
    step: 8,
    article: 'NDSR 12',
    on: ['provide'],
    where: { zh: '已知有无合同', en: 'it is known whether a contract exists' },
    applies: (c) => c.facts.recipient?.contract_signed != null,
    test: (c) => c.facts.recipient?.contract_signed === true,
    denies: { zh: '未与接收方以合同约定。', en: 'There is no contract with the recipient.' },
    remedy: { zh: '签订合同', en: 'Conclude the contract' },
  },
  {
    code: 'merger.not-told',
    step: 8,
    article: 'PIPL 22',
    on: ['merger_transfer', 'provide', 'transmit'],
    where: { zh: '转移给承继者', en: 'it passes to a successor' },
    applies: toSuccessor,
    test: (c) => c.facts.recipient?.individuals_told === true && isSaid(c.facts.recipient.name),
    denies: { zh: '未告知接收方的名称和联系方式。', en: "The recipient's name and contact were not told." },
    remedy: { zh: '告知承继者的名称和联系方式', en: "Tell the successor's name and contact" },
    ground: { rank: 24, zh: '已告知接收方，目的和方式不变。', en: 'The recipient was told; purpose and method stay.' },
  },
  {
    code: 'merger.no-successor',
    step: 8,
    article: 'PIPL 22',
    also: ['PIPL 23'],
    on: ['merger_transfer'],
    applies: always,
    test: (c) => c.facts.recipient?.role === 'successor',
    denies: {
      zh: '接收方并非因合并、分立、解散、破产而承继的处理者。',
      en: 'The recipient is not the successor by merger, split, dissolution or bankruptcy.',
    },
    remedy: {
      zh: '接收方须为承继者；否则按提供处理',
      en: 'The recipient must be the successor; otherwise treat it as provision',
    },
  },
  {
    code: 'merger.purpose-changed',
    step: 8,
    article: 'PIPL 22',
    also: ['PIPL 14'],
    on: HANDLING,
    where: {
      zh: '转移给承继者，或承继者变更目的或方式',
      en: 'it passes to a successor, or the successor changes the purpose',
    },
    applies: (c) => toSuccessor(c) && (TRANSFERRING.has(c.act) || c.facts.recipient?.purpose_changed === true),
    // A consent is the new one where it names the successor, or follows one to another purpose.
    test: (c) =>
      c.facts.recipient?.purpose_changed === false || c.consents.namesRecipient || c.consents.followsOtherPurpose,
    denies: { zh: '变更目的或方式的，应当重新取得同意。', en: 'A changed purpose or method needs new consent.' },
    remedy: { zh: '保持目的和方式，或重新取得同意', en: 'Keep purpose and method, or obtain new consent' },
  },
];
