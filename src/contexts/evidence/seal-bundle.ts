import { canonicalJson, type Json, toBase64url } from '../../platform/crypto/index.ts';
import {
  type BundleContent,
  type BundleFile,
  bundleBytes,
  bundleOf,
  committedTexts,
  isStillDocument,
} from './domain/bundle.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { notMerged } from './evidence-failures.ts';

/** Verifiers check at most 5,000 signatures of one file, and each entry without a place brings one. */
const MOST_PROMISES = 4_000;

/**
 * The text of the bundle file: parts, pages and account under one signature, so that a later change of any of them shows. Throws when a page's
 * hash stands in no entry that the bundle opens, or the account is not a still document: a verifier refuses such a bundle. Throws `evidence.not-merged` where thousands
 * of its entries are only promised.
 */
export function sealBundle(context: EvidenceContext, content: BundleContent): string {
  const bundle = bundleOf(content);
  const entries = [...bundle.keys.flatMap((key) => key.entries), ...bundle.related, ...bundle.people];
  if (entries.filter(({ promise }) => promise !== null).length > MOST_PROMISES) throw notMerged();
  const committed = committedTexts(bundle);
  if (bundle.notices.some(({ hash }) => !committed.has(hash)))
    throw new Error('no entry of the bundle commits to one of its pages');
  if (!isStillDocument(bundle.account.zh, 'zh') || !isStillDocument(bundle.account.en, 'en'))
    throw new Error('the account of a bundle is not a still document');
  const { signingKey } = context.service;
  const signature = toBase64url(signingKey.sign(bundleBytes(bundle)));
  const file: BundleFile = { bundle, signature: { key: signingKey.id, signature } };
  return `${canonicalJson(file as unknown as Json)}\n`;
}
