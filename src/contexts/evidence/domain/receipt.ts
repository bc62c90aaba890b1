import type { Json } from '../../../platform/crypto/index.ts';

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

/** What a promise binds; hashes are base64url, `mergeBy` an instant. */
export interface PromiseFields {
  readonly commitment: string;
  readonly key: string;
  readonly leafHash: string;
  readonly mergeBy: string;
  readonly n: number | null;
  readonly tag: string | null;
}

/** The bytes that a receipt's Ed25519 signature covers: "zhinuo.receipt.v1", a line feed, canonical JSON (no value in it needs escaping). */
export function promiseBytes(promise: PromiseFields): Buffer {
  return Buffer.from(promiseText(promise), 'latin1');
}

/** The same as a text, which is ASCII. */
export function promiseText({ commitment, key, leafHash, mergeBy, n, tag }: PromiseFields): string {
  const quoted = tag === null ? 'null' : `"${tag}"`;
  return `zhinuo.receipt.v1\n{"commitment":"${commitment}","key":"${key}","leafHash":"${leafHash}","mergeBy":"${mergeBy}","n":${n},"tag":${quoted}}`;
}
