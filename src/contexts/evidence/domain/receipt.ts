import { canonicalJson, type Json, toBase64url } from '../../../platform/crypto/index.ts';

/** What reveals an entry: the salt (base64url) and the payload that its commitment binds. */
export interface Opening {
  readonly salt: string;
  readonly payload: Json;
}

/** A signed promise that an entry will be in the log by `mergeBy`, with what opens it. Binary values are base64url. */
export interface Receipt {
  readonly id: string;
  /** The entry's canonical JSON text: the data of its leaf. */
  readonly entry: string;
  readonly opening: Opening;
  readonly tag: string | null;
  /** The entry's number under the person's current evidence key, from 1; null for acts that concern nobody. */
  readonly n: number | null;
  readonly leafHash: string;
  readonly time: string;
  readonly mergeBy: string;
  /** The id of the signing key. */
  readonly key: string;
  readonly signature: string;
}

/** What a promise binds. */
export interface PromiseFields {
  readonly commitment: Uint8Array;
  readonly key: string;
  readonly leafHash: Uint8Array;
  readonly mergeBy: Date;
  readonly n: number | null;
  readonly tag: Uint8Array | null;
}

/** The bytes that a receipt's Ed25519 signature covers: "zhinuo.receipt.v1", a line feed, canonical JSON. */
export function promiseBytes(fields: PromiseFields): Buffer {
  const text = canonicalJson({
    commitment: toBase64url(fields.commitment),
    key: fields.key,
    leafHash: toBase64url(fields.leafHash),
    mergeBy: fields.mergeBy.toISOString(),
    n: fields.n,
    tag: fields.tag === null ? null : toBase64url(fields.tag),
  });
  return Buffer.from(`zhinuo.receipt.v1\n${text}`, 'utf8');
}
