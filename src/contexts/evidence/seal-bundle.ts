import { canonicalJson, type Json, toBase64url } from '../../platform/crypto/index.ts';
import { type BundleContent, type BundleFile, bundleBytes, bundleOf, uncommittedPages } from './domain/bundle.ts';
import type { EvidenceContext } from './evidence-context.ts';

/**
 * The text of the bundle file: parts, pages and account under one signature, so that a later change of any of them shows. Throws when a page's
 * hash stands in no entry of the bundle: such a page proves nothing and a verifier refuses it.
 */
export function sealBundle(context: EvidenceContext, content: BundleContent): string {
  const bundle = bundleOf(content);
  if (uncommittedPages(bundle).length > 0) throw new Error('no entry of the bundle commits to one of its pages');
  const { signingKey } = context.service;
  const signature = toBase64url(signingKey.sign(bundleBytes(bundle)));
  const file: BundleFile = { bundle, signature: { key: signingKey.id, signature } };
  return `${canonicalJson(file as unknown as Json)}\n`;
}
