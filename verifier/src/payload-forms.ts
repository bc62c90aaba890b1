import type { CheckedEntry } from './entries.ts';
import type { Value } from './strict-json.ts';

// Section 17 of the format: kind, version, form.
const TABLE = `
key 1: {generation: whole, key: bytes, person: id}
presentation 1: {activities: [any], ageDeclarations?: [whole], hash: hash, id: id, locale: text, notice: text, noticeHash: hash, shownAt: instant, surface: text, textHash: hash, version: whole, wording?: {hash: hash, id: text}}
consent 1: {answer: "granted", activity: text, adultDeclared?: flag, ageDeclared?: whole, channel: text or null, control?: any, guardian?: id, how: text, keepUntil?: instant, kind: text, notice?: text, noticeVersion?: whole, oneTime?: flag, presentation: id, presentationHash: hash, purpose: any, recipient?: any, revision: whole, validUntil?: instant or null}
consent 2: {activity: text, answer: "granted", channel: null, how: text, keepUntil: instant, kind: text, notice: text, noticeVersion: whole, oneTime: flag, purpose: any, recipient: null, revision: whole, shownAt: instant, stock: {grade: text, ruling?: id, saidAt: instant, source: text, way: text}, v: 2, validUntil: null}
refusal 1: {answer: "refused", activity: text, adultDeclared?: flag, ageDeclared?: whole, channel: text or null, control?: any, guardian?: id, how: text, keepUntil?: instant, kind: text, notice?: text, noticeVersion?: whole, oneTime?: flag, presentation: id, presentationHash: hash, purpose: any, recipient?: any, revision: whole, validUntil?: instant or null} or {activity: text or null, channel: text or null, kind: text, saidAt?: instant, through: text}
withdrawal 1: {activity: text, channel: text or null, guardian?: id, revision: whole, through: text} or {activity: text or null, channel: text or null, kind: text, saidAt?: instant, through: text}
objection 1: {activity?: null, channel: text or null, holder?: text, kind: text, saidAt?: instant, through: text}
use-batch 1: {members: {root: bytes, size: whole}, use: any} or {detail?: any, population: {ordinals: bytes, size: whole}, use: any}
use-batch 2: {members: {root: bytes, size: whole}, use: any, v: 2}
reveal 1: {activity: text, by: text, fields: [text], reasonDigest: bytes, reveal: id, use: id}
notice-published 1: {hash: hash, notice: text, pages: {en: hash, shortEn: hash, shortZh: hash, zh: hash}, version: whole}
activity-revised 1: {activity: text, hash: hash, revision: whole} or {activity: text, by: text, ended: flag, reason: text} or {activity: text, by: text, documentHash: text or null, assessment: text} or {activity: text, by: text, documentHash: text or null, contract: text, recipient: text} or {activity: text, by: text, documentHash: text or null, recipient: text, subEntrustee: text, subEntrustment: text}
agreement-published 1: {agreement: text, hash: hash, version: whole}
address-confirmed 1: {channel: text, how: text}
import 1: {activity: any, by: text, bytes: whole, fields: [text], import: id, issuer: any, kind: text, notice: any, source: any, storedUnder: any}
staff-access 1: {act: "access.role-changed", by: text, from: text, subject: id, to: text} or {act: "access.staff-invited" or "access.administrator-created", by: text, role: text, subject: id} or {act: "access.staff-invited-again" or "access.invitation-accepted" or "access.sign-in-link-issued" or "access.staff-disabled" or "access.key-revoked", by: text, subject: id} or {act: "access.key-created", by: text, expiresAt?: instant or null, scopes: [text], subject: id, tier?: whole} or {act: "refused-rows", by: text, import: id, rows: whole} or {act: "rights.activity-bundle", activity: text, by: text, from: instant, to: instant} or {act: "rights.paper", attached: hash or null, by: text, paper: hash, search: id} or {act: "evidence.read-defence", by: text, person: id, reason: text} or {act: "evidence.set-back-accepted", by: text, copied: text, reason: bytes, size: whole} or {act: "consent.restoration-settled", backupMadeAt: instant, journal: {replayed: whole, unreadable: whole, until: instant} or null, lastCheckpoint: text or null, restoredAt: instant} or {act: "consent.restoration-released", backupMadeAt: instant, by: text, reasonHash: hash, restoredAt: instant}
erasure 1: {by: text, consentUntil: instant, messagesUntil: instant, person: id, reason: text} or {act: "evidence.destroy-defence", destroyed: whole}
rights-request 1: {act: "asked", answerBy: instant, by: text or null, fields: [text], request: id, right: text, through: text} or {act: "answered", by: text, grounds: [text], outcome: text, request: id} or {act: "extended", answerBy: instant, by: text, reason: text, request: id}
bundle-issued 1: {bundle: id, generation: whole, successor: bytes}
epoch 1: {count: whole, root: bytes, size: whole, v: 1}
signing-key 1: {from: {id: text, publicKey: bytes}, origin: text, overlapUntil: instant, signatures: {from: bytes, to: bytes}, to: {id: text, publicKey: bytes}, v: 1}
search 1: {by: text, checkpoint: {origin: text, root: text, size: whole}, form: text, found: {erased: whole, people: whole}, indexes: [{generations: [whole], name: text}], number: bytes, reason: bytes, search: id, v: 1}
minority-sign 1: {by: text, evidence: any, sign: text} or {by: text, cleared: flag, reason: text}
guardian 1: {by: text, evidence: any, from: instant, grade: text, guardian: id, guardianship: id, kind: text, until: instant or null} or {by: text, ended: flag, guardian: id, guardianship: id, reason: text}
bulk-alert 1: {alert: id, class: whole, counted: whole, days: whole, threshold: whole, to: text}
export 1: {activity: text, by: text, expiresAt: instant, export: id, fields: [text], operation: text, persons: whole, recipient: text or null, segment: text or null, sha256: bytes}
retention 1: {action: "erased", activities: [text], endedBy: text, fields: [text], retention: id} or {action: "locked", activities: [text], endedBy: text, fields: [text], lockedUntil: instant, retention: id} or {activity: text, by: text, fields: [text], ground: text, law: text, order: id}
key-event 1: {by: text, event: id, kind: text, number: whole, rotation: id, what: "rotation-begun"} or {by: text, event: id, kind: text, rotation: id, what: "rotation-paused" or "rotation-resumed"} or {done: whole, event: id, kind: text, number: whole, rotation: id, what: "rotation-finished"} or {destroyAt: instant, event: id, kind: text, number: whole, what: "destruction-scheduled"} or {event: id, kind: text, number: whole, what: "destroyed"} or {by: text, event: id, what: "root-key-replaced"}
stock-ruling 1: {activity: text, by: text, group: {doubt: text, grade: text, how: text, noticeVersion: text, number: whole, origin: text, people: whole}, import: id, notice: text or null, reason: text, ruling: text, version: whole or null}
tag 1: {act: text, activity: text, added?: whole, addedPeople?: bytes, by: text, change: id, days?: whole, reasonDigest?: bytes, removed?: whole, removedPeople?: bytes, revision?: whole, says?: text, segment?: text or null, tag: text, until?: instant}
identity 1: {act: text, because: [text], by: text, event: id, members: hash, reason: text or null, records: whole, undoes: id or null, use: id or null}
protection-set 1: {by: text, grade: text or null, key: text, protection: id, reason: text, value: whole or null}
correction 1: {act: "field-corrected" or "field-deleted" or "number-ended", age?: {band: text, from: text, proof: text or null}, by: text, correction: id, field: text, reasonDigest: bytes} or {act: "event-corrected" or "event-deleted", by: text, correction: id, event: text, happenedAt: instant, reasonDigest: bytes} or {act: "number-restored", by: text, correction: id, field: text, reasonDigest: bytes, undoes: id}
`;

