export { SUITE_AES_256_GCM, seal, unseal } from './aead.ts';
export { fromBase64url, toBase64url } from './base64url.ts';
export { canonicalJson, type Json } from './canonical-json.ts';
export { deriveKey, keyedDigest } from './derive-key.ts';
export { STREAM_CHUNK, StreamOpener, StreamSealer } from './stream-seal.ts';
export { openStream, StreamNotAuthentic, sealStream } from './streaming-aead.ts';
