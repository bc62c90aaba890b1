import type { Json } from '../../../platform/crypto/index.ts';
import type { ActKind } from './entry.ts';
import { type Fits, readForm } from './payload-form.ts';

const ANSWER =
  'activity: text, adultDeclared?: flag, ageDeclared?: whole, channel: text or null, control?: any, guardian?: id, how: text, keepUntil?: instant, kind: text, notice?: text, noticeVersion?: whole, oneTime?: flag, presentation: id, presentationHash: hash, purpose: any, recipient?: any, revision: whole, validUntil?: instant or null';
const SAID_ELSEWHERE = '{activity: text or null, channel: text or null, kind: text, saidAt?: instant, through: text}';
const DOCUMENT = 'activity: text, by: text, documentHash: text or null';

/**
 * What the payloads of each kind hold, version by version: version 1 first; from version 2 on a payload has the member `v`. The notation is that of
 * `payload-form.ts`. A form that is in use never changes but by members that may be missing; anything else is a new version. docs/evidence-format.md, section 17, holds
 * the same table.
 */
export const PAYLOADS: Readonly<Record<ActKind, readonly string[]>> = {
  key: ['{generation: whole, key: bytes, person: id}'],
  presentation: [
    '{activities: [any], ageDeclarations?: [whole], hash: hash, id: id, locale: text, notice: text, noticeHash: hash, shownAt: instant, surface: text, textHash: hash, version: whole, wording?: {hash: hash, id: text}}',
  ],
  consent: [
    `{answer: "granted", ${ANSWER}}`,
    // A consent of a stock that was taken over (decision 0051).
    '{activity: text, answer: "granted", channel: null, how: text, keepUntil: instant, kind: text, notice: text, noticeVersion: whole, oneTime: flag, purpose: any, recipient: null, revision: whole, shownAt: instant, stock: {grade: text, ruling?: id, saidAt: instant, source: text, way: text}, v: 2, validUntil: null}',
  ],
  refusal: [`{answer: "refused", ${ANSWER}} or ${SAID_ELSEWHERE}`],
  withdrawal: [
    `{activity: text, channel: text or null, guardian?: id, revision: whole, through: text} or ${SAID_ELSEWHERE}`,
  ],
  objection: ['{activity?: null, channel: text or null, holder?: text, kind: text, saidAt?: instant, through: text}'],
  'use-batch': [
    '{members: {root: bytes, size: whole}, use: any} or {detail?: any, population: {ordinals: bytes, size: whole}, use: any}',
    '{members: {root: bytes, size: whole}, use: any, v: 2}',
  ],
  reveal: ['{activity: text, by: text, fields: [text], reasonDigest: bytes, reveal: id, use: id}'],
  'notice-published': [
    '{hash: hash, notice: text, pages: {en: hash, shortEn: hash, shortZh: hash, zh: hash}, version: whole}',
  ],
  'activity-revised': [
    [
      '{activity: text, hash: hash, revision: whole}',
      '{activity: text, by: text, ended: flag, reason: text}',
      `{${DOCUMENT}, assessment: text}`,
      `{${DOCUMENT}, contract: text, recipient: text}`,
      `{${DOCUMENT}, recipient: text, subEntrustee: text, subEntrustment: text}`,
    ].join(' or '),
  ],
  'agreement-published': ['{agreement: text, hash: hash, version: whole}'],
  'address-confirmed': ['{channel: text, how: text}'],
  import: [
    '{activity: any, by: text, bytes: whole, fields: [text], import: id, issuer: any, kind: text, notice: any, source: any, storedUnder: any}',
  ],
  // Changes of who may do what, files handed out, what is kept for a defence opened, a log or a database that was set back.
  'staff-access': [
    [
      '{act: "access.role-changed", by: text, from: text, subject: id, to: text}',
      '{act: "access.staff-invited" or "access.administrator-created", by: text, role: text, subject: id}',
      '{act: "access.staff-invited-again" or "access.invitation-accepted" or "access.sign-in-link-issued" or "access.staff-disabled" or "access.key-revoked", by: text, subject: id}',
      '{act: "access.key-created", by: text, expiresAt?: instant or null, scopes: [text], subject: id, tier?: whole}',
      '{act: "refused-rows", by: text, import: id, rows: whole}',
      '{act: "rights.activity-bundle", activity: text, by: text, from: instant, to: instant}',
      '{act: "rights.paper", attached: hash or null, by: text, paper: hash, search: id}',
      '{act: "evidence.read-defence", by: text, person: id, reason: text}',
      '{act: "evidence.set-back-accepted", by: text, copied: text, reason: bytes, size: whole}',
      '{act: "consent.restoration-settled", backupMadeAt: instant, journal: {replayed: whole, unreadable: whole, until: instant} or null, lastCheckpoint: text or null, restoredAt: instant}',
      '{act: "consent.restoration-released", backupMadeAt: instant, by: text, reasonHash: hash, restoredAt: instant}',
    ].join(' or '),
  ],
  erasure: [
    '{by: text, consentUntil: instant, messagesUntil: instant, person: id, reason: text} or {act: "evidence.destroy-defence", destroyed: whole}',
  ],
  // What somebody asked for (by: null is the person), the answer, and a term that was extended.
  'rights-request': [
    '{act: "asked", answerBy: instant, by: text or null, fields: [text], request: id, right: text, through: text} or {act: "answered", by: text, grounds: [text], outcome: text, request: id} or {act: "extended", answerBy: instant, by: text, reason: text, request: id}',
  ],
  'bundle-issued': ['{bundle: id, generation: whole, successor: bytes}'],
  epoch: ['{count: whole, root: bytes, size: whole, v: 1}'],
  'signing-key': [
    '{from: {id: text, publicKey: bytes}, origin: text, overlapUntil: instant, signatures: {from: bytes, to: bytes}, to: {id: text, publicKey: bytes}, v: 1}',
  ],
  search: [
    '{by: text, checkpoint: {origin: text, root: text, size: whole}, form: text, found: {erased: whole, people: whole}, indexes: [{generations: [whole], name: text}], number: bytes, reason: bytes, search: id, v: 1}',
  ],
  'minority-sign': ['{by: text, evidence: any, sign: text} or {by: text, cleared: flag, reason: text}'],
  guardian: [
    '{by: text, evidence: any, from: instant, grade: text, guardian: id, guardianship: id, kind: text, until: instant or null} or {by: text, ended: flag, guardian: id, guardianship: id, reason: text}',
  ],
  'bulk-alert': ['{alert: id, class: whole, counted: whole, days: whole, threshold: whole, to: text}'],
  export: [
    '{activity: text, by: text, expiresAt: instant, export: id, fields: [text], operation: text, persons: whole, recipient: text or null, segment: text or null, sha256: bytes}',
  ],
  // What came of it for a person, or an order to erase that concerns nobody by name (decision 0049).
  retention: [
    '{action: "erased", activities: [text], endedBy: text, fields: [text], retention: id} or {action: "locked", activities: [text], endedBy: text, fields: [text], lockedUntil: instant, retention: id} or {activity: text, by: text, fields: [text], ground: text, law: text, order: id}',
  ],
  'key-event': [
    [
      '{by: text, event: id, kind: text, number: whole, rotation: id, what: "rotation-begun"}',
      '{by: text, event: id, kind: text, rotation: id, what: "rotation-paused" or "rotation-resumed"}',
      '{done: whole, event: id, kind: text, number: whole, rotation: id, what: "rotation-finished"}',
      '{destroyAt: instant, event: id, kind: text, number: whole, what: "destruction-scheduled"}',
      '{event: id, kind: text, number: whole, what: "destroyed"}',
      '{by: text, event: id, what: "root-key-replaced"}',
    ].join(' or '),
  ],
  'stock-ruling': [
    '{activity: text, by: text, group: {doubt: text, grade: text, how: text, noticeVersion: text, number: whole, origin: text, people: whole}, import: id, notice: text or null, reason: text, ruling: text, version: whole or null}',
  ],
  tag: [
    '{act: text, activity: text, added?: whole, addedPeople?: bytes, by: text, change: id, days?: whole, reasonDigest?: bytes, removed?: whole, removedPeople?: bytes, revision?: whole, says?: text, segment?: text or null, tag: text, until?: instant}',
  ],
  // Records that were found to be one human, or not to be (decision 0066).
  identity: [
    '{act: text, because: [text], by: text, event: id, members: hash, reason: text or null, records: whole, undoes: id or null, use: id or null}',
  ],
  // What the DPO set about protection: a grade, a mask, a limit, an early alert (decision 0080). `value` null: the product's own again.
  'protection-set': ['{by: text, grade: text or null, key: text, protection: id, reason: text, value: whole or null}'],
  // What was corrected or deleted by hand of one person, by staff or by themselves (by: "person"); never a value (decision 0094).
  correction: [
    '{act: "field-corrected" or "field-deleted" or "number-ended", age?: {band: text, from: text, proof: text or null}, by: text, correction: id, field: text, reasonDigest: bytes} or {act: "event-corrected" or "event-deleted", by: text, correction: id, event: text, happenedAt: instant, reasonDigest: bytes} or {act: "number-restored", by: text, correction: id, field: text, reasonDigest: bytes, undoes: id}',
  ],
};

const FORMS = Object.fromEntries(
  Object.entries(PAYLOADS).map(([kind, versions]) => [kind, versions.map(readForm)]),
) as Readonly<Record<string, readonly Fits[]>>;

/** Checks a payload before it is recorded. */
export type CheckPayload = (kind: ActKind, payload: Json) => void;

/** Throws, which is a bug of whoever records it, unless a payload has the form of its kind and version. */
export const checkPayload: CheckPayload = (kind, payload) => {
  const version = versionOf(payload);
  const fits = FORMS[kind]?.[version - 1];
  if (fits === undefined) throw new Error(`an act of kind ${kind} has a payload of a version that nobody described`);
  // The message tells names, never values.
  if (!fits(payload))
    throw new Error(`an act of kind ${kind} has a payload that is not of its form: ${Object.keys(payload ?? {})}`);
};

/** The version of a payload: its member `v`, 1 without one. */
export function versionOf(payload: Json): number {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return 1;
  const { v } = payload as { readonly v?: Json };
  return typeof v === 'number' && Number.isSafeInteger(v) && v > 0 ? v : 1;
}
