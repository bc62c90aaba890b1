import type { Bilingual } from '../../../../platform/failure.ts';
import type { FieldCode } from '../../../register/index.ts';

/**
 * What a file holds: bare purchases by member id, orders of a shop with the recipient's fields, people with fields of the register, contacts of
 * organisations, or a stock of members with what shows that they were told and agreed.
 */
export type ImportKind = 'purchases' | 'orders' | 'people' | 'contacts' | 'stock';

/** What a column can mean. */
export type Target =
  | 'member_id'
  | 'order_id'
  | 'at'
  | 'quantity'
  | 'amount'
  | 'product'
  | 'name'
  | 'mobile'
  | 'email'
  | 'address'
  | 'birth_date'
  | 'gender'
  | 'city'
  | 'wecom_id'
  | 'open_id'
  | 'organisation'
  | 'registration_number'
  | 'job_title'
  | 'origin'
  | 'notice_version'
  | 'shown_at'
  | 'how'
  | 'proof'
  | 'answer'
  | 'answered_at';

export interface KindRules {
  readonly targets: readonly Target[];
  readonly required: readonly Target[];
}

/** Fields of the register that a people file may carry beside the member number. */
export const PERSON_FIELDS = [
  'name',
  'mobile',
  'email',
  'address',
  'birth_date',
  'gender',
  'city',
  'wecom_id',
  'open_id',
] as const;

/** Which columns each kind may and must have. */
export const importKinds: Readonly<Record<ImportKind, KindRules>> = {
  purchases: { targets: ['member_id', 'at', 'quantity', 'amount'], required: ['member_id', 'at', 'amount'] },
  orders: {
    targets: ['order_id', 'at', 'name', 'mobile', 'email', 'address', 'product', 'quantity', 'amount', 'member_id'],
    required: ['order_id', 'at', 'amount'],
  },
  people: {
    targets: ['member_id', ...PERSON_FIELDS],
    required: ['member_id'],
  },
  contacts: {
    targets: [
      'member_id',
      'organisation',
      'registration_number',
      'job_title',
      ...(['name', 'mobile', 'email', 'city', 'wecom_id'] as const),
    ],
    required: ['member_id', 'organisation'],
  },
  stock: {
    targets: ['member_id', 'origin', 'notice_version', 'shown_at', 'how', 'proof', 'answer', 'answered_at'],
    required: ['member_id'],
  },
};

/** Names of the targets for people. */
export const targetNames: Readonly<Record<Target, Bilingual>> = {
  member_id: { zh: '会员编号', en: 'member id' },
  order_id: { zh: '订单号', en: 'order number' },
  at: { zh: '时间', en: 'time' },
  quantity: { zh: '数量', en: 'quantity' },
  amount: { zh: '金额', en: 'amount' },
  product: { zh: '商品', en: 'product' },
  name: { zh: '姓名', en: 'name' },
  mobile: { zh: '手机号', en: 'mobile' },
  email: { zh: '邮箱', en: 'e-mail' },
  address: { zh: '地址', en: 'address' },
  birth_date: { zh: '出生日期', en: 'date of birth' },
  gender: { zh: '性别', en: 'gender' },
  city: { zh: '所在城市', en: 'city' },
  wecom_id: { zh: '企业微信客户标识', en: 'WeCom customer id' },
  open_id: { zh: '微信 OpenID', en: 'WeChat OpenID' },
  organisation: { zh: '单位名称', en: 'organisation' },
  registration_number: { zh: '统一社会信用代码', en: 'registration number' },
  job_title: { zh: '职务', en: 'job title' },
  origin: { zh: '来源', en: 'origin' },
  notice_version: { zh: '告知版本', en: 'notice version' },
  shown_at: { zh: '告知时间', en: 'shown at' },
  how: { zh: '告知方式', en: 'how' },
  proof: { zh: '凭证', en: 'proof' },
  answer: { zh: '是否同意', en: 'answer' },
  answered_at: { zh: '同意时间', en: 'answered at' },
};

/** A target as it is called in files of this kind: a contact's number is not a member's. */
export function nameOfTarget(kind: ImportKind, target: Target): Bilingual {
  return kind === 'contacts' && target === 'member_id'
    ? { zh: '联系人编号', en: 'contact number' }
    : targetNames[target];
}

/** The fields of the register that an import of these targets collects. */
export function collectedFields(kind: ImportKind, targets: readonly Target[]): FieldCode[] {
  const fields = (['member_id', ...PERSON_FIELDS] as const).filter((field) => targets.includes(field));
  if (kind === 'people') return fields;
  if (kind === 'contacts')
    return [...fields, 'employer', ...(targets.includes('job_title') ? ['job_title' as const] : [])];
  return [...fields, 'order_record'];
}

/** Whether a file's rows say who people are, rather than what they bought. */
export function saysWho(kind: ImportKind): boolean {
  return kind === 'people' || kind === 'contacts';
}
