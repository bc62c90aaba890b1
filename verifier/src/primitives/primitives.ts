/** The cryptography that a verifier needs from where it runs. There are two forms, `node-primitives.ts` and `browser-primitives.ts`, that agree. */
export interface Primitives {
  /** SHA-256 (FIPS 180-4). */
  sha256(message: Uint8Array): Uint8Array;
  /** HMAC-SHA256 (RFC 2104). */
  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array;
  /** SM3 (GB/T 32905). Throws where Node was built without it. */
  sm3(message: Uint8Array): Uint8Array;
  /** Whether a 64-byte Ed25519 signature holds (RFC 8032); false, never an error, for a key that is not a point. */
  ed25519Holds(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}
