import type { Json } from '../../../platform/crypto/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import { fieldKind, isFieldCode } from '../../register/index.ts';

/** A language of the account. */
export type Language = keyof Bilingual;

const KINDS: Readonly<Record<string, Bilingual>> = {
  key: { zh: '开始记录', en: 'Records begin' },
  presentation: { zh: '展示告知', en: 'Notice shown' },
  consent: { zh: '同意', en: 'Consent' },
  refusal: { zh: '拒绝', en: 'Refusal' },
  withdrawal: { zh: '撤回同意', en: 'Consent withdrawn' },
  objection: { zh: '退订或反对', en: 'Objection' },
  'use-batch': { zh: '使用个人信息', en: 'Information used' },
  reveal: { zh: '查看明文', en: 'Values revealed' },
  'notice-published': { zh: '发布告知', en: 'Notice published' },
  'activity-revised': { zh: '处理活动登记或修订', en: 'Activity registered or revised' },
  'address-confirmed': { zh: '确认联系地址', en: 'Address confirmed' },
  import: { zh: '导入', en: 'Import' },
  'staff-access': { zh: '员工操作', en: 'Act of staff' },
  erasure: { zh: '删除', en: 'Erasure' },
  'rights-request': { zh: '个人权利请求', en: 'Rights request' },
  'bundle-issued': { zh: '出具证据包', en: 'Evidence bundle issued' },
  epoch: { zh: '完整性快照', en: 'Epoch' },
  'signing-key': { zh: '签名密钥更替', en: 'Signing key succeeded' },
  search: { zh: '检索声明', en: 'Search declared' },
  'bulk-alert': { zh: '批量查看或导出告警', en: 'Alert: many records seen or exported' },
  export: { zh: '导出', en: 'Export' },
  retention: { zh: '保存期届满，删除或锁定', en: 'Erased or locked at the end of retention' },
  'agreement-published': { zh: '发布协议', en: 'Agreement published' },
  'minority-sign': { zh: '登记未成年迹象', en: 'Sign of minority noted' },
  'key-event': { zh: '密钥变更', en: 'Change of keys' },
  'stock-ruling': { zh: '存量授权裁定', en: 'Ruling on an existing stock' },
  tag: { zh: '标签变更', en: 'Change of a tag' },
  guardian: { zh: '登记监护关系', en: 'Guardian recorded' },
  identity: { zh: '记录合并或拆分', en: 'Records joined or parted' },
  'protection-set': { zh: '保护设置变更', en: 'Setting of protection changed' },
  correction: { zh: '更正或删除个人信息', en: 'Information corrected or deleted' },
};

const VALUES: Readonly<Record<string, Bilingual>> = {
  sms: { zh: '短信', en: 'SMS' },
  email: { zh: '电子邮件', en: 'email' },
  phone: { zh: '电话', en: 'phone' },
  wecom: { zh: '企业微信', en: 'WeCom' },
  official_account: { zh: '微信公众号', en: 'the WeChat official account' },
  mini_program: { zh: '小程序订阅消息', en: 'mini-program messages' },
  none: { zh: '不经渠道', en: 'no channel' },
  app_push: { zh: '应用推送', en: 'app push' },
  code: { zh: '验证码', en: 'a code' },
  link: { zh: '确认链接', en: 'a link' },
  'privacy-centre': { zh: '隐私中心', en: 'the privacy centre' },
  'sms-reply': { zh: '回复短信', en: 'a reply by SMS' },
  'wecom-friend-deleted': { zh: '在企业微信删除好友', en: 'deleting the contact in WeCom' },
  'wecom-contact-ended': { zh: '企业微信好友关系已解除', en: 'the end of the contact in WeCom' },
  'wecom-transfer-refused': { zh: '在企业微信拒绝更换顾问', en: 'refusing another adviser in WeCom' },
  'wecom-group-left': { zh: '退出客户群', en: 'leaving a customer group' },
  'wechat-unfollowed': { zh: '取消关注公众号', en: 'unfollowing the official account' },
  'wechat-subscription-refused': { zh: '在微信拒收订阅消息', en: 'refusing subscription messages in WeChat' },
  'wechat-authorisation-revoked': { zh: '在微信撤回授权', en: 'revoking the authorisation in WeChat' },
  'wechat-account-closed': { zh: '在微信注销小程序账号', en: 'closing the account at the mini-program in WeChat' },
  'tmall-membership-left': { zh: '在天猫退出会员', en: 'leaving the membership at Tmall' },
  webhook: { zh: '其他系统的通知', en: 'word from another system' },
  'unsubscribe-page': { zh: '退订页面', en: 'the unsubscribe page' },
  'one-click': { zh: '邮箱里的一键退订', en: 'one-click unsubscription in the mail program' },
  'complaint-12321': { zh: '向 12321 投诉', en: 'a complaint at 12321' },
  'complaint-carrier': { zh: '向运营商投诉', en: 'a complaint at the carrier' },
  'complaint-platform': { zh: '向平台投诉', en: 'a complaint at the platform' },
  'unsubscribe-link': { zh: '退订链接', en: 'the unsubscribe link' },
  approved: { zh: '已批准', en: 'approved' },
  expired: { zh: '已过期', en: 'expired' },
  signed: { zh: '已签署', en: 'signed' },
  ended: { zh: '已终止', en: 'ended' },
  collect: { zh: '收集', en: 'collected' },
  store: { zh: '存储', en: 'stored' },
  use: { zh: '使用', en: 'used' },
  transmit: { zh: '传输', en: 'transmitted' },
  entrust: { zh: '委托处理', en: 'entrusted' },
  provide: { zh: '提供给第三方', en: 'provided to a third party' },
  staff_access: { zh: '员工查看', en: 'seen by staff' },
  general: { zh: '一般同意', en: 'general consent' },
  separate: { zh: '单独同意', en: 'separate consent' },
  written: { zh: '书面同意', en: 'written consent' },
  explicit_action: { zh: '主动勾选或点击', en: 'an explicit action' },
  signed_document: { zh: '签署文件', en: 'a signed document' },
  unsubscribe: { zh: '退订', en: 'unsubscribe' },
  restrict: { zh: '限制处理', en: 'restrict' },
  personalisation: { zh: '关闭个性化', en: 'no personalisation' },
  erased: { zh: '已删除', en: 'erased' },
  locked: { zh: '已锁定，仅存储', en: 'locked, stored only' },
  'purpose-achieved': { zh: '目的已实现', en: 'the purpose is achieved' },
  'term-ended': { zh: '保存期届满', en: 'the term has ended' },
  'consent-withdrawn': { zh: '同意已撤回', en: 'consent was withdrawn' },
  unlawful: { zh: '处理违法或违约', en: 'the handling was unlawful' },
  'other-law': { zh: '其他法律要求', en: 'another law demands it' },
};

