import { createHash } from 'node:crypto';
import type { Json } from '../../../platform/crypto/index.ts';
import { toBase64url } from '../../../platform/crypto/index.ts';

/**
 * SHA-256("zhinuo.evidence-key.v1\n" || key). The key has 256 random bits, so the digest hides it, and it is itself only ever shown inside
 * an opening.
 */
export function evidenceKeyDigest(evidenceKey: Uint8Array): string {
  return toBase64url(createHash('sha256').update('zhinuo.evidence-key.v1\n').update(evidenceKey).digest());
}

/** What a person's first entry under a key (kind `key`, n = 1) commits to. */
export function keyPayload(person: string, generation: number, evidenceKey: Uint8Array): Json {
  return { generation, key: evidenceKeyDigest(evidenceKey), person };
}

/** What the last entry under a key (kind `bundle-issued`) commits to: the bundle that shows the key, and the key that comes next. */
export function bundlePayload(bundle: string, generation: number, successor: Uint8Array): Json {
  return { bundle, generation, successor: evidenceKeyDigest(successor) };
}
