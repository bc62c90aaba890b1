import { type ActivityRevision, fieldKind, type HandlerProfile, type Recipient } from '../../register/index.ts';
import { RECEIPT_SCHEMA } from './receipt-vocabulary.ts';

/** What a consent, refusal or withdrawal binds in its log entry, as far as a receipt tells it. */
export interface AnswerPayload {
  readonly activity: string;
  readonly revision: number;
  readonly kind?: 'general' | 'separate' | 'written';
  readonly how?: string;
  readonly channel?: string | null;
  readonly validUntil?: string | null;
  readonly recipient?: string | null;
  readonly control?: string | null;
  readonly ageDeclared?: number;
  readonly guardian?: string | null;
  readonly notice?: string;
  readonly noticeVersion?: number;
  readonly through?: string;
}

/** What a receipt is made of. */
export interface ReceiptFacts {
  readonly publicUrl: string;
  readonly answer: 'consent' | 'refusal' | 'withdrawal';
  readonly payload: AnswerPayload;
  readonly activity: ActivityRevision;
  readonly handler: HandlerProfile | undefined;
  /** Hash of the notice that was shown, where one was. */
  readonly noticeHash: string | undefined;
  readonly receipt: {
    readonly id: string;
    readonly entry: string;
    readonly tag: string | null;
    readonly leafHash: string;
    readonly time: string;
    readonly mergeBy: string;
    readonly key: string;
    readonly signature: string;
    readonly index?: number;
  };
}

const STATES = { consent: 'pipl:Given', refusal: 'pipl:Refused', withdrawal: 'pipl:Withdrawn' } as const;
const KINDS = {
  general: 'pipl:GeneralConsent',
  separate: 'pipl:SeparateConsent',
  written: 'pipl:WrittenConsent',
} as const;
const ROLES: Readonly<Record<Recipient['role'], string>> = {
  entrustee: 'pipl:Entrustee',
  joint_handler: 'pipl:JointHandler',
  independent_handler: 'pipl:IndependentHandler',
};

/** A consent receipt in the structure of ISO/IEC TS 27560 as JSON-LD. Names nobody: the person is the entry's tag. */
export function consentReceipt(facts: ReceiptFacts): Readonly<Record<string, unknown>> {
  const { publicUrl, answer, payload, receipt, handler, noticeHash } = facts;
  const told = payload.notice !== undefined && payload.noticeVersion !== undefined;
  return {
    '@context': `${publicUrl}/ns/pipl/v1.jsonld`,
    type: 'pipl:ConsentReceipt',
    schema_version: RECEIPT_SCHEMA,
    receipt_id: `urn:uuid:${receipt.id}`,
    record_id: receipt.leafHash,
    pii_principal_id: receipt.tag ?? '',
    ...(told
      ? {
          privacy_notice: `${publicUrl}/n/${payload.notice}/${payload.noticeVersion}`,
          noticeVersion: payload.noticeVersion,
          ...(noticeHash === undefined ? {} : { noticeHash }),
        }
      : {}),
    purposes: [purposeOf(facts)],
    pii_controllers: handler === undefined ? [] : [partyOf(handler)],
    events: [
      {
        event_time: receipt.time,
        event_type: KINDS[payload.kind ?? 'general'],
        event_state: STATES[answer],
        // A guardian is named by their role alone (PIPL 31): a receipt names nobody.
        entity_id: payload.guardian == null ? (receipt.tag ?? '') : 'pipl:Guardian',
        ...(payload.validUntil == null ? {} : { validity_duration: payload.validUntil }),
        ...(payload.channel == null ? {} : { channel: payload.channel }),
        ...(payload.control == null ? {} : { control: payload.control }),
        ...(payload.ageDeclared === undefined ? {} : { ageDeclared: payload.ageDeclared }),
        articles: articlesOf(facts),
      },
    ],
    evidence: {
      entry: receipt.entry,
      signature: receipt.signature,
      signingKey: receipt.key,
      mergeBy: receipt.mergeBy,
      ...(receipt.index === undefined ? {} : { index: receipt.index }),
    },
  };
}

function purposeOf({ publicUrl, activity, payload, handler }: ReceiptFacts) {
  const abroad = activity.crossBorder?.transfers ?? [];
  const named = (recipient: Recipient) => payload.recipient == null || recipient.name === payload.recipient;
  return {
    purpose: [
      { '@value': activity.purposeText.zh, '@language': 'zh-CN' },
      { '@value': activity.purposeText.en, '@language': 'en' },
    ],
    purpose_type: activity.purpose,
    // Nothing else is answered.
    lawful_basis: 'pipl:Consent',
    pii_information: activity.fields.map(({ field, necessary }) => {
      const { label, sensitiveKind } = fieldKind(field);
      return {
        pii_type: label.zh,
        pii_attribute_id: field,
        pii_optional: !necessary,
        ...(sensitiveKind === null ? {} : { sensitive_pii_category: sensitiveKind }),
      };
    }),
    collection_method: activity.sources.join(' '),
    processing_method: activity.method.zh,
    ...(handler?.storage === undefined ? {} : { storage_locations: handler.storage.zh }),
    processing_locations: ['CN', ...new Set(abroad.map(({ country }) => country))],
    ...(abroad.length === 0 ? {} : { geographic_restrictions: 'PIPL 38-42' }),
    retention_period: activity.retention.text.zh,
    jurisdiction: 'CN',
    recipient_third_parties: activity.recipients.filter(named).map((recipient) => ({
      party_name: recipient.name,
      party_role: ROLES[recipient.role],
      party_contact: recipient.contact,
    })),
    withdrawal_method: `${publicUrl}/me`,
    privacy_rights: `${publicUrl}/me`,
  };
}

function partyOf(handler: HandlerProfile) {
  return {
    party_id: handler.unifiedCode ?? '',
    party_name: handler.name.zh,
    party_role: 'pipl:Handler',
    party_contact: handler.responsible.zh,
    party_address: handler.address.zh,
    party_phone: handler.phone,
    party_email: handler.email,
  };
}

function articlesOf({ answer, payload, activity }: ReceiptFacts): string[] {
  if (answer === 'withdrawal') return ['PIPL 15'];
  const guarded = payload.guardian == null ? [] : ['PIPL 31'];
  const sensitive = activity.fields.some(({ field }) => fieldKind(field).sensitiveKind !== null);
  const given = activity.recipients.some(({ role }) => role !== 'entrustee');
  const separate =
    payload.kind === 'separate' ? [...(sensitive ? ['PIPL 29'] : []), ...(given ? ['PIPL 23'] : [])] : [];
  return ['PIPL 13', 'PIPL 14', ...separate, ...guarded];
}