type Form =
  | { readonly word: string }
  | { readonly exact: string | number }
  | { readonly list: Form }
  | {
      readonly members: ReadonlyMap<string, { readonly form: Form; readonly optional: boolean }>;
      readonly open: boolean;
    }
  | { readonly anyOf: readonly Form[] };

const PATTERNS: Readonly<Record<string, RegExp>> = {
  id: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  instant: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  hash: /^[0-9a-f]{64}$/,
  bytes: /^[\w-]+$/,
};

let table: ReadonlyMap<string, Form> | undefined;

// Read when first wanted.
function forms(): ReadonlyMap<string, Form> {
  table ??= new Map(
    TABLE.trim()
      .split('\n')
      .map((line) => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon), parse(line.slice(colon + 2))];
      }),
  );
  return table;
}

/** The kinds, versions and forms that this verifier knows, a line each. */
export const knownForms = (): string => TABLE.trim();

function parse(text: string): Form {
  const tokens = text.match(/\.\.\.|"[^"]*"|\w+|[{}[\],:?]/g) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const union = (): Form => {
    const found = [single()];
    while (tokens[at] === 'or') {
      at += 1;
      found.push(single());
    }
    return found.length === 1 && found[0] !== undefined ? found[0] : { anyOf: found };
  };
  const single = (): Form => {
    const token = next();
    if (token === '[') {
      const list = union();
      at += 1;
      return { list };
    }
    if (token === '{') return object();
    if (token.startsWith('"')) return { exact: token.slice(1, -1) };
    return /^\d+$/.test(token) ? { exact: Number(token) } : { word: token };
  };
  const object = (): Form => {
    const members = new Map<string, { form: Form; optional: boolean }>();
    let open = false;
    for (let token = next(); token !== '}' && token !== ''; token = next()) {
      if (token === ',') continue;
      if (token === '...') {
        open = true;
        continue;
      }
      const optional = tokens[at] === '?';
      at += optional ? 2 : 1;
      members.set(token, { form: union(), optional });
    }
    return { members, open };
  };
  return union();
}

