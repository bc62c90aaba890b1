import { canonicalJson, type Json, keyedDigest, toBase64url } from '../../../platform/crypto/index.ts';

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
  'address-confirmed',
  'import',
  'staff-access',
  'erasure',
  'rights-request',
  'bundle-issued',
  'epoch',
] as const;

/** What an entry records. `key`, `bundle-issued` and `epoch` are written by evidence itself. */
export type ActKind = (typeof ACT_KINDS)[number];

/** The version of the entry format described in docs/evidence-format.md. */
export const ENTRY_VERSION = 1;

/** The public part of an act. It names nobody: what happened is behind `commitment`, whose it is behind `tag`. */
export interface EntryFields {
  readonly id: string;
  readonly kind: ActKind;
  readonly time: Date;
  readonly commitment: Uint8Array;
  readonly tag: Uint8Array | null;
}

/** The text whose UTF-8 bytes are the leaf of the log: canonical JSON (RFC 8785). */
export function entryText(fields: EntryFields): string {
  return canonicalJson({
    commitment: toBase64url(fields.commitment),
    id: fields.id,
    kind: fields.kind,
    tag: fields.tag === null ? null : toBase64url(fields.tag),
    time: fields.time.toISOString(),
    version: ENTRY_VERSION,
  });
}

/** HMAC-SHA256 under the random 32-byte `salt` of the payload's canonical JSON: hides the payload until the salt is shown, and binds it. */
export function commitmentOf(salt: Uint8Array, payload: Json): Buffer {
  return keyedDigest(salt, canonicalJson(payload));
}

const TAG_LABEL = Buffer.from('zhinuo.tag.v1', 'ascii');

/** HMAC-SHA256(evidence key, "zhinuo.tag.v1" || n as uint64, big-endian): links a person's entries for the holder of the key, for nobody else. */
export function tagOf(evidenceKey: Uint8Array, n: number): Buffer {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(n));
  return keyedDigest(evidenceKey, Buffer.concat([TAG_LABEL, counter]));
}
