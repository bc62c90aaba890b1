import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { CompletenessPart } from './completeness.ts';
import type { Opening } from './receipt.ts';
import type { HistoryPart, TimestampPart } from './timestamp-part.ts';

// The file format, version 2, is described for outsiders in docs/evidence-format.md, section 7; binary values are base64url without padding.

/** An entry with what opens it (null: withheld), and either its place in the log or the promise that it will have one. */
export interface BundleEntry {
  readonly entry: string;
  readonly index: number | null;
  readonly opening: Opening | null;
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

/** What a bundle is about: a person, or the acts of an activity with from <= time < to (instants). */
export type BundleSubject =
  | { readonly person: string }
  | { readonly activity: string; readonly from: string; readonly to: string };

/** How many acts of an activity there were in a period; the people's are answers, one an act. */
export type BundleCounts = Readonly<Record<'consent' | 'refusal' | 'use-batch' | 'withdrawal', number>>;

/** What evidence knows of a subject at one moment, ready to be sealed. */
export interface BundleParts {
  readonly id: string;
  readonly subject: BundleSubject;
  readonly issued: string;
  readonly signers: readonly { readonly id: string; readonly publicKey: string }[];
  readonly checkpoint: string;
  /** One proof for all indexes. */
  readonly inclusion: readonly string[];
  /** Earlier checkpoints, sizes growing, each with its consistency proof. */
  readonly history: readonly HistoryPart[];
  readonly timestamps: readonly TimestampPart[];
  readonly completeness: CompletenessPart | null;
  readonly keys: readonly BundleKey[];
  readonly related: readonly BundleRelated[];
  readonly people: readonly BundleEntry[];
  readonly counts: BundleCounts | null;
  /** Categories of withheld openings, sorted. */
  readonly redacted: readonly string[];
}

/** What is sealed into a bundle besides the parts. */
export interface BundleContent {
  readonly parts: BundleParts;
  /** Pages exactly as they were rendered when shown; an entry of the bundle must hold the SHA-256 of each (64 lower-case hexadecimal digits). */
  readonly notices: readonly { readonly html: string }[];
  /** The handler's own account: two still HTML documents, begun by `accountStart`. It is signed, not proven, and verifiers say so. */
  readonly account: { readonly zh: string; readonly en: string };
}

/** The part of the file that is signed. */
export interface Bundle extends BundleParts {
  readonly format: 'zhinuo.bundle';
  readonly version: 2;
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
    version: 2,
    ...parts,
    notices: notices.map(({ html }) => ({ hash: createHash('sha256').update(html, 'utf8').digest('hex'), html })),
    account: { zh: account.zh, en: account.en },
  };
}

/** The bytes that a bundle's signature covers: "zhinuo.bundle.v2", a line feed, canonical JSON (RFC 8785). */
export function bundleBytes(bundle: Bundle): Buffer {
  return Buffer.from(`zhinuo.bundle.v2\n${canonicalJson(bundle as unknown as Json)}`, 'utf8');
}

/** Hashes of pages (and any other text) to which an entry of the parts commits in what it shows. */
export function committedTexts(parts: Pick<BundleParts, 'keys' | 'related'>): ReadonlySet<string> {
  const known = new Set<string>();
  const entries = [...parts.keys.flatMap((key) => key.entries), ...parts.related];
  for (const { opening } of entries) if (opening !== null) collectTexts(opening.payload, known);
  return known;
}

function collectTexts(value: Json, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) collectTexts(each as Json, into);
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";
const ACTIVE = /<(?:meta|script|link|base|form|i?frame|object|embed)/i;

/** How an account's document begins: opened from a disk, it can neither run anything nor reach a network. */
export function accountStart(language: 'zh' | 'en'): string {
  const lang = language === 'zh' ? 'zh-CN' : 'en';
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
}

/** Whether a document is one that verifiers accept as an account. */
export function isStillDocument(html: string, language: 'zh' | 'en'): boolean {
  const start = accountStart(language);
  return html.startsWith(start) && !ACTIVE.test(html.slice(start.length));
}
