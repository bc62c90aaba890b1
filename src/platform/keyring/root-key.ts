import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { type Static, Type } from 'typebox';
import { fromBase64url, seal, toBase64url, unseal } from '../crypto/index.ts';
import { readKeyFile, writeKeyFile } from './key-file.ts';
import {
  damagedKeyFile,
  malformedRootKey,
  noSealedRoot,
  sealedRootExists,
  weakPassphrase,
  wrongPassphrase,
} from './keyring-failures.ts';

const FILE = 'root.sealed';
const LEAST_PASSPHRASE = 12;

// RFC 9106, section 4, second recommended option (64 MiB), with one lane because the library has one thread.
const ARGON2ID = { m: 65_536, t: 3, p: 1 } as const;

// The ceilings keep a changed file from making the server allocate without limit.
const Content = Type.Object({
  format: Type.Literal('zhinuo-sealed-root'),
  version: Type.Literal(1),
  kdf: Type.Object({
    name: Type.Literal('argon2id'),
    version: Type.Literal(0x13),
    m: Type.Integer({ minimum: 8, maximum: 1_048_576 }),
    t: Type.Integer({ minimum: 1, maximum: 16 }),
    p: Type.Integer({ minimum: 1, maximum: 16 }),
    salt: Type.String(),
  }),
  sealed: Type.String(),
});
type Kdf = Static<typeof Content>['kdf'];

/** 32 random bytes. */
export function newRootKey(): Buffer {
  return randomBytes(32);
}

/** The root key in a file of 64 hexadecimal digits (ZHINUO_ROOT_KEY_FILE). Throws `keyring.malformed-root-key`. */
export function readRootKeyFile(path: string): Buffer {
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw malformedRootKey();
  return Buffer.from(text, 'hex');
}

/** Whether `directory` holds a root key sealed with a passphrase. */
export function hasSealedRoot(directory: string): boolean {
  return readKeyFile(join(directory, FILE), Content) !== undefined;
}

/**
 * Seals a root key with a passphrase (argon2id, then AES-256-GCM) into `root.sealed`. Throws `keyring.weak-passphrase` under 12 characters
 * and `keyring.sealed-root-exists` when the file is there already.
 */
export async function sealRootKey(directory: string, passphrase: string, rootKey: Uint8Array): Promise<void> {
  if (hasSealedRoot(directory)) throw sealedRootExists();
  await replaceSealedRoot(directory, passphrase, rootKey);
}

/** Throws `keyring.weak-passphrase` for a passphrase under 12 characters. */
export function assertPassphrase(passphrase: string): void {
  if ([...passphrase].length < LEAST_PASSPHRASE) throw weakPassphrase(LEAST_PASSPHRASE);
}

/** Puts a root key into `root.sealed` in the place of whatever is there: only where the ring knows both (`VaultRing.replaceRoot`). */
export async function replaceSealedRoot(directory: string, passphrase: string, rootKey: Uint8Array): Promise<void> {
  assertPassphrase(passphrase);
  const kdf: Kdf = { name: 'argon2id', version: 0x13, ...ARGON2ID, salt: toBase64url(randomBytes(16)) };
  const key = await stretch(passphrase, kdf);
  const sealed = toBase64url(seal(key, rootKey, bound(kdf)));
  key.fill(0);
  writeKeyFile(join(directory, FILE), { format: 'zhinuo-sealed-root', version: 1, kdf, sealed });
}

/** Opens `root.sealed`. Throws `keyring.no-sealed-root` or `keyring.wrong-passphrase`. */
export async function openRootKey(directory: string, passphrase: string): Promise<Buffer> {
  const content = readKeyFile(join(directory, FILE), Content);
  if (content === undefined) throw noSealedRoot();
  const sealed = fromBase64url(content.sealed);
  if (sealed === undefined) throw damagedKeyFile(FILE);
  const key = await stretch(passphrase, content.kdf);
  const rootKey = unseal(key, sealed, bound(content.kdf));
  key.fill(0);
  if (rootKey === undefined || rootKey.length !== 32) throw wrongPassphrase();
  return rootKey;
}

async function stretch(passphrase: string, kdf: Kdf): Promise<Buffer> {
  const salt = fromBase64url(kdf.salt);
  if (salt === undefined || salt.length < 16) throw damagedKeyFile(FILE);
  // NFKC, so that the same passphrase typed on another keyboard or system gives the same bytes.
  const secret = Buffer.from(passphrase.normalize('NFKC'), 'utf8');
  const key = await argon2idAsync(secret, salt, { m: kdf.m, t: kdf.t, p: kdf.p, version: kdf.version, dkLen: 32 });
  secret.fill(0);
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength);
}

function bound(kdf: Kdf): string {
  return `zhinuo/v1/sealed-root|argon2id|${kdf.version}|${kdf.m}|${kdf.t}|${kdf.p}|${kdf.salt}`;
}