const LABELS: Readonly<Record<string, Bilingual>> = {
  channel: { zh: '渠道', en: 'channel' },
  kind: { zh: '种类', en: 'kind' },
  how: { zh: '方式', en: 'how' },
  validUntil: { zh: '有效至', en: 'valid until' },
  notice: { zh: '告知', en: 'notice' },
  version: { zh: '版本', en: 'version' },
  noticeVersion: { zh: '告知版本', en: 'notice version' },
  surface: { zh: '触点', en: 'surface' },
  operation: { zh: '操作', en: 'operation' },
  fields: { zh: '信息种类', en: 'fields' },
  purposeNote: { zh: '用途说明', en: 'purpose' },
  recipient: { zh: '接收方', en: 'recipient' },
  through: { zh: '途径', en: 'through' },
  revision: { zh: '登记版次', en: 'revision' },
  brand: { zh: '品牌', en: 'brand' },
  assessment: { zh: '影响评估', en: 'assessment' },
  contract: { zh: '合同', en: 'contract' },
  action: { zh: '处置', en: 'what was done' },
  endedBy: { zh: '原因', en: 'reason' },
  ground: { zh: '依据', en: 'ground' },
  law: { zh: '法律', en: 'law' },
  lockedUntil: { zh: '锁定至', en: 'locked until' },
  persons: { zh: '人数', en: 'people' },
  right: { zh: '权利', en: 'right' },
  outcome: { zh: '答复', en: 'answer' },
  answerBy: { zh: '答复期限', en: 'answer due' },
};

/** What an entry records, in plain words. */
export function kindWord(kind: string, language: Language): string {
  return KINDS[kind]?.[language] ?? kind;
}

/** What a payload says to a reader: the activity's name, and the members that have words. Ids, hashes and salts are left to the proof. */
export function plainFacts(payload: Json, names: ReadonlyMap<string, Bilingual>, language: Language): string {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return '';
  const { use, ...own } = payload as { [key: string]: Json };
  // A use batch says what the use was in its member "use".
  const members = typeof use === 'object' && use !== null && !Array.isArray(use) ? use : own;
  const activity = (members as { [key: string]: Json })['activity'];
  const facts = Object.entries(LABELS).flatMap(([name, label]) => {
    const value = (members as { [key: string]: Json })[name];
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return [];
    if (typeof value === 'object' && !Array.isArray(value)) return [];
    const said = (Array.isArray(value) ? value : [value]).map((each) => word(name, String(each), language));
    return [`${label[language]}${language === 'zh' ? '：' : ': '}${said.join(language === 'zh' ? '、' : ', ')}`];
  });
  const name = typeof activity === 'string' ? [names.get(activity)?.[language] ?? activity] : [];
  return [...name, ...facts].join(language === 'zh' ? '；' : '; ');
}

/** A value of an entry in both languages; undefined for one without words. */
export function valueWords(value: string): Bilingual | undefined {
  return Object.hasOwn(VALUES, value) ? VALUES[value] : undefined;
}

function word(member: string, value: string, language: Language): string {
  if (member === 'fields') return isFieldCode(value) ? fieldKind(value).label[language] : value;
  return Object.hasOwn(VALUES, value) ? (VALUES[value]?.[language] ?? value) : value;
}
