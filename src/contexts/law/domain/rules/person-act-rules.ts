import type { CaseReading } from '../case-reading.ts';
import { always, type Rule } from '../rule.ts';

const gateNecessary = (c: CaseReading): boolean => c.facts.service_gate?.data_necessary_for_service === true;

const DECLINED = new Set(['refuse_because_consent_declined', 'refuse_because_consent_withdrawn']);

/** Step 11: what a handler may do toward a person: refuse a service, ask again, refuse to explain, stay silent about a breach. */
export const personActRules: readonly Rule[] = [
  {
    code: 'service.guardian-declined',
    step: 11,
    article: 'Minors Regs 32',
    also: ['PIPL 16'],
    on: ['refuse_service'],
    where: { zh: '未成年人或其监护人不同意或撤回同意', en: 'a minor or the guardian declined or withdrew' },
    applies: (c) => {
      const action = c.facts.service_gate?.action ?? '';
      return action === 'refuse_because_guardian_declined' || (c.under18 && DECLINED.has(action));
    },
    test: gateNecessary,
    denies: {
      zh: '不得因未成年人或监护人不同意非必要处理而拒绝其使用基本功能服务。',
      en: 'The basic service may not be refused to a minor over handling that is not necessary.',
    },
    remedy: { zh: '提供基本功能服务', en: 'Give the basic service' },
    ground: { rank: 2, zh: '信息为提供服务所必需。', en: 'The information is necessary for the service.' },
  },
  {
    code: 'service.face-demanded',
    step: 11,
    article: 'Face Measures 10',
    also: ['PIPL 16'],
    on: ['refuse_service'],
    where: { zh: '涉及人脸', en: 'the face is at issue' },
    applies: (c) => c.face,
    test: (c) => c.facts.basis_facts?.equivalent_alternative_exists === false && gateNecessary(c),
    denies: { zh: '不得因拒绝人脸识别而拒绝服务。', en: 'A service may not be refused because the face is not given.' },
    remedy: { zh: '提供其他方式', en: 'Offer another way' },
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
    remedy: { zh: '提供服务；仅可因必要信息缺失而拒绝', en: 'Give the service; only missing necessary data excuse' },
    ground: { rank: 1, zh: '信息为提供产品或服务所必需。', en: 'The data are necessary for the product or service.' },
  },
  {
    code: 'ask.sms-after-no',
    step: 11,
    article: 'SMS Rules',
    also: ['NDSR 22'],
    on: ['request_consent'],
    where: { zh: '短信且曾拒绝', en: 'by SMS, after a no' },
    applies: (c) => c.facts.channel === 'sms' && c.refusals.lastNo > Number.NEGATIVE_INFINITY,
    test: () => false,
    denies: {
      zh: '用户拒绝或未回复的，不得再次以短信征询。',
      en: 'After a refusal or no reply, SMS may not ask again.',
    },
    remedy: {
      zh: '不再以短信征询；在服务触点由本人主动同意',
      en: "Not by SMS; at a service touchpoint, of the person's own will",
    },
  },
  {
    code: 'ask.too-often',
    step: 11,
    article: 'NDSR 22',
    on: ['request_consent'],
    // Requests counted since a no tell of a no, recorded or not.
    where: { zh: '曾拒绝或撤回', en: 'after a no' },
    applies: (c) => c.refusals.lastNo > Number.NEGATIVE_INFINITY || (c.facts.message?.asks_since_refusal ?? 0) > 0,
    test: (c) =>
      c.facts.message?.asks_since_refusal === 0 &&
      c.at - c.refusals.lastNo >= c.settings.askAgainAfterHours * 3_600_000,
    denies: {
      zh: '个人明确不同意后，不得频繁征求同意。',
      en: 'After a refusal, consent may not be asked for again and again.',
    },
    remedy: { zh: '间隔足够时间后仅征求一次', en: 'Ask once, after a reasonable time' },
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
    remedy: { zh: '予以说明', en: 'Give the explanation' },
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
    remedy: { zh: '立即通知主管部门', en: 'Tell the authority at once' },
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
    remedy: { zh: '告知未成年人及其监护人', en: 'Tell the minor and the guardian' },
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
    remedy: { zh: '通知个人，或已有效避免危害', en: 'Tell the individuals, or harm is effectively avoided' },
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
    remedy: { zh: '由有批量导出权限的人员操作', en: 'Somebody with the permission does it' },
    ground: { rank: 13, zh: '操作权限已合理确定。', en: 'The operator holds the permission.' },
  },
  {
    code: 'staff.permission-denied',
    step: 6,
    article: 'PIPL 51',
    on: ['staff_access'],
    where: { zh: '已知有无权限', en: 'the permission is known' },
    applies: (c) => c.facts.basis_facts?.operator_has_permission != null,
    test: (c) => c.facts.basis_facts?.operator_has_permission === true,
    denies: { zh: '工作人员无访问权限。', en: 'The member of staff has no permission for this access.' },
    remedy: { zh: '由有权限的人员访问', en: 'Somebody with the permission does it' },
    ground: { rank: 92, zh: '操作权限已合理确定。', en: 'The operator holds the permission.' },
  },
];
