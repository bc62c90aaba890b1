import type { Bilingual } from '../../../platform/failure.ts';

/** The version of the structure that our receipts follow. */
export const RECEIPT_SCHEMA = 'ISO/IEC TS 27560:2023';

/** Where the terms have their names: the same in every deployment, whatever its address. */
const VOCABULARY = 'urn:zhinuo:pipl:v1#';

interface Term {
  readonly name: string;
  /** `@type` of the value where it is no plain text. */
  readonly type?: '@id' | 'xsd:dateTime' | 'xsd:boolean' | 'xsd:integer';
  /** A list whose order counts for nothing. */
  readonly set?: true;
  readonly says: Bilingual;
}

const term = (name: string, zh: string, en: string, more: Omit<Term, 'name' | 'says'> = {}): Term => ({
  name,
  says: { zh, en },
  ...more,
});

/** The members of TS 27560 as we use them; each is also a term of the context. */
export const STRUCTURE_TERMS: readonly Term[] = [
  term('schema_version', '所依结构', 'the structure that this follows'),
  term('receipt_id', '凭证编号', 'the receipt’s id', { type: '@id' }),
  term('record_id', '存证条目的叶子哈希', 'the leaf hash of the log entry'),
  term(
    'pii_principal_id',
    '个人的代号：存证标签，不含个人信息',
    'the person, as the entry’s tag; no personal information',
  ),
  term('privacy_notice', '展示的告知（永久地址）', 'the notice as it was shown, at its permanent address', {
    type: '@id',
  }),
  term('language', '展示的语言', 'the language it was shown in'),
  term('purposes', '处理目的', 'the purposes', { set: true }),
  term('purpose', '目的', 'the purpose in words'),
  term('purpose_type', '目的的代码', 'the purpose as the register codes it'),
  term('lawful_basis', '合法性基础', 'the legal basis', { type: '@id' }),
  term('pii_information', '个人信息', 'the information', { set: true }),
  term('pii_type', '个人信息种类', 'the kind of information'),
  term('pii_attribute_id', '字段代码', 'the field’s code'),
  term('pii_optional', '是否可不提供', 'whether it may be withheld', { type: 'xsd:boolean' }),
  term('sensitive_pii_category', '敏感个人信息的类别', 'the kind of sensitive information'),
  term('pii_controllers', '个人信息处理者', 'the handlers', { set: true }),
  term('collection_method', '收集方式', 'how it is collected'),
  term('processing_method', '处理方式', 'how it is handled'),
  term('storage_locations', '存储地点', 'where it is stored'),
  term('processing_locations', '处理地点（国家或地区）', 'the countries in which it is handled', { set: true }),
  term('geographic_restrictions', '出境限制', 'what limits its leaving the country'),
  term('retention_period', '保存期限', 'how long it is kept'),
  term('jurisdiction', '法域', 'whose law applies'),
  term('recipient_third_parties', '接收方', 'who receives it', { set: true }),
  term('withdrawal_method', '撤回方式', 'how to withdraw', { type: '@id' }),
  term('privacy_rights', '权利行使方式', 'how to use one’s rights', { type: '@id' }),
  term('party_id', '名称代号', 'the party'),
  term('party_name', '名称', 'name'),
  term('party_role', '角色', 'role', { type: '@id' }),
  term('party_contact', '联系方式', 'contact'),
  term('party_address', '地址', 'address'),
  term('party_phone', '电话', 'telephone'),
  term('party_email', '邮箱', 'email'),
  term('events', '发生的事', 'what happened', { set: true }),
  term('event_time', '时间', 'when', { type: 'xsd:dateTime' }),
  term('event_type', '表示的方式', 'how it was expressed', { type: '@id' }),
  term('event_state', '结果', 'what was said', { type: '@id' }),
  term('entity_id', '谁作出的：个人的代号或监护人', 'who said it: the person’s tag, or a guardian'),
  term('validity_duration', '有效期至', 'valid until', { type: 'xsd:dateTime' }),
];

/** What PIPL knows and TS 27560 has no word for. */
export const PIPL_TERMS: readonly Term[] = [
  term('ConsentReceipt', '同意凭证：一次同意、拒绝或撤回', 'a receipt of one consent, refusal or withdrawal'),
  term('Consent', '同意（第十三条第一款第一项、第十四条）', 'consent (PIPL 13(1)(1), 14)'),
  term('GeneralConsent', '同意', 'consent of the general kind'),
  term(
    'SeparateConsent',
    '单独同意（第二十三、二十五、二十六、二十九、三十九条）',
    'separate consent (PIPL 23, 25, 26, 29, 39)',
  ),
  term('WrittenConsent', '书面同意（第十四、二十九条）', 'written consent (PIPL 14, 29)'),
  term('Given', '给予', 'given'),
  term('Refused', '拒绝', 'refused'),
  term('Withdrawn', '撤回（第十五条）', 'withdrawn (PIPL 15)'),
  term('Guardian', '父母或者其他监护人（第三十一条）', 'a parent or other guardian (PIPL 31)'),
  term('Handler', '个人信息处理者（第七十三条）', 'handler (PIPL 73)'),
  term('Entrustee', '受托人（第二十一条）', 'entrustee (PIPL 21)'),
  term('JointHandler', '共同处理者（第二十条）', 'joint handler (PIPL 20)'),
  term(
    'IndependentHandler',
    '接收个人信息的其他处理者（第二十三条）',
    'another handler that receives information (PIPL 23)',
  ),
  term('articles', '所依条款', 'the articles that it rests on', { set: true }),
  term('channel', '联系渠道', 'the channel that was named'),
  term('control', '所用的控件', 'the control that was used'),
  term('surface', '展示的位置', 'where it was shown'),
  term('ageDeclared', '声明的年龄', 'the age that was declared', { type: 'xsd:integer' }),
  term('noticeVersion', '告知的版本', 'the version of the notice', { type: 'xsd:integer' }),
  term('noticeHash', '告知的内容哈希（SHA-256）', 'the hash of the notice (SHA-256)'),
  term('evidence', '存证：可独立核验', 'the evidence, to be verified independently'),
  term('entry', '日志条目', 'the log entry'),
  term('signature', '签名的承诺', 'the signed promise'),
  term('signingKey', '签名密钥', 'the signing key'),
  term('mergeBy', '最迟并入日志的时间', 'when it is merged at the latest', { type: 'xsd:dateTime' }),
  term('index', '在日志中的位置', 'its place in the log', { type: 'xsd:integer' }),
];

/** The JSON-LD context of our receipts. */
export function receiptContext(): { readonly '@context': Readonly<Record<string, unknown>> } {
  const entries = [...STRUCTURE_TERMS, ...PIPL_TERMS].map(({ name, type, set }): [string, unknown] => {
    const id = `pipl:${name}`;
    if (type === undefined && set === undefined) return [name, id];
    return [name, { '@id': id, ...(type && { '@type': type }), ...(set && { '@container': '@set' }) }];
  });
  return {
    '@context': {
      '@version': 1.1,
      pipl: VOCABULARY,
      xsd: 'http://www.w3.org/2001/XMLSchema#',
      id: '@id',
      type: '@type',
      ...Object.fromEntries(entries),
    },
  };
}
