/** How far an identifier can be trusted to name one human. */
export type Strength = 'strong' | 'medium' | 'weak';

/** What one type of identifier is, and what it may do. */
export interface IdentifierRule {
  readonly zh: string;
  readonly en: string;
  /** Within what a value is unique: a whole issuer, or one scope (app, corp, shop) of it; both must be named. */
  readonly unique: 'everywhere' | 'issuer' | 'scope';
  readonly strength: Strength;
  /** Whether it may join records at all. */
  readonly joins: boolean;
  /** Whether a human has at most one of it in one issuer and scope, so that two different ones contradict each other. */
  readonly single: boolean;
  /** Days for which it says something after it was last verified; null: as long as the issuer's account. */
  readonly termDays: number | null;
  /** Whether only a verified one joins. */
  readonly verified: boolean;
  /** On more records than this it joins nobody: it is a shared counter, a test number or an attack. */
  readonly mostRecords: number;
}

const rule = (
  [zh, en]: readonly [string, string],
  unique: IdentifierRule['unique'],
  strength: Strength,
  more: Partial<IdentifierRule> = {},
): IdentifierRule => ({
  zh,
  en,
  unique,
  strength,
  joins: true,
  single: strength === 'strong',
  termDays: null,
  verified: false,
  mostRecords: strength === 'strong' ? 50 : strength === 'medium' ? 10 : 5,
  ...more,
});

/**
 * Every type of identifier that OneID knows (decision 0066), with its rule. A mobile number is assigned again about 90 days after it was closed
 * (二次放号), so it says nothing 90 days after it was last verified. What is made for one order, or virtual, names nobody.
 */
export const IDENTIFIER_TYPES = {
  member_id: rule(['会员号', 'member number'], 'issuer', 'strong'),
  unionid: rule(['微信 unionid', 'WeChat unionid'], 'issuer', 'strong'),
  openid: rule(['微信 openid', 'WeChat openid'], 'scope', 'strong'),
  external_userid: rule(['企业微信客户号', 'WeCom external_userid'], 'scope', 'strong'),
  ouid: rule(['淘宝 ouid', 'Taobao ouid'], 'scope', 'strong'),
  omid: rule(['会员通 omid', 'Tmall omid'], 'issuer', 'strong'),
  field_index: rule(['加密字段索引', 'index of an encrypted field'], 'scope', 'weak', { termDays: 90 }),
  oaid: rule(['设备 OAID', 'device OAID'], 'everywhere', 'weak', { termDays: 180 }),
  anonymous_id: rule(['访客编号', "visitor's number"], 'issuer', 'weak', { termDays: 180 }),
  email: rule(['邮箱', 'email address'], 'everywhere', 'medium', { termDays: 365, verified: true }),
  mobile: rule(['手机号', 'mobile number'], 'everywhere', 'medium', { termDays: 90, verified: true }),
  order_oaid: rule(['收件人 OAID', "order's OAID"], 'scope', 'weak', { joins: false, termDays: 7 }),
  snapshot_openid: rule(['快照 openid', 'snapshot openid'], 'scope', 'weak', { joins: false, termDays: 1 }),
  virtual_number: rule(['隐私号', 'virtual number'], 'scope', 'weak', { joins: false, termDays: 30 }),
} as const satisfies Record<string, IdentifierRule>;

/** A type of identifier that OneID knows. */
export type IdentifierType = keyof typeof IDENTIFIER_TYPES;

/** The types in the order of their numbers, by which stored claims name them; only ever added to. */
export const TYPE_NUMBERS = Object.keys(IDENTIFIER_TYPES) as IdentifierType[];

/** Whether OneID knows the type. */
export function isIdentifierType(type: string): type is IdentifierType {
  return Object.hasOwn(IDENTIFIER_TYPES, type);
}
