import { canonicalJson, type Json, keyedDigest, keyedDigestText } from '../../../platform/crypto/index.ts';

/** What an entry records; the list grows, a kind never changes its meaning. */
export const ACT_KINDS = [
  'key',
  'presentation',
  'consent',
  'refusal',
  'withdrawal',
  'objection',
  'use-batch',
  'reveal',
  'notice-published',
  'activity-revised',
  'agreement-published',
  'address-confirmed',
  'import',
  'staff-access',
  'erasure',
  'rights-request',
  'bundle-issued',
  'epoch',
  'signing-key',
  'search',
  'minority-sign',
  'guardian',
  'bulk-alert',
  'export',
  'retention',
  'key-event',
  'stock-ruling',
  'tag',
  'identity',
  'protection-set',
  'correction',
] as const;

/** What an entry records. `key`, `bundle-issued`, `epoch` and `signing-key` are written by evidence itself. */
export type ActKind = (typeof ACT_KINDS)[number];

/** The version of the entry format described in docs/evidence-format.md. */
export const ENTRY_VERSION = 1;

/** The public part of an act. It names nobody: what happened is behind `commitment`, whose it is behind `tag` (both base64url). */
export interface EntryFields {
  readonly id: string;
  readonly kind: ActKind;
  readonly time: Date;
  readonly commitment: string;
  readonly tag: string | null;
}

/**
 * The text whose UTF-8 bytes are the leaf of the log: canonical JSON (RFC 8785). Written out, because no value in it needs escaping and its
 * members are always the same.
 */
export function entryText({ id, kind, time, commitment, tag }: EntryFields): string {
  const quoted = tag === null ? 'null' : `"${tag}"`;
  return `{"commitment":"${commitment}","id":"${id}","kind":"${kind}","tag":${quoted},"time":"${instantOf(time)}","version":${ENTRY_VERSION}}`;
}

// Entries of one call mostly have one time, and writing an instant costs as much as a hash.
let lastTime = Number.NaN;
let lastInstant = '';
function instantOf(time: Date): string {
  const milliseconds = time.getTime();
  if (milliseconds !== lastTime) {
    lastInstant = time.toISOString();
    lastTime = milliseconds;
  }
  return lastInstant;
}

/** HMAC-SHA256 under the random 32-byte `salt` of the payload's canonical JSON: hides the payload until the salt is shown, and binds it. */
export function commitmentOf(salt: Uint8Array, payload: Json): Buffer {
  return keyedDigest(salt, canonicalJson(payload));
}

/** The same for a payload that is canonical JSON already, base64url. */
export function commitmentText(salt: Uint8Array, payload: string): string {
  return keyedDigestText(salt, payload, 'base64url');
}

const TAG_LABEL = 'zhinuo.tag.v1';
// The label and a number: hashing is synchronous, so one message serves all.
const tagMessage = Buffer.from(`${TAG_LABEL}${'\0'.repeat(8)}`, 'latin1');

/** HMAC-SHA256(evidence key, "zhinuo.tag.v1" || n as uint64, big-endian), base64url: links a person's entries for the holder of the key, for nobody else. */
export function tagOf(evidenceKey: Uint8Array, n: number): string {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError('no number of an entry');
  tagMessage.writeUInt32BE(Math.floor(n / 0x1_0000_0000), TAG_LABEL.length);
  tagMessage.writeUInt32BE(n % 0x1_0000_0000, TAG_LABEL.length + 4);
  return keyedDigestText(evidenceKey, tagMessage, 'base64url');
}
