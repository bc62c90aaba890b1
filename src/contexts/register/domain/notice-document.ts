import type { Bilingual } from '../../../platform/failure.ts';
import type { Activity, MinorsRules, Recipient, Surface } from './activity.ts';
import { type FieldCode, fieldKind } from './fields.ts';
import type { HandlerProfile } from './handler-profile.ts';
import { AT_END_NAMES, BASIS_NAMES, CHANNEL_NAMES, COLLECTED_WHEN, ROLE_NAMES } from './notice-words.ts';

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

/** One activity as a notice tells it. Optional members came later: versions that were published before have none of them. */
export interface NoticeActivityContent {
  readonly code: string;
  readonly revision: number;
  readonly name: Bilingual;
  readonly purpose: Bilingual;
  readonly method: Bilingual;
  readonly basis: Bilingual;
  readonly byConsent: boolean;
  readonly fields: readonly {
    readonly field?: FieldCode;
    readonly label: Bilingual;
    /** What it is for, where that is not the activity's whole purpose. */
    readonly purpose?: Bilingual;
    readonly necessary: boolean;
    readonly sensitive: boolean;
    readonly necessity: Bilingual | null;
    readonly impact: Bilingual | null;
  }[];
  readonly channels: readonly Bilingual[];
  readonly retention: Bilingual;
  /** The same in two parts: how long, and what then (NDSR 21). */
  readonly retentionTerm?: Bilingual;
  readonly retentionEnd?: Bilingual;
  /** The law that a statutory duty rests on. */
  readonly lawCited?: string;
  readonly collectedWhen?: Bilingual;
  readonly surfaces?: readonly Surface[];
  readonly minors?: MinorsRules;
  readonly client?: { readonly name: string; readonly contact: string; readonly instructions: Bilingual };
  readonly recipients: readonly {
    readonly name: string;
    readonly contact: string;
    readonly role: Bilingual;
    readonly purpose: Bilingual;
    readonly method: Bilingual;
    readonly fields: readonly Bilingual[];
    /** Where abroad, and how rights are exercised there (PIPL 39); absent where nothing leaves, so that older versions keep their hash. */
    readonly abroad?: { readonly country: string; readonly rights: Bilingual };
    readonly scene?: Bilingual;
    readonly deidentified?: boolean;
    /** Whether it gets anything only with a consent of its own (PIPL 23). */
    readonly separateConsent?: boolean;
    readonly policyUrl?: string;
    readonly arrangement?: Bilingual;
    readonly subEntrustees?: readonly {
      readonly name: string;
      readonly contact: string;
      readonly purpose: Bilingual;
    }[];
  }[];
  readonly automatedDecision: Bilingual | null;
  /** What else is to be said about it (PIPL 24). */
  readonly decision?: {
    readonly fields: readonly Bilingual[];
    readonly optOut: boolean;
    readonly effect?: Bilingual;
    readonly humanReview?: Bilingual;
  };
  readonly adultsOnly: boolean;
  readonly audience?: 'business_contacts';
  /** One of the product's own acts (login codes, rights, security …), told after the company's. */
  readonly builtIn: boolean;
}

function labels(fields: readonly FieldCode[]): Bilingual[] {
  return fields.map((field) => fieldKind(field).label);
}

function retentionParts({ retention }: Activity): { term: Bilingual; end: Bilingual; whole: Bilingual } {
  const { days, atEnd, text } = retention;
  const end = AT_END_NAMES[atEnd];
  return {
    end,
    term: { zh: `${text.zh}（最长${days}天）`, en: `${text.en} (at most ${days} days)` },
    whole: { zh: `${text.zh}（最长${days}天，${end.zh}）`, en: `${text.en} (at most ${days} days, ${end.en})` },
  };
}

function abroad(activity: Activity, name: string): { abroad?: { country: string; rights: Bilingual } } {
  const transfer = activity.crossBorder?.transfers.find((each) => each.recipient === name);
  return transfer === undefined ? {} : { abroad: { country: transfer.country, rights: transfer.rightsProcedure } };
}

