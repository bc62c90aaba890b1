import { Type } from 'typebox';
import type { Access } from '../contexts/access/index.ts';
import type { KeyDesk } from '../contexts/vault/index.ts';
import type { Database } from '../platform/database/index.ts';
import { Failure } from '../platform/failure.ts';
import { callerName, type HttpApp } from '../platform/http/index.ts';
import {
  type Keyring,
  type RootKeyPort,
  replaceRootKey,
  rootKeyInFile,
  unsealFrom,
} from '../platform/keyring/index.ts';

/** What the routes work with. */
export interface UnsealDependencies {
  readonly access: Pick<Access, 'recordStaffAct'>;
  readonly database: Database;
  readonly keyring: Keyring;
  readonly keys: KeyDesk;
  /** Where the root key is, when it is in a file of its own. */
  readonly rootKeyFile: string | undefined;
  onUnsealed(): Promise<void>;
}

const Passphrase = Type.String({ minLength: 1, maxLength: 256 });
const Unsealing = Type.Object({ passphrase: Type.Optional(Passphrase) }, { additionalProperties: false });
const Replacing = Type.Object(
  { passphrase: Type.Optional(Passphrase), nextPassphrase: Type.Optional(Passphrase) },
  { additionalProperties: false },
);
const Answer = Type.Object({ sealed: Type.Boolean() });

const passphraseMissing = () =>
  new Failure(
    'keyring.passphrase-missing',
    'malformed',
    { zh: '需要根密钥的口令。', en: 'The passphrase of the root key is needed.' },
    { errors: [{ path: 'passphrase', message: '必填', message_en: 'is required' }] },
  );

/**
 * `/api/v1/vault/unseal` brings the root key into memory and `/api/v1/vault/keys/root` replaces it, for administrators: with its passphrase, or
 * where it stands in a file of its own, from there.
 */
export function registerUnsealRoutes(app: HttpApp, deps: UnsealDependencies): void {
  const { keyring, database, access, keys } = deps;
  const port = (passphrase?: string, next?: string): RootKeyPort => {
    if (deps.rootKeyFile !== undefined) return rootKeyInFile(deps.rootKeyFile);
    if (passphrase === undefined) throw passphraseMissing();
    return keyring.underPassphrase(passphrase, next);
  };
  const rateLimit = { max: 20, timeWindow: 60_000 };
  app.post(
    '/api/v1/vault/unseal',
    {
      config: { permission: 'vault.unseal', neverReplayed: true, rateLimit },
      schema: { summary: '解封保险箱 / Unseal the vault', tags: ['vault'], body: Unsealing, response: { 200: Answer } },
    },
    async (request) => {
      if (keyring.vault.isSealed()) {
        await unsealFrom(keyring.vault, port(request.body.passphrase));
        const by = callerName(request.caller);
        await database.transaction((tx) => access.recordStaffAct(tx, { by, act: 'vault.unsealed' }));
        await deps.onUnsealed();
      }
      return { sealed: false };
    },
  );
  app.post(
    '/api/v1/vault/keys/root',
    {
      config: { permission: 'vault.rotate-keys', neverReplayed: true, rateLimit },
      schema: {
        summary: '更换根密钥 / Replace the root key, and its passphrase if another is given',
        tags: ['vault'],
        body: Replacing,
        response: { 200: Answer },
      },
    },
    async (request) => {
      const { passphrase, nextPassphrase } = request.body;
      const by = callerName(request.caller);
      // Throws `keyring.sealed` first: a sealed ring has no root key to replace.
      keyring.vault.id();
      await replaceRootKey(keyring.vault, port(passphrase, nextPassphrase));
      await database.transaction(async (tx) => {
        await keys.noteRootReplaced(tx, by);
        await access.recordStaffAct(tx, { by, act: 'vault.root-key-replaced' });
      });
      return { sealed: keyring.vault.isSealed() };
    },
  );
}
