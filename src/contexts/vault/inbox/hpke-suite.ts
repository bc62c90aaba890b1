import * as hpke from 'hpke';

/**
 * Base mode of RFC 9180 with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: what every browser and Node.js can do. Suite 1 of the sealed
 * inbox (decision 0047).
 */
export const inboxSuite = new hpke.CipherSuite(
  hpke.KEM_DHKEM_P256_HKDF_SHA256,
  hpke.KDF_HKDF_SHA256,
  hpke.AEAD_AES_256_GCM,
);

/** Bytes of an encapsulated secret and of a public key: an uncompressed point. */
export const POINT_BYTES = 65;
