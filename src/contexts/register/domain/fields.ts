import type { Bilingual } from '../../../platform/failure.ts';

/** How the vault shortens a value for people who may not see it in clear (obligations, section 8); each is defined in the vault. */
export const MASK_KINDS = [
  'name',
  'mobile',
  'landline',
  'iot_sim',
  'id_number',
  'passport',
  'bank_card',
  'plate',
  'email',
  'address',
  'postal_code',
  'date',
  'ip_address',
  'mac_address',
  'imei',
  'device_id',
  'platform_id',
  'social_credit_code',
  'organisation_code',
  'location',
  'id',
  'short',
  'all',
] as const;
/** How a value is shortened. */
export type MaskKind = (typeof MASK_KINDS)[number];

/** What kind of personal information a field is. */
export interface FieldKind {
  readonly label: Bilingual;
  /** The law context's data category (`data.categories`). */
  readonly category: string;
  /** The kind of sensitive information it is (PIPL 28), or null. */
  readonly sensitiveKind: string | null;
  readonly mask: MaskKind;
}

function kind(
  zh: string,
  en: string,
  category: string,
  mask: MaskKind,
  sensitiveKind: string | null = null,
): FieldKind {
  return { label: { zh, en }, category, sensitiveKind, mask };
}

// The law's vocabulary of categories is closed; a field that it has no word for carries the nearest kind (identifiers as the contact or name
// they stand for, records of behaviour as order records).
/** Every field of personal information that an activity may name; a field that is not here can't be stored. */
export const FIELDS = {
  name: kind('姓名', 'Name', 'name', 'name'),
  mobile: kind('手机号码', 'Mobile number', 'mobile', 'mobile'),
  email: kind('电子邮箱', 'Email address', 'email', 'email'),
  address: kind('收货地址', 'Delivery address', 'address', 'address'),
  city: kind('所在城市', 'City', 'city', 'short'),
  birth_date: kind('出生日期', 'Date of birth', 'birth_date', 'date'),
  gender: kind('性别', 'Gender', 'gender', 'all'),
  member_id: kind('会员编号', 'Member number', 'name', 'id'),
  order_record: kind('订单与消费记录', 'Orders and purchases', 'order_record', 'short'),
  wecom_id: kind('企业微信客户标识', 'WeCom customer identifier', 'mobile', 'platform_id'),
  open_id: kind('微信 OpenID', 'WeChat OpenID', 'mobile', 'platform_id'),
  wechat_id: kind('微信号', 'WeChat ID', 'mobile', 'platform_id'),
  qq_id: kind('QQ 号', 'QQ number', 'mobile', 'id'),
  landline: kind('固定电话', 'Landline number', 'mobile', 'landline'),
  postal_code: kind('邮政编码', 'Postal code', 'city', 'postal_code'),
  plate: kind('车牌号', 'Licence plate', 'name', 'plate'),
  ip_address: kind('IP 地址', 'IP address', 'city', 'ip_address'),
  mac_address: kind('设备 MAC 地址', 'MAC address of a device', 'mobile', 'mac_address'),
  imei: kind('设备 IMEI', 'IMEI of a device', 'mobile', 'imei'),
  device_id: kind('设备标识（OAID 等）', 'Device identifier (OAID and the like)', 'mobile', 'device_id'),
  behaviour: kind('浏览与互动记录', 'Browsing and interaction', 'order_record', 'short'),
  tags: kind('标签与分群', 'Tags and segments', 'order_record', 'short'),
  employer: kind('所在单位', 'Organisation they work for', 'company', 'short'),
  job_title: kind('职务', 'Job title', 'company', 'short'),
  consent_record: kind('授权与撤回记录', 'Consent and withdrawal records', 'order_record', 'short'),
  contact_record: kind('联系与消息记录', 'Contact and message records', 'order_record', 'short'),
  health_condition: kind('健康状况', 'Health condition', 'health_condition', 'all', 'health'),
  allergy: kind('过敏信息', 'Allergies', 'allergy', 'all', 'health'),
  bank_account: kind('银行账户', 'Bank account', 'bank_account', 'bank_card', 'financial_account'),
  location_trail: kind('行踪轨迹', 'Location trail', 'location_trail', 'all', 'whereabouts'),
  precise_location: kind('精确位置', 'Precise location', 'precise_location', 'location', 'whereabouts'),
  // GB/T 45574 does not list the number alone, GB/T 35273 does: protected like the photo, the stricter reading (obligations, section 10).
  id_number: kind('身份证件号码', 'Number of an identity card', 'id_card_photo', 'id_number', 'id_card_photo'),
  passport: kind('护照、通行证号码', 'Passport or travel permit number', 'id_card_photo', 'passport', 'id_card_photo'),
  id_card_photo: kind('身份证件照片', 'Photo of an identity card', 'id_card_photo', 'all', 'id_card_photo'),
  face_template: kind('人脸特征', 'Face template', 'face_template', 'all', 'biometric'),
  religion: kind('宗教信仰', 'Religion', 'religion', 'all', 'religion'),
  portrait: kind('肖像', 'Portrait', 'portrait', 'all'),
} as const satisfies Record<string, FieldKind>;

/** The code of a field of personal information. */
export type FieldCode = keyof typeof FIELDS;

/** Whether a text is the code of a known field. */
export function isFieldCode(text: string): text is FieldCode {
  return Object.hasOwn(FIELDS, text);
}

/** What kind of personal information the field is. */
export function fieldKind(field: FieldCode): FieldKind {
  return FIELDS[field];
}
