import type { CaseReading } from '../case-reading.ts';
import { always, type Rule } from '../rule.ts';

const gateNecessary = (c: CaseReading): boolean => c.facts.service_gate?.data_necessary_for_service === true;

/** Step 11: what a handler may do toward a person: refuse a service, ask again, refuse to explain, stay silent about a breach. */
export const personActRules: readonly Rule[] = [
  {
    code: 'service.guardian-declined',
    step: 11,
    article: 'Minors Regs 32',
    also: ['PIPL 16'],
    on: ['refuse_service'],
    applies: (c) => c.facts.service_gate?.action === 'refuse_because_guardian_declined',
    test: gateNecessary,
    denies: {
      zh: '不得因未成年人或监护人不同意非必要处理而拒绝其使用基本功能服务。',
      en: 'The basic service may not be refused to a minor over handling that is not necessary.',
    },
    ground: { rank: 2, zh: '信息为提供服务所必需。', en: 'The information is necessary for the service.' },
  },
  {
    code: 'service.face-demanded',
    step: 11,
    article: 'Face Measures 10',
    also: ['PIPL 16'],
    on: ['refuse_service'],
    applies: (c) => c.face,
    test: (c) => c.facts.basis_facts?.equivalent_alternative_exists === false && gateNecessary(c),
    denies: { zh: '不得因拒绝人脸识别而拒绝服务。', en: 'A service may not be refused because the face is not given.' },
  },
  {
    code: 'service.refused',
    step: 11,
    article: 'PIPL 16',
    on: ['refuse_service'],
    applies: always,
    test: (c) => c.facts.service_gate?.action != null && gateNecessary(c),
    denies: {
      zh: '不得以个人不同意或者撤回同意为由拒绝提供服务；为提供服务所必需的除外。',
      en: 'A service may not be refused for lack of consent unless the data are necessary for it.',
    },
    ground: { rank: 1, zh: '信息为提供产品或服务所必需。', en: 'The data are necessary for the product or service.' },
  },
  {
    code: 'ask.sms-after-no',
    step: 11,
    article: 'SMS Rules',
    also: ['NDSR 22'],
    on: ['request_consent'],
    applies: (c) => c.facts.channel === 'sms' && c.refusals.lastNo > Number.NEGATIVE_INFINITY,
    test: () => false,
    denies: {
      zh: '用户拒绝或未回复的，不得再次以短信征询。',
      en: 'After a refusal or no reply, SMS may not ask again.',
    },
  },
  {
    code: 'ask.too-often',
    step: 11,
    article: 'NDSR 22',
    on: ['request_consent'],
    // Requests counted since a no tell of a no, recorded or not.
    applies: (c) => c.refusals.lastNo > Number.NEGATIVE_INFINITY || (c.facts.message?.asks_since_refusal ?? 0) > 0,
    test: (c) =>
      c.facts.message?.asks_since_refusal === 0 &&
      c.at - c.refusals.lastNo >= c.settings.askAgainAfterHours * 3_600_000,
    denies: {
      zh: '个人明确不同意后，不得频繁征求同意。',
      en: 'After a refusal, consent may not be asked for again and again.',
    },
    ground: {
      rank: 2,
      zh: '拒绝后的首次再次征求，间隔合理。',
      en: 'The first request since the refusal, at a reasonable distance.',
    },
  },
  {
    code: 'ask.first-time',
    step: 11,
    article: 'PIPL 14',
    also: ['NDSR 22'],
    on: ['request_consent'],
    applies: always,
    test: always,
    denies: { zh: '', en: '' },
    ground: { rank: 3, zh: '可以征求同意。', en: 'Consent may be asked for.' },
  },
  {
    code: 'explanation.refused',
    step: 11,
    article: 'PIPL 24',
    also: ['PIPL 48'],
    on: ['refuse_explanation'],
    applies: always,
    test: (c) => c.facts.automated_decision?.major_effect === false,
    denies: {
      zh: '对个人权益有重大影响的自动化决策，个人有权要求说明。',
      en: 'A person may have an automated decision of major effect explained.',
    },
    ground: { rank: 1, zh: '该决定对个人权益无重大影响。', en: 'The decision has no major effect.' },
  },
  {
    code: 'breach.authority-not-told',
    step: 11,
    article: 'PIPL 57',
    also: ['NDSR 11'],
    on: ['skip_authority_breach_notice'],
    applies: always,
    test: () => false,
    denies: {
      zh: '发生或可能发生泄露的，应当立即通知主管部门。',
      en: 'The authority must be told of an actual or possible breach, always.',
    },
  },
  {
    code: 'breach.minor-not-told',
    step: 11,
    article: 'Minors Regs 35',
    also: ['PIPL 57'],
    on: ['skip_individual_breach_notice'],
    when: ['under 18'],
    applies: always,
    test: () => false,
    denies: {
      zh: '未成年人个人信息泄露的，应当告知受影响的未成年人及其监护人。',
      en: 'When the information of a minor leaks, the minor and the guardian are told.',
    },
  },
  {
    code: 'breach.individuals-not-told',
    step: 11,
    article: 'PIPL 57',
    on: ['skip_individual_breach_notice'],
    applies: always,
    test: (c) => c.facts.basis_facts?.harm_effectively_avoided === true,
    denies: {
      zh: '未能有效避免危害的，应当通知个人。',
      en: 'Individuals must be told unless harm is effectively avoided.',
    },
    ground: {
      rank: 1,
      zh: '已采取措施有效避免危害，可以不通知个人。',
      en: 'Harm is effectively avoided; individuals need not be told.',
    },
  },
  {
    code: 'staff.no-permission',
    step: 6,
    article: 'PIPL 51',
    on: ['staff_bulk_export'],
    applies: always,
    test: (c) => c.facts.basis_facts?.operator_has_permission === true,
    denies: { zh: '操作人员无批量导出权限。', en: 'The operator has no permission to export in bulk.' },
    ground: { rank: 13, zh: '操作权限已合理确定。', en: 'The operator holds the permission.' },
  },
  {
    code: 'staff.permission-denied',
    step: 6,
    article: 'PIPL 51',
    on: ['staff_access'],
    applies: (c) => c.facts.basis_facts?.operator_has_permission != null,
    test: (c) => c.facts.basis_facts?.operator_has_permission === true,
    denies: { zh: '工作人员无访问权限。', en: 'The member of staff has no permission for this access.' },
  },
];
