import { timingSafeEqual } from 'node:crypto';
import { fromBase64url, keyedDigest, toBase64url } from '../../../platform/crypto/index.ts';

const MAC = 16;

/** A link's token for an id: the 16 bytes of the UUID and 128 bits of an HMAC-SHA256 over `use|id`. Says nothing about a person. */
export function linkToken(key: Uint8Array, use: string, id: string): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  return toBase64url(Buffer.concat([bytes, mac(key, use, bytes)]));
}

/** The id in a token that was made for this use with this key; undefined otherwise. */
export function readLinkToken(key: Uint8Array, use: string, token: string): string | undefined {
  const bytes = token.length > 64 ? undefined : fromBase64url(token);
  if (bytes === undefined || bytes.length !== 16 + MAC) return undefined;
  const id = bytes.subarray(0, 16);
  if (!timingSafeEqual(bytes.subarray(16), mac(key, use, id))) return undefined;
  const hex = id.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function mac(key: Uint8Array, use: string, id: Uint8Array): Buffer {
  return keyedDigest(key, Buffer.concat([Buffer.from(`${use}|`), id])).subarray(0, MAC);
}
