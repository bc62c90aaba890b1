export { SUITE_AES_256_GCM, seal, unseal } from './aead.ts';
export { fromBase64url, toBase64url } from './base64url.ts';
export { canonicalJson, type Json } from './canonical-json.ts';
export { deriveKey, keyedDigest, keyedDigestInto, keyedDigestText } from './derive-key.ts';
export { pooledRandom } from './pooled-random.ts';
export {
  openStream,
  StreamNotAuthentic,
  StreamOpener,
  StreamSealer,
  sealStream,
  streamingSuite,
} from './streaming-aead.ts';
