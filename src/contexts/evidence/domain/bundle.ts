import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { Opening } from './receipt.ts';

// The file format is described for outsiders in docs/evidence-format.md; binary values are base64url without padding.

/** An entry with what opens it, and either its place in the log or the promise that it will have one. */
export interface BundleEntry {
  readonly entry: string;
  readonly opening: Opening;
  readonly place: { readonly index: number; readonly inclusion: readonly string[] } | null;
  readonly promise: { readonly key: string; readonly mergeBy: string; readonly signature: string } | null;
}

/** One evidence key with every entry tagged under it: the first is n = 1, and none is left out. */
export interface BundleKey {
  readonly generation: number;
  readonly key: string;
  readonly entries: readonly BundleEntry[];
}

/** A person's place in a use batch, without any other member. */
export interface BundleMember {
  readonly position: number;
  readonly salt: string;
  /** `detail` stands in version 1 alone. */
  readonly payload: { readonly detail?: Json; readonly person: string };
  readonly inclusion: readonly string[];
}

/** An entry without a tag: a use batch with this person's place in it, or an act that concerns nobody, like a published notice. */
export interface BundleRelated extends BundleEntry {
  readonly member: BundleMember | null;
}

/** What evidence knows of a person at one moment, ready to be sealed. */
export interface PersonBundleParts {
  readonly id: string;
  readonly person: string;
  readonly issued: string;
  readonly checkpoint: string;
  readonly signers: readonly { readonly id: string; readonly publicKey: string }[];
  readonly keys: readonly BundleKey[];
  readonly related: readonly BundleRelated[];
}

/** What is sealed into a bundle besides the parts. */
export interface BundleContent {
  readonly parts: PersonBundleParts;
  /** Pages exactly as they were rendered when shown; an entry of the bundle must hold the SHA-256 of each (64 lower-case hexadecimal digits). */
  readonly notices: readonly { readonly html: string }[];
  /** The handler's own account, in Chinese and English. It is signed, not proven, and verifiers say so. */
  readonly account: { readonly zh: string; readonly en: string };
}

/** The part of the file that is signed. */
export interface Bundle extends PersonBundleParts {
  readonly format: 'zhinuo.bundle';
  readonly version: 1;
  readonly notices: readonly { readonly hash: string; readonly html: string }[];
  readonly account: { readonly zh: string; readonly en: string };
}

/** The file. */
export interface BundleFile {
  readonly bundle: Bundle;
  readonly signature: { readonly key: string; readonly signature: string };
}

/** Put together, with each page under its hash. */
export function bundleOf({ parts, notices, account }: BundleContent): Bundle {
  return {
    format: 'zhinuo.bundle',
    version: 1,
    ...parts,
    notices: notices.map(({ html }) => ({ hash: createHash('sha256').update(html, 'utf8').digest('hex'), html })),
    account: { zh: account.zh, en: account.en },
  };
}

/** The bytes that a bundle's signature covers: "zhinuo.bundle.v1", a line feed, canonical JSON (RFC 8785). */
export function bundleBytes(bundle: Bundle): Buffer {
  return Buffer.from(`zhinuo.bundle.v1\n${canonicalJson(bundle as unknown as Json)}`, 'utf8');
}

/** Pages that no entry of the bundle commits to; a bundle with one would not verify. */
export function uncommittedPages(bundle: Bundle): string[] {
  const known = new Set<string>();
  const entries = [...bundle.keys.flatMap((key) => key.entries), ...bundle.related];
  for (const { opening } of entries) collectTexts(opening.payload, known);
  return bundle.notices.map((notice) => notice.hash).filter((hash) => !known.has(hash));
}

function collectTexts(value: Json, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) collectTexts(each as Json, into);
}
