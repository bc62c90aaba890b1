import { toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { readOwnCheckpoint } from './domain/signed-note.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { signingKeys } from './store/signing-keys.ts';

/**
 * The keys that a verifier of a bundle needs, and no other, because it asks trust for each: the current one, which signs the bundle, those of
 * its promises, and for a checkpoint that none of them signed the newest that did.
 */
export function bundleSigners(
  { service, origin }: EvidenceContext,
  checkpoints: readonly string[],
  promiseKeys: Iterable<string>,
): { readonly id: string; readonly publicKey: string }[] {
  const needed = new Set([service.signingKey.id, ...promiseKeys]);
  const signed = (note: string, publicKey: Uint8Array) =>
    typeof readOwnCheckpoint(note, origin, [publicKey]) === 'object';
  for (const note of checkpoints) {
    const signers = service.signingKeys.filter(({ publicKey }) => signed(note, publicKey));
    const newest = signers.at(-1);
    if (newest !== undefined && !signers.some(({ id }) => needed.has(id))) needed.add(newest.id);
  }
  return service.signingKeys
    .filter(({ id }) => needed.has(id))
    .map(({ id, publicKey }) => ({ id, publicKey: toBase64url(publicKey) }));
}

/** The receipts of the entries by which signing keys succeeded each other: with them in `related`, trust in an old key reaches the new ones. */
export async function successionReceipts(tx: Tx): Promise<string[]> {
  return (await signingKeys(tx)).flatMap(({ entry }) => entry ?? []);
}
