import type { Bilingual } from '../../../platform/failure.ts';
import type { Activity } from './activity.ts';
import { type FieldCode, fieldKind } from './fields.ts';
import type { HandlerProfile } from './handler-profile.ts';

/** What a notice version says, before it is typeset; its canonical JSON is what the version's hash is over. */
export interface NoticeContent {
  readonly code: string;
  readonly version: number;
  /** Absent in a general notice, so that older versions keep their hash. */
  readonly kind?: 'children';
  readonly title: Bilingual;
  readonly intro: Bilingual | null;
  /** RFC 3339, Asia/Shanghai. */
  readonly publishedAt: string;
  readonly handler: HandlerProfile;
  readonly activities: readonly NoticeActivityContent[];
}

/** One activity as a notice tells it. */
export interface NoticeActivityContent {
  readonly code: string;
  readonly revision: number;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly method: Bilingual;
  readonly basis: Bilingual;
  readonly byConsent: boolean;
  readonly fields: readonly {
    readonly label: Bilingual;
    readonly necessary: boolean;
    readonly sensitive: boolean;
    readonly necessity: Bilingual | null;
    readonly impact: Bilingual | null;
  }[];
  readonly channels: readonly Bilingual[];
  readonly retention: Bilingual;
  readonly recipients: readonly {
    readonly name: string;
    readonly contact: string;
    readonly role: Bilingual;
    readonly purpose: Bilingual;
    readonly method: Bilingual;
    readonly fields: readonly Bilingual[];
    /** Where abroad, and how rights are exercised there (PIPL 39); absent where nothing leaves, so that older versions keep their hash. */
    readonly abroad?: { readonly country: string; readonly rights: Bilingual };
  }[];
  readonly automatedDecision: Bilingual | null;
  readonly adultsOnly: boolean;
  /** One of the product's own acts (login codes, rights, security …), told after the company's. */
  readonly builtIn: boolean;
}

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

const ROLES: Readonly<Record<Activity['recipients'][number]['role'], Bilingual>> = {
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
  app_push: { zh: '应用推送', en: 'App notifications' },
};

const AT_END: Readonly<Record<Activity['retention']['atEnd'], Bilingual>> = {
  erase: { zh: '到期后删除', en: 'then erased' },
  anonymise: { zh: '到期后匿名化', en: 'then anonymised' },
  storage_only: { zh: '到期后除存储和必要的安全保护外停止处理', en: 'then only stored and secured' },
};

function labels(fields: readonly FieldCode[]): Bilingual[] {
  return fields.map((field) => fieldKind(field).label);
}

function retentionText(activity: Activity): Bilingual {
  const { days, atEnd, text } = activity.retention;
  const end = AT_END[atEnd];
  return { zh: `${text.zh}（最长${days}天，${end.zh}）`, en: `${text.en} (at most ${days} days, ${end.en})` };
}

function abroad(activity: Activity, name: string): { abroad?: { country: string; rights: Bilingual } } {
  const transfer = activity.crossBorder?.transfers.find((each) => each.recipient === name);
  return transfer === undefined ? {} : { abroad: { country: transfer.country, rights: transfer.rightsProcedure } };
}

/** How a notice tells one activity. */
export function noticeActivity(activity: Activity): NoticeActivityContent {
  const automated = activity.automatedDecision;
  return {
    code: activity.code,
    revision: activity.revision,
    name: activity.name,
    purpose: activity.purposeText,
    method: activity.method,
    basis: BASIS_NAMES[activity.basis],
    byConsent: activity.basis === 'consent',
    fields: activity.fields.map((each) => ({
      label: fieldKind(each.field).label,
      necessary: each.necessary,
      sensitive: fieldKind(each.field).sensitiveKind !== null,
      necessity: each.necessity ?? null,
      impact: each.impactIfRefused ?? null,
    })),
    channels: activity.channels.map((channel) => CHANNEL_NAMES[channel]),
    retention: retentionText(activity),
    recipients: activity.recipients.map((recipient) => ({
      name: recipient.name,
      contact: recipient.contact,
      role: ROLES[recipient.role],
      purpose: recipient.purpose,
      method: recipient.method ?? activity.method,
      fields: labels(recipient.fields),
      ...abroad(activity, recipient.name),
    })),
    automatedDecision: automated?.used === true ? automated.text : null,
    builtIn: activity.builtIn,
    adultsOnly: activity.adultsOnly,
  };
}
