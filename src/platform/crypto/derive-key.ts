import { createHmac, hash, hkdfSync } from 'node:crypto';

/** A 32-byte key derived by HKDF-SHA256 (RFC 5869) from `secret` for one labelled use; labels are "zhinuo/v1/<use>". */
export function deriveKey(secret: Uint8Array, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `zhinuo/v1/${label}`, 32));
}

// SHA-256 works on blocks of 64 bytes, which is what HMAC pads its key to.
const BLOCK = 64;
const DIGEST = 32;
const SMALL = 8192;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
const inner = Buffer.alloc(BLOCK + SMALL, INNER_PAD);
const outer = Buffer.alloc(BLOCK + DIGEST, OUTER_PAD);
// What is hashed most is another digest in hexadecimal.
const HEX = 2 * DIGEST;
const innerOfHex = inner.subarray(0, BLOCK + HEX);

/** HMAC-SHA256 (RFC 2104) of a text or bytes. */
export function keyedDigest(key: Uint8Array, message: string | Uint8Array): Buffer {
  return Buffer.from(keyedDigestText(key, message, 'binary'), 'binary');
}

/** Writes the first `bytes` of the HMAC-SHA256 (RFC 2104) of a text or bytes into `target` at `at`: for very many of them, as no object is made for each. */
export function keyedDigestInto(
  key: Uint8Array,
  message: string | Uint8Array,
  target: Buffer,
  { at, bytes }: { readonly at: number; readonly bytes: number },
): void {
  target.write(keyedDigestText(key, message, 'binary'), at, bytes, 'latin1');
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
  const size = key.length;
  if (size > BLOCK || most > SMALL) {
    const digest = createHmac('sha256', key).update(message).digest();
    return digest.toString(encoding);
  }
  for (let at = 0; at < size; at += 1) {
    const byte = key[at] as number;
    inner[at] = byte ^ INNER_PAD;
    outer[at] = byte ^ OUTER_PAD;
  }
  let length: number;
  if (typeof message === 'string') length = inner.write(message, BLOCK, 'utf8');
  else {
    inner.set(message, BLOCK);
    length = message.length;
  }
  const padded = length === HEX ? innerOfHex : inner.subarray(0, BLOCK + length);
  outer.write(hash('sha256', padded, 'binary'), BLOCK, 'latin1');
  const digest = hash('sha256', outer, encoding);
  // Neither key nor message stays behind; the pads stand ready for the next.
  for (let at = 0; at < size; at += 1) {
    inner[at] = INNER_PAD;
    outer[at] = OUTER_PAD;
  }
  inner.fill(0, BLOCK, BLOCK + length);
  outer.fill(0, BLOCK);
  return digest;
}
