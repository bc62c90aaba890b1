import { ed25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { sm3 } from './browser-sm3.ts';
import type { Primitives } from './primitives.ts';

/** The same primitives in plain JavaScript, for a page that is opened from a disk, where WebCrypto may be missing. */
export const primitives: Primitives = {
  sha256: (message) => sha256(message),
  hmacSha256: (key, message) => hmac(sha256, key, message),
  sm3,
  ed25519Holds(publicKey, message, signature) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    try {
      // RFC 8032 as OpenSSL reads it, not the laxer ZIP 215.
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    } catch {
      return false;
    }
  },
};
