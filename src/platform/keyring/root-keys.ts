import { timingSafeEqual } from 'node:crypto';
import { deriveKey, fromBase64url, keyedDigest } from '../crypto/index.ts';
import { damagedKeyFile } from './keyring-failures.ts';
import { RING_FILE, type RingContent } from './vault-ring-files.ts';

/** What is derived from the root key: it stays in memory, the root key itself does not. */
export interface RootKeys {
  readonly generations: Buffer;
  readonly indexes: Buffer;
  /** Seals the next root key while this one is being replaced. */
  readonly next: Buffer;
}

/** Derives them (HKDF-SHA256). */
export function rootKeys(rootKey: Uint8Array): RootKeys {
  const [generations, indexes] = [deriveKey(rootKey, 'root/generations'), deriveKey(rootKey, 'root/indexes')];
  return { generations, indexes, next: deriveKey(rootKey, 'root/next') };
}

/** The key-check value of a root key. */
export function checkOf(rootKey: Uint8Array): Buffer {
  return keyedDigest(deriveKey(rootKey, 'root-check'), 'zhinuo/v1/root-check');
}

/** Whether a ring was made with this root key. */
export function fits(content: RingContent, rootKey: Uint8Array): boolean {
  const [expected, check] = [fromBase64url(content.rootCheck), checkOf(rootKey)];
  if (expected === undefined || expected.length !== check.length) throw damagedKeyFile(RING_FILE);
  return timingSafeEqual(expected, check);
}
