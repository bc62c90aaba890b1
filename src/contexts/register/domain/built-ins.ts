import type { Bilingual } from '../../../platform/failure.ts';
import type { ActivityInput, LegalBasis, Operation } from './activity.ts';
import type { FieldCode } from './fields.ts';

function both(zh: string, en: string): Bilingual {
  return { zh, en };
}

interface BuiltIn {
  readonly code: string;
  readonly name: Bilingual;
  readonly purpose: string;
  readonly purposeText: Bilingual;
  readonly method: Bilingual;
  readonly basis: LegalBasis;
  readonly lawCited?: string;
  readonly operations: readonly Operation[];
  readonly fields: readonly FieldCode[];
  readonly channels?: ActivityInput['channels'];
  readonly retention: ActivityInput['retention'];
}

const WHILE_CUSTOMER = both(
  '在您的账户或档案存续期间保存；删除档案时一并删除',
  'Kept while your account or record exists; deleted with it',
);

const ALL_ORDINARY: readonly FieldCode[] = [
  'name',
  'mobile',
  'email',
  'address',
  'city',
  'birth_date',
  'gender',
  'member_id',
  'order_record',
  'wecom_id',
  'open_id',
  'behaviour',
  'tags',
  'consent_record',
  'contact_record',
];

const BUILT_INS: readonly BuiltIn[] = [
  {
    code: 'login-and-confirmation',
    name: both('登录与联系方式确认', 'Sign-in and confirmation of addresses'),
    purpose: 'login_and_confirmation',
    purposeText: both(
      '向您填写的手机号码或邮箱发送验证码或链接，确认是您本人在操作、该联系方式属于您',
      'Sending a code or link to the number or email address you gave, to confirm that it is you and that it is yours',
    ),
    method: both('自动发送一次性验证码，不作他用', 'One-time codes are sent automatically and used for nothing else'),
    basis: 'legal_duty',
    lawCited: 'PIPL 51, NDSR 25',
    operations: ['collect', 'store', 'use', 'transmit', 'delete'],
    fields: ['mobile', 'email'],
    channels: ['sms', 'email'],
    retention: {
      days: 180,
      atEnd: 'erase',
      text: both('发送记录保存180天后删除', 'Sending records are erased after 180 days'),
    },
  },
  {
    code: 'individual-rights',
    name: both('响应您的个人信息权利请求', 'Answering your requests about your information'),
    purpose: 'individual_rights',
    purposeText: both(
      '为您提供查阅、复制、更正、删除、撤回同意等服务并保存办理记录',
      'Letting you read, copy, correct, delete and withdraw, and keeping a record of how it was handled',
    ),
    method: both('在隐私中心展示与办理', 'Shown and handled in the privacy centre'),
    basis: 'legal_duty',
    lawCited: 'PIPL 44, PIPL 50, NDSR 23',
    operations: ['collect', 'store', 'use', 'transmit', 'delete', 'fulfil_rights_request'],
    fields: ALL_ORDINARY,
    channels: ['sms', 'email'],
    retention: {
      days: 1095,
      atEnd: 'erase',
      text: both('办理记录保存三年后删除', 'Records of requests are erased after three years'),
    },
  },
  {
    code: 'suppression',
    name: both('记住您的拒绝', 'Remembering your no'),
    purpose: 'suppression',
    purposeText: both(
      '保存您的退订、拒收与撤回，确保不再向您发送您已拒绝的信息',
      'Keeping your unsubscriptions, refusals and withdrawals so that what you refused is not sent again',
    ),
    method: both('以加密摘要形式比对，不保存明文', 'Compared as keyed digests, never in clear'),
    basis: 'legal_duty',
    lawCited: 'PIPL 15, Advertising Law 43',
    operations: ['collect', 'store', 'use'],
    fields: ['mobile', 'email', 'consent_record'],
    retention: {
      days: 3650,
      atEnd: 'erase',
      text: both(
        '在您再次明确同意之前以摘要形式保存，最长十年',
        'Kept as digests until you clearly agree again, ten years at most',
      ),
    },
  },
  {
    code: 'security',
    name: both('安全保障', 'Security'),
    purpose: 'security',
    purposeText: both(
      '防止未经授权的访问与滥用，留存访问与操作日志',
      'Preventing unauthorised access and misuse; keeping logs of access',
    ),
    method: both('自动记录与人工复核', 'Recorded automatically and reviewed by people'),
    basis: 'legal_duty',
    lawCited: 'PIPL 51, Cybersecurity Law 21',
    operations: ['collect', 'store', 'use', 'staff_access'],
    fields: ['mobile', 'email', 'member_id', 'contact_record'],
    retention: { days: 180, atEnd: 'erase', text: both('日志保存180天后删除', 'Logs are erased after 180 days') },
  },
  {
    code: 'customer-administration',
    name: both('客户档案管理', 'Customer administration'),
    purpose: 'customer_administration',
    purposeText: both(
      '维护客户与会员档案、订单与服务记录，由授权人员在脱敏状态下查阅和分析，以履行与您的交易和服务',
      'Keeping customer, member, order and service records, read and analysed by authorised staff under masks, to perform what you have bought or joined',
    ),
    method: both('加密存储、脱敏展示、逐次留痕', 'Stored encrypted, shown masked, every use recorded'),
    basis: 'contract',
    operations: ['collect', 'store', 'use', 'staff_access', 'delete'],
    fields: ALL_ORDINARY,
    retention: { days: 3650, atEnd: 'erase', text: WHILE_CUSTOMER },
  },
];

/** The product's own activities (PIPL 17(3): told by published rules), each with its basis and its line in the notice. */
export function builtInActivities(): ActivityInput[] {
  return BUILT_INS.map((each) => ({
    code: each.code,
    name: each.name,
    purpose: each.purpose,
    purposeText: each.purposeText,
    method: each.method,
    basis: each.basis,
    basisFacts: { necessary: true, ...(each.lawCited === undefined ? {} : { law_cited: each.lawCited }) },
    operations: each.operations,
    fields: each.fields.map((field) => ({ field, necessary: true })),
    sources: ['from_individual'],
    channels: each.channels ?? [],
    commercial: false,
    retention: each.retention,
    recipients: [],
    automatedDecision: null,
    crossBorder: null,
    ourRole: 'handler',
    noticeBy: 'public_rules',
    adultsOnly: false,
  }));
}

/** The codes of the product's own activities. */
export const BUILT_IN_CODES: ReadonlySet<string> = new Set(BUILT_INS.map((each) => each.code));