function fieldContent(each: Activity['fields'][number]): NoticeActivityContent['fields'][number] {
  const { label, sensitiveKind } = fieldKind(each.field);
  return {
    field: each.field,
    label,
    ...(each.purpose === undefined ? {} : { purpose: each.purpose }),
    necessary: each.necessary,
    sensitive: sensitiveKind !== null,
    necessity: each.necessity ?? null,
    impact: each.impactIfRefused ?? null,
  };
}

function recipientContent(activity: Activity, recipient: Recipient): NoticeActivityContent['recipients'][number] {
  const { scene, deidentified, policyUrl, arrangement, subEntrustees } = recipient;
  return {
    name: recipient.name,
    contact: recipient.contact,
    role: ROLE_NAMES[recipient.role],
    purpose: recipient.purpose,
    method: recipient.method ?? activity.method,
    fields: labels(recipient.fields),
    scene: scene ?? activity.name,
    deidentified: deidentified ?? false,
    separateConsent: activity.basis === 'consent' && recipient.role !== 'entrustee',
    ...(policyUrl === undefined ? {} : { policyUrl }),
    ...(arrangement === undefined ? {} : { arrangement }),
    ...(subEntrustees === undefined
      ? {}
      : { subEntrustees: subEntrustees.map(({ name, contact, purpose }) => ({ name, contact, purpose })) }),
    ...abroad(activity, recipient.name),
  };
}

function decisionContent(activity: Activity): Pick<NoticeActivityContent, 'automatedDecision' | 'decision'> {
  const automated = activity.automatedDecision;
  if (automated === null || !automated.used) return { automatedDecision: null };
  const { text, fields, optOutProvided, effect, humanReview } = automated;
  return {
    automatedDecision: text,
    decision: {
      fields: labels(fields ?? activity.fields.map((each) => each.field)),
      optOut: optOutProvided,
      ...(effect === undefined ? {} : { effect }),
      ...(humanReview === undefined ? {} : { humanReview }),
    },
  };
}

/** How a notice tells one activity. */
export function noticeActivity(activity: Activity): NoticeActivityContent {
  const retention = retentionParts(activity);
  const cited = activity.basisFacts['law_cited'];
  const { surfaces, minors, client } = activity;
  return {
    code: activity.code,
    revision: activity.revision,
    name: activity.name,
    purpose: activity.purposeText,
    method: activity.method,
    basis: BASIS_NAMES[activity.basis],
    byConsent: activity.basis === 'consent',
    fields: activity.fields.map(fieldContent),
    channels: activity.channels.map((channel) => CHANNEL_NAMES[channel]),
    retention: retention.whole,
    retentionTerm: retention.term,
    retentionEnd: retention.end,
    ...(typeof cited === 'string' ? { lawCited: cited } : {}),
    collectedWhen: activity.collectedWhen ?? collectedWhen(activity.sources),
    ...(surfaces === undefined ? {} : { surfaces }),
    ...(minors === undefined ? {} : { minors }),
    ...(client === undefined
      ? {}
      : { client: { name: client.name, contact: client.contact, instructions: client.instructions } }),
    recipients: activity.recipients.map((recipient) => recipientContent(activity, recipient)),
    ...decisionContent(activity),
    builtIn: activity.builtIn,
    adultsOnly: activity.adultsOnly,
    ...(activity.audience === undefined ? {} : { audience: activity.audience }),
  };
}

const WHEN_HANDLED: Bilingual = { zh: '办理相关业务时', en: 'When the matter is handled' };

function collectedWhen(sources: readonly string[]): Bilingual {
  const all = sources.map((source) => COLLECTED_WHEN[source] ?? WHEN_HANDLED);
  return { zh: all.map(({ zh }) => zh).join('；'), en: all.map(({ en }) => en).join('; ') };
}
