import { toBase64url } from '../../platform/crypto/index.ts';
import type { SigningKey } from '../../platform/keyring/index.ts';
import { type PromiseFields, promiseBytes, promiseText } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';

/**
 * The signature of a promise, base64url. Ed25519 is deterministic (RFC 8032, section 5.1.6), so promises are signed when somebody reads them, as
 * often as they are read, and are not stored.
 */
export function signPromise(context: EvidenceContext, promise: PromiseFields): string {
  return toBase64url(keyOf(context, promise).sign(promiseBytes(promise)));
}

/** The same, begun elsewhere; what is answered gives it. */
export function signPromiseAhead(context: EvidenceContext, promise: PromiseFields): () => string {
  const signature = keyOf(context, promise).signAhead(promiseText(promise));
  return () => toBase64url(signature());
}

function keyOf(context: EvidenceContext, { key }: PromiseFields): SigningKey {
  const signingKey = context.service.signingKeys.find(({ id }) => id === key);
  if (signingKey === undefined) throw new Error('the key that signs this promise is not in the ring');
  return signingKey;
}
