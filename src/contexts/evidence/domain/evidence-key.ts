import { hash } from 'node:crypto';
import type { Json } from '../../../platform/crypto/index.ts';

const LABEL = Buffer.from('zhinuo.evidence-key.v1\n', 'utf8');

/**
 * SHA-256("zhinuo.evidence-key.v1\n" || key). The key has 256 random bits, so the digest hides it, and it is itself only ever shown inside
 * an opening.
 */
export function evidenceKeyDigest(evidenceKey: Uint8Array): string {
  return hash('sha256', Buffer.concat([LABEL, evidenceKey]), 'base64url');
}

/** What a person's first entry under a key (kind `key`, n = 1) commits to. */
export function keyPayload(person: string, generation: number, evidenceKey: Uint8Array): Json {
  return { generation, key: evidenceKeyDigest(evidenceKey), person };
}

/** What the last entry under a key (kind `bundle-issued`) commits to: the bundle that shows the key, and the key that comes next. */
export function bundlePayload(bundle: string, generation: number, successor: Uint8Array): Json {
  return { bundle, generation, successor: evidenceKeyDigest(successor) };
}
