import type { Bilingual } from '../../../platform/failure.ts';
import type { Activity } from './activity.ts';

/** The legal bases of PIPL 13 in the words that notices use. */
export const BASIS_NAMES: Readonly<Record<Activity['basis'], Bilingual>> = {
  consent: { zh: '您的同意', en: 'Your consent' },
  contract: { zh: '订立、履行您作为一方的合同所必需', en: 'Necessary for a contract with you' },
  hr: { zh: '依法实施人力资源管理所必需', en: 'Necessary for human-resources management' },
  legal_duty: { zh: '履行法定职责或法定义务所必需', en: 'Necessary for a statutory duty' },
  public_health_emergency: { zh: '应对突发公共卫生事件所必需', en: 'Necessary in a public-health emergency' },
  emergency: { zh: '紧急情况下保护生命健康和财产安全所必需', en: 'Necessary in an emergency' },
  news: { zh: '为公共利益实施新闻报道、舆论监督', en: 'News reporting in the public interest' },
  public_info: { zh: '在合理范围内处理已合法公开的信息', en: 'Reasonable handling of lawfully public information' },
  other_law: { zh: '法律、行政法规规定的其他情形', en: 'Another case set by law or administrative regulation' },
};

/** The roles of recipients (PIPL 20, 21, 23). */
export const ROLE_NAMES: Readonly<Record<Activity['recipients'][number]['role'], Bilingual>> = {
  entrustee: { zh: '受托处理', en: 'Entrusted with processing' },
  independent_handler: { zh: '独立的个人信息处理者', en: 'Independent handler' },
  joint_handler: { zh: '共同处理者', en: 'Joint handler' },
};

/** The names of the channels. */
export const CHANNEL_NAMES: Readonly<Record<Activity['channels'][number], Bilingual>> = {
  sms: { zh: '短信', en: 'SMS' },
  email: { zh: '电子邮件', en: 'Email' },
  phone: { zh: '电话', en: 'Phone' },
  wecom: { zh: '企业微信', en: 'WeCom' },
  official_account: { zh: '微信公众号', en: 'WeChat official account' },
  mini_program: { zh: '小程序订阅消息', en: 'Mini-program messages' },
  app_push: { zh: '应用推送', en: 'App notifications' },
};

/** What happens at the end of the retention (NDSR 21). */
export const AT_END_NAMES: Readonly<Record<Activity['retention']['atEnd'], Bilingual>> = {
  erase: { zh: '到期后删除', en: 'then erased' },
  anonymise: { zh: '到期后匿名化', en: 'then anonymised' },
  storage_only: { zh: '到期后除存储和必要的安全保护外停止处理', en: 'then only stored and secured' },
};

/** When information is collected, by where it comes from, unless the activity says it itself. */
export const COLLECTED_WHEN: Readonly<Record<string, Bilingual>> = {
  from_individual: { zh: '您主动填写或提供时', en: 'When you give it' },
  device_auto_collected: { zh: '您使用过程中自动收集', en: 'Automatically while you use it' },
  inferred: { zh: '根据已有记录推断时', en: 'When it is inferred from records' },
  self_published: { zh: '您自行公开后', en: 'After you published it' },
};

/** What not giving a field means, unless the activity says it itself. */
export const REFUSING: Readonly<Record<'necessary' | 'optional', Bilingual>> = {
  necessary: {
    zh: '不提供则无法实现该功能，不影响其他功能',
    en: 'Without it this function is not possible; others are',
  },
  optional: { zh: '可选，拒绝不影响使用服务', en: 'optional; refusing does not affect the service' },
};
