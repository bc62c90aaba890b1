import { toBase64url } from '../../platform/crypto/index.ts';
import { type PromiseFields, promiseBytes } from './domain/receipt.ts';
import type { EvidenceContext } from './evidence-context.ts';

/**
 * The signature of a promise, base64url. Ed25519 is deterministic (RFC 8032, section 5.1.6), so promises are signed when somebody reads them, as
 * often as they are read, and are not stored.
 */
export function signPromise(context: EvidenceContext, promise: PromiseFields): string {
  const signingKey = context.service.signingKeys.find(({ id }) => id === promise.key);
  if (signingKey === undefined) throw new Error('the key that signs this promise is not in the ring');
  return toBase64url(signingKey.sign(promiseBytes(promise)));
}
