import { createHmac, hash, hkdfSync } from 'node:crypto';

/** A 32-byte key derived by HKDF-SHA256 (RFC 5869) from `secret` for one labelled use; labels are "zhinuo/v1/<use>". */
export function deriveKey(secret: Uint8Array, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `zhinuo/v1/${label}`, 32));
}

// SHA-256 works on blocks of 64 bytes, which is what HMAC pads its key to.
const BLOCK = 64;
const SMALL = 8192;
const inner = Buffer.alloc(BLOCK + SMALL);
const outer = Buffer.alloc(BLOCK + 32);

/** HMAC-SHA256 (RFC 2104) of a text or bytes. */
export function keyedDigest(key: Uint8Array, message: string | Uint8Array): Buffer {
  return Buffer.from(keyedDigestText(key, message, 'binary'), 'binary');
}

/**
 * HMAC-SHA256 (RFC 2104) as a text of the given encoding. Small messages are hashed by two one-shot calls, which is twice as fast as an HMAC
 * object; hashing is synchronous, so the two buffers serve all.
 */
export function keyedDigestText(
  key: Uint8Array,
  message: string | Uint8Array,
  encoding: 'binary' | 'base64url' | 'hex',
): string {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  const most = typeof message === 'string' ? message.length * 3 : message.length;
  if (key.length > BLOCK || most > SMALL) {
    const digest = createHmac('sha256', key).update(message).digest();
    return digest.toString(encoding);
  }
  for (let at = 0; at < BLOCK; at += 1) {
    const byte = key[at] ?? 0;
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  }
  let length: number;
  if (typeof message === 'string') length = inner.write(message, BLOCK, 'utf8');
  else {
    inner.set(message, BLOCK);
    length = message.length;
  }
  outer.write(hash('sha256', inner.subarray(0, BLOCK + length), 'binary'), BLOCK, 'binary');
  const digest = hash('sha256', outer, encoding);
  // Neither key nor message stays behind.
  inner.fill(0, 0, BLOCK + length);
  outer.fill(0);
  return digest;
}
