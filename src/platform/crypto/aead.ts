import { createCipheriv, createDecipheriv } from 'node:crypto';
import { pooledRandom } from './pooled-random.ts';

const NONCE = 12;
const TAG = 16;

/** Suite byte 1: AES-256-GCM (NIST SP 800-38D), random 96-bit nonce, 128-bit tag. Layout: suite (1) | nonce (12) | ciphertext | tag (16). */
export const SUITE_AES_256_GCM = 1;

/** Seals bytes under a 32-byte key; `additional` is authenticated, not stored. */
export function seal(key: Uint8Array, plaintext: Uint8Array, additional: string): Buffer {
  const nonce = pooledRandom(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(additional, 'utf8'));
  const body = cipher.update(plaintext);
  // A stream mode holds nothing back, so `final` adds no bytes; it makes the tag.
  cipher.final();
  const sealed = Buffer.allocUnsafe(1 + NONCE + body.length + TAG);
  sealed[0] = SUITE_AES_256_GCM;
  sealed.set(nonce, 1);
  sealed.set(body, 1 + NONCE);
  sealed.set(cipher.getAuthTag(), 1 + NONCE + body.length);
  return sealed;
}

/** Opens what `seal` made; undefined when key, additional data or any byte differs, or the suite is unknown. */
export function unseal(key: Uint8Array, sealed: Uint8Array, additional: string): Buffer | undefined {
  if (sealed.length < 1 + NONCE + TAG || sealed[0] !== SUITE_AES_256_GCM) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(additional, 'utf8'));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    const plaintext = decipher.update(sealed.subarray(1 + NONCE, sealed.length - TAG));
    // A stream mode holds nothing back, so `final` adds no bytes; it checks the tag.
    decipher.final();
    return plaintext;
  } catch {
    return undefined;
  }
}