function fits(value: Value, form: Form): boolean {
  if ('anyOf' in form) return form.anyOf.some((each) => fits(value, each));
  if ('exact' in form) return value === form.exact;
  if ('list' in form) return Array.isArray(value) && value.every((item) => fits(item, form.list));
  if ('members' in form) {
    if (!(value instanceof Map)) return false;
    for (const [name, item] of value) {
      const member = form.members.get(name);
      if (member === undefined ? !form.open : !fits(item, member.form)) return false;
    }
    for (const [name, { optional }] of form.members) if (!optional && !value.has(name)) return false;
    return true;
  }
  const pattern = PATTERNS[form.word];
  if (pattern !== undefined) return typeof value === 'string' && pattern.test(value);
  if (form.word === 'whole') return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (form.word === 'text') return typeof value === 'string';
  if (form.word === 'flag') return typeof value === 'boolean';
  return form.word === 'any' || (form.word === 'null' && value === null);
}

/** Payloads of one kind and version that this verifier does not claim to understand. */
export interface UnreadPayloads {
  readonly kind: string;
  readonly version: number;
  /** Nobody described the kind or the version to this verifier; otherwise it is described, and these do not have its form. */
  readonly unknown: boolean;
  readonly count: number;
}

/** What of the opened payloads is of a kind, version or form that this verifier does not know. */
export function unreadPayloads(entries: readonly Pick<CheckedEntry, 'kind' | 'payload'>[]): UnreadPayloads[] {
  const found = new Map<string, UnreadPayloads>();
  for (const { kind, payload } of entries) {
    if (payload === undefined) continue;
    const v = payload.value instanceof Map ? payload.value.get('v') : undefined;
    const version = typeof v === 'number' ? v : 1;
    const name = `${kind} ${version}`;
    const form = forms().get(name);
    if (form !== undefined && fits(payload.value, form)) continue;
    const count = (found.get(name)?.count ?? 0) + 1;
    found.set(name, { kind, version, unknown: form === undefined, count });
  }
  return [...found.values()];
}
