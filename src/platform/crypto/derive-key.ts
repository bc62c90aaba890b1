import { createHmac, hkdfSync } from 'node:crypto';

/** A 32-byte key derived by HKDF-SHA256 (RFC 5869) from `secret` for one labelled use; labels are "zhinuo/v1/<use>". */
export function deriveKey(secret: Uint8Array, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `zhinuo/v1/${label}`, 32));
}

/** HMAC-SHA256 (RFC 2104) of a text or bytes. */
export function keyedDigest(key: Uint8Array, message: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(message).digest();
}
