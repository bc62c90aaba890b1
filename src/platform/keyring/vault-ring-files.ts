import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { fromBase64url, seal, toBase64url, unseal } from '../crypto/index.ts';
import { readKeyFile, writeKeyFile } from './key-file.ts';
import { damagedKeyFile } from './keyring-failures.ts';

export const RING_FILE = 'vault.json';
/** The next root key under the one in use, while the root key is being replaced. */
export const NEXT_ROOT_FILE = 'root.next.json';
export const KINDS = ['generations', 'indexes'] as const;
export type Kind = (typeof KINDS)[number];

const RingSchema = Type.Object({
  format: Type.Literal('zhinuo-vault-ring'),
  version: Type.Literal(1),
  ring: Type.String(),
  /** Key-check value of the root key: HMAC-SHA256 under a key derived from it. */
  rootCheck: Type.String(),
  state: Type.Union([Type.Literal('creating'), Type.Literal('ready')]),
  generation: Type.Integer({ minimum: 0 }),
  index: Type.Integer({ minimum: 0 }),
});
export type RingContent = Static<typeof RingSchema>;

const SecretContent = Type.Object({
  format: Type.Literal('zhinuo-vault-secret'),
  version: Type.Literal(1),
  ring: Type.String(),
  kind: Type.Union([Type.Literal('generations'), Type.Literal('indexes')]),
  id: Type.Integer({ minimum: 1 }),
  createdAt: Type.String(),
  /** The 32-byte secret sealed under a key derived from the root key. */
  sealed: Type.String(),
});

const NextRootContent = Type.Object({
  format: Type.Literal('zhinuo-next-root'),
  version: Type.Literal(1),
  ring: Type.String(),
  sealed: Type.String(),
});

/** A secret of the ring in memory. */
export interface OpenSecret {
  readonly id: number;
  readonly createdAt: Date;
  readonly secret: Buffer;
}

/** The files of a vault ring. Whoever writes holds the lock that keeps other processes from writing. */
export class RingFiles {
  readonly #directory: string;
  readonly #write: typeof writeKeyFile;

  constructor(directory: string, write: typeof writeKeyFile = writeKeyFile) {
    this.#directory = directory;
    this.#write = write;
  }

  readRing(): RingContent | undefined {
    return readKeyFile(join(this.#directory, RING_FILE), RingSchema);
  }

  writeRing(content: RingContent): void {
    this.#write(join(this.#directory, RING_FILE), content);
  }

  /** Ids of the secrets on disk, ascending. */
  ids(kind: Kind): number[] {
    const directory = join(this.#directory, kind);
    if (!existsSync(directory)) return [];
    const ids = readdirSync(directory).flatMap((name) => {
      const match = /^(\d{8})\.json$/.exec(name);
      return match === null ? [] : [Number(match[1])];
    });
    return ids.sort((a, b) => a - b);
  }

  /** Opens a secret with the first of these keys that fits. Throws `keyring.damaged-file`. */
  readSecret(kind: Kind, ring: string, id: number, keys: readonly Uint8Array[]): OpenSecret {
    const name = secretFile(kind, id);
    const content = readKeyFile(join(this.#directory, name), SecretContent);
    const sealed = fromBase64url(content?.sealed ?? '');
    if (content === undefined || sealed === undefined || content.id !== id) throw damagedKeyFile(name);
    for (const key of keys) {
      const secret = unseal(key, sealed, secretBound(ring, kind, id));
      if (secret?.length === 32) return { id, createdAt: new Date(content.createdAt), secret };
    }
    throw damagedKeyFile(name);
  }

  writeSecret(kind: Kind, ring: string, { id, createdAt, secret }: OpenSecret, key: Uint8Array): void {
    const sealed = toBase64url(seal(key, secret, secretBound(ring, kind, id)));
    const at = createdAt.toISOString();
    const content = { format: 'zhinuo-vault-secret', version: 1, ring, kind, id, createdAt: at, sealed };
    this.#write(join(this.#directory, secretFile(kind, id)), content);
  }

  /** Overwrites a secret's file and deletes it; doing it twice changes nothing. */
  destroySecret(kind: Kind, id: number): void {
    const path = join(this.#directory, secretFile(kind, id));
    if (!existsSync(path)) return;
    // The blocks of the old file may outlive this on a copying file system; the root key and the backups' term guard what is left there.
    this.#write(path, { destroyed: randomBytes(128).toString('hex') });
    rmSync(path, { force: true });
  }

  readNextRoot(ring: string, key: Uint8Array): Buffer | undefined {
    const content = readKeyFile(join(this.#directory, NEXT_ROOT_FILE), NextRootContent);
    const sealed = fromBase64url(content?.sealed ?? '');
    if (content === undefined || sealed === undefined) return undefined;
    return unseal(key, sealed, nextRootBound(ring));
  }

  hasNextRoot(): boolean {
    return existsSync(join(this.#directory, NEXT_ROOT_FILE));
  }

  writeNextRoot(ring: string, key: Uint8Array, next: Uint8Array): void {
    const sealed = toBase64url(seal(key, next, nextRootBound(ring)));
    this.#write(join(this.#directory, NEXT_ROOT_FILE), { format: 'zhinuo-next-root', version: 1, ring, sealed });
  }

  removeNextRoot(): void {
    rmSync(join(this.#directory, NEXT_ROOT_FILE), { force: true });
  }
}

/** The name of a secret's file, relative to the key directory. */
export function secretFile(kind: Kind, id: number): string {
  return `${kind}/${String(id).padStart(8, '0')}.json`;
}

function secretBound(ring: string, kind: Kind, id: number): string {
  return `zhinuo/v1/vault-secret|${ring}|${kind}|${id}`;
}

function nextRootBound(ring: string): string {
  return `zhinuo/v1/next-root|${ring}`;
}
