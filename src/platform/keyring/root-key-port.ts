import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { fromBase64url, toBase64url } from '../crypto/index.ts';
import { readKeyFile, writeKeyFile, writeKeyText } from './key-file.ts';
import { damagedKeyFile, kmsRefused, malformedRootKey } from './keyring-failures.ts';
import { openRootKey, replaceSealedRoot } from './root-key.ts';

/** Where the root key is kept. */
export interface RootKeyPort {
  readonly kind: 'file' | 'passphrase' | 'kms';
  /** The root key, 32 bytes. */
  open(): Promise<Buffer>;
  /** Puts another root key in its place; when this resolves, it survives a power cut. Doing it twice changes nothing. */
  replace(next: Uint8Array): Promise<void>;
}

/** A root key in a file of 64 hexadecimal digits. */
export function rootKeyInFile(path: string): RootKeyPort {
  return {
    kind: 'file',
    async open() {
      const text = readFileSync(path, 'utf8').trim();
      if (!/^[0-9a-fA-F]{64}$/.test(text)) throw malformedRootKey();
      return Buffer.from(text, 'hex');
    },
    async replace(next) {
      writeKeyText(path, `${Buffer.from(next).toString('hex')}\n`);
    },
  };
}

/** The root key in `root.sealed`, under a passphrase; `next` is the passphrase of the root key that replaces it, the same unless told. */
export function rootKeyUnderPassphrase(directory: string, passphrase: string, next = passphrase): RootKeyPort {
  return {
    kind: 'passphrase',
    open: () => openRootKey(directory, passphrase),
    replace: (rootKey) => replaceSealedRoot(directory, next, rootKey),
  };
}

/**
 * What a key management service has to do: encrypt and decrypt 32 bytes under a key that never leaves it. `context` is authenticated with
 * them (an encryption context). `unwrap` answers undefined for what it did not wrap with the same context.
 */
export interface KeyManagementService {
  /** Names the key in the service. */
  readonly key: string;
  wrap(plaintext: Uint8Array, context: string): Promise<Uint8Array>;
  unwrap(wrapped: Uint8Array, context: string): Promise<Uint8Array | undefined>;
}

const KMS_FILE = 'root.kms.json';
const KmsContent = Type.Object({
  format: Type.Literal('zhinuo-kms-root'),
  version: Type.Literal(1),
  key: Type.String(),
  wrapped: Type.String(),
});

/** The root key in `root.kms.json`, wrapped by a key management service; `fresh` is wrapped there when there is none yet. */
export function rootKeyUnderKms(directory: string, kms: KeyManagementService, fresh?: () => Uint8Array): RootKeyPort {
  const path = join(directory, KMS_FILE);
  const replace = async (next: Uint8Array) => {
    const wrapped = toBase64url(await kms.wrap(next, contextOf(kms.key)));
    writeKeyFile(path, { format: 'zhinuo-kms-root', version: 1, key: kms.key, wrapped });
  };
  return {
    kind: 'kms',
    async open() {
      if (!existsSync(path) && fresh !== undefined) await replace(fresh());
      const content = readKeyFile(path, KmsContent);
      const wrapped = fromBase64url(content?.wrapped ?? '');
      if (content === undefined || wrapped === undefined) throw damagedKeyFile(KMS_FILE);
      const rootKey = content.key === kms.key ? await kms.unwrap(wrapped, contextOf(kms.key)) : undefined;
      if (rootKey === undefined || rootKey.length !== 32) throw kmsRefused();
      return Buffer.from(rootKey);
    },
    replace,
  };
}

function contextOf(key: string): string {
  return `zhinuo/v1/kms-root|${key}`;
}
