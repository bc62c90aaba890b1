import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  scryptSync,
} from 'node:crypto';
import { decodeBech32, encodeBech32 } from './bech32.ts';

const X25519 = 'age-encryption.org/v1/X25519';
const SCRYPT = 'age-encryption.org/v1/scrypt';
const NO_NONCE = Buffer.alloc(12);
const TAG_BYTES = 16;
/** Our passphrases have 100 bits of their own, so the slow hash is for those that people bring; about a tenth of a second and 64 MiB. */
const WORK_FACTOR = 16;
/** The most that a file may ask of whoever opens it: 1 GiB. */
const MOST_WORK = 20;

/** One stanza of the header: how somebody gets at the file key. */
export interface Stanza {
  readonly args: readonly string[];
  readonly body: Buffer;
}

/** The raw public key of a recipient `age1…`; undefined when it is none. */
export function readRecipient(text: string): Buffer | undefined {
  const key = decodeBech32('age', text);
  return key?.length === 32 ? key : undefined;
}

/** A new identity, as `age-keygen` makes it. */
export function newIdentity(): { identity: string; recipient: string } {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  return {
    identity: encodeBech32('age-secret-key-', secret).toUpperCase(),
    recipient: encodeBech32('age', rawPublic(publicKey)),
  };
}

/** Wraps a file key for a public key. */
export function wrapForRecipient(fileKey: Buffer, recipient: Buffer): Stanza {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const share = rawPublic(publicKey);
  const shared = diffieHellman({ privateKey, publicKey: publicOf(recipient) });
  const key = hkdf(shared, Buffer.concat([share, recipient]), X25519);
  return { args: ['X25519', unpadded(share)], body: encrypt(key, NO_NONCE, fileKey) };
}

/** Wraps a file key under a passphrase. */
export function wrapForPassphrase(fileKey: Buffer, passphrase: string): Stanza {
  const salt = randomBytes(16);
  const key = stretch(passphrase, salt, WORK_FACTOR);
  return { args: ['scrypt', unpadded(salt), String(WORK_FACTOR)], body: encrypt(key, NO_NONCE, fileKey) };
}

/** The file key behind a stanza, for an identity `AGE-SECRET-KEY-1…`; undefined when it is not for it. */
export function unwrapByIdentity({ args, body }: Stanza, identity: string): Buffer | undefined {
  const secret = decodeBech32('age-secret-key-', identity);
  const share = Buffer.from(args[1] ?? '', 'base64');
  if (args[0] !== 'X25519' || secret?.length !== 32 || share.length !== 32) return undefined;
  const privateKey = privateOf(secret);
  const shared = diffieHellman({ privateKey, publicKey: publicOf(share) });
  const key = hkdf(shared, Buffer.concat([share, rawPublic(createPublicKey(privateKey))]), X25519);
  return decrypt(key, NO_NONCE, body);
}

/** The file key behind a passphrase; undefined when it is not the right one. */
export function unwrapByPassphrase({ args, body }: Stanza, passphrase: string): Buffer | undefined {
  const [kind, salt = '', work = ''] = args;
  if (kind !== 'scrypt' || !/^[1-9]\d?$/.test(work) || Number(work) > MOST_WORK) return undefined;
  return decrypt(stretch(passphrase, Buffer.from(salt, 'base64'), Number(work)), NO_NONCE, body);
}

/** HKDF-SHA256 (RFC 5869) with 32 bytes out. */
export function hkdf(secret: Uint8Array, salt: Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, 32));
}

/** Base64 without padding, as age writes it. */
export function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** ChaCha20-Poly1305 (RFC 8439): ciphertext and tag. */
export function encrypt(key: Buffer, nonce: Buffer, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG_BYTES });
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The plaintext, or undefined when it was changed or the key is another. */
export function decrypt(key: Buffer, nonce: Buffer, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return undefined;
  }
}

function stretch(passphrase: string, salt: Buffer, work: number): Buffer {
  const N = 2 ** work;
  const labelled = Buffer.concat([Buffer.from(SCRYPT), salt]);
  return scryptSync(passphrase, labelled, 32, { N, r: 8, p: 1, maxmem: 128 * N * 8 + 1_048_576 });
}

function rawPublic(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

function publicOf(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: raw.toString('base64url') }, format: 'jwk' });
}

// PKCS#8 (RFC 8410) around the 32 bytes: a JWK would want the public half too.
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');

function privateOf(raw: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_X25519, raw]), format: 'der', type: 'pkcs8' });
}
