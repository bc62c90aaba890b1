import { randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import type { Clock } from '../clock.ts';
import { deriveKey, fromBase64url, keyedDigest, seal, toBase64url, unseal } from '../crypto/index.ts';
import { newId } from '../ids.ts';
import { prepareKeyDirectory, readKeyFile, writeKeyFile } from './key-file.ts';
import { damagedKeyFile, malformedRootKey, missingKeyFile, sealedFailure, wrongRootKey } from './keyring-failures.ts';

const RING_FILE = 'vault.json';
const KINDS = ['generations', 'indexes'] as const;
type Kind = (typeof KINDS)[number];

const RingContent = Type.Object({
  format: Type.Literal('zhinuo-vault-ring'),
  version: Type.Literal(1),
  ring: Type.String(),
  /** Key-check value of the root key: HMAC-SHA256 under a key derived from it. */
  rootCheck: Type.String(),
  state: Type.Union([Type.Literal('creating'), Type.Literal('ready')]),
  generation: Type.Integer({ minimum: 0 }),
  index: Type.Integer({ minimum: 0 }),
});
type RingContent = Static<typeof RingContent>;

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

interface OpenSecret {
  readonly id: number;
  readonly createdAt: Date;
  readonly secret: Buffer;
}

interface OpenRing {
  readonly content: RingContent;
  readonly generations: Map<number, OpenSecret>;
  readonly indexes: Map<number, OpenSecret>;
  /** Derived keys by label, so that a hot path does not pay for HKDF each time. */
  readonly derived: Map<string, Buffer>;
}

/** A key that wraps person keys. */
export interface Generation {
  readonly id: number;
  readonly createdAt: Date;
}

/** A key that has been wrapped, and the generation that opens it. */
export interface WrappedKey {
  readonly generation: number;
  readonly wrapped: Buffer;
}

/** The key of one field's blind index; `generation` grows when the index secret is rotated (old ones stay). */
export interface IndexKey {
  readonly generation: number;
  readonly key: Buffer;
}

/** The keys of the vault. Every call but `isSealed`, `isNew`, `unseal`, `seal` and `onSeal` throws `keyring.sealed` (503) without the root key in memory. */
export class VaultRing {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #sealListeners: (() => void)[] = [];
  #open: OpenRing | undefined;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
    for (const kind of KINDS) prepareKeyDirectory(join(directory, kind));
  }

  isSealed(): boolean {
    return this.#open === undefined;
  }

  /** Whether no root key has ever been used here, so that the first `unseal` will found the ring. */
  isNew(): boolean {
    return this.#read() === undefined;
  }

  /** Names this ring (a UUID); bound into every ciphertext, so that nothing of another deployment opens here. */
  id(): string {
    return this.#opened().content.ring;
  }

  /**
   * Takes the root key into memory; the first time ever, founds the ring with it. Throws `keyring.wrong-root-key`, or
   * `keyring.missing-file` / `keyring.damaged-file` when the directory is not whole.
   */
  unseal(rootKey: Uint8Array): void {
    if (rootKey.length !== 32) throw malformedRootKey();
    const check = keyedDigest(deriveKey(rootKey, 'root-check'), 'zhinuo/v1/root-check');
    let content = this.#read();
    if (content === undefined) {
      for (const kind of KINDS) if (this.#ids(kind).length > 0) throw missingKeyFile(RING_FILE);
      const ring = newId(this.#clock);
      const format = 'zhinuo-vault-ring';
      content = { format, version: 1, ring, rootCheck: toBase64url(check), state: 'creating', generation: 0, index: 0 };
      this.#write(content);
    }
    const expected = fromBase64url(content.rootCheck);
    if (expected === undefined || expected.length !== check.length) throw damagedKeyFile(RING_FILE);
    if (!timingSafeEqual(expected, check)) throw wrongRootKey();
    if (content.state === 'creating') content = this.#found(content, rootKey);
    const generations = this.#load('generations', content, rootKey);
    const indexes = this.#load('indexes', content, rootKey);
    if (!generations.has(content.generation)) throw missingKeyFile(`generations/${fileName(content.generation)}`);
    if (!indexes.has(content.index)) throw missingKeyFile(`indexes/${fileName(content.index)}`);
    this.#open = { content, generations, indexes, derived: new Map() };
  }

  /** Forgets every key in memory; afterwards the ring is sealed. */
  seal(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    // Only what was never handed out is wiped: an operation in flight that held a wiped index key would write digests under a key of zeros.
    for (const secrets of [open.generations, open.indexes]) for (const { secret } of secrets.values()) secret.fill(0);
    for (const listener of this.#sealListeners) listener();
  }

  /** Calls `listener` whenever the ring is sealed, so that whoever caches opened keys forgets them. */
  onSeal(listener: () => void): void {
    this.#sealListeners.push(listener);
  }

  currentGeneration(): Generation {
    const { generations, content } = this.#opened();
    const current = generations.get(content.generation);
    if (current === undefined) throw missingKeyFile(`generations/${fileName(content.generation)}`);
    return { id: current.id, createdAt: current.createdAt };
  }

  /** Wraps a key under the current generation; `subject` (a person's id, or `blob/…`) is bound to it. */
  wrap(subject: string, key: Uint8Array): WrappedKey {
    const open = this.#opened();
    const generation = open.content.generation;
    return { generation, wrapped: seal(this.#wrapping(open, generation), key, wrapBound(open, subject, generation)) };
  }

  /** Opens what `wrap` made; undefined when subject, generation or any byte differs, or the generation has been destroyed. */
  unwrap(subject: string, generation: number, wrapped: Uint8Array): Buffer | undefined {
    const open = this.#opened();
    if (!open.generations.has(generation)) return undefined;
    return unseal(this.#wrapping(open, generation), wrapped, wrapBound(open, subject, generation));
  }

  /** The newest key of a field's blind index. */
  indexKey(field: string): Buffer {
    const open = this.#opened();
    return this.#indexKeyOf(open, field, open.content.index);
  }

  /** All keys of a field's blind index, newest first: a look-up tries each, a new row is written under the first. */
  indexKeys(field: string): IndexKey[] {
    const open = this.#opened();
    const ids = [...open.indexes.keys()].sort((a, b) => b - a);
    return ids.map((generation) => ({ generation, key: this.#indexKeyOf(open, field, generation) }));
  }

  #indexKeyOf(open: OpenRing, field: string, id: number): Buffer {
    return derive(open, 'indexes', id, `blind-index/${field}`);
  }

  #wrapping(open: OpenRing, generation: number): Buffer {
    return derive(open, 'generations', generation, 'wrap');
  }

  #opened(): OpenRing {
    if (this.#open === undefined) throw sealedFailure();
    return this.#open;
  }

  // Founding: 1. the ring file in state "creating"; 2. first index secret; 3. first generation; 4. the ring file in state "ready". Nothing
  // can have been encrypted before step 4, so a kill before it may start again from 2 and replace what is there.
  #found(content: RingContent, rootKey: Uint8Array): RingContent {
    for (const kind of ['indexes', 'generations'] as const) this.#writeSecret(kind, content.ring, 1, rootKey);
    const ready: RingContent = { ...content, state: 'ready', generation: 1, index: 1 };
    this.#write(ready);
    return ready;
  }

  #writeSecret(kind: Kind, ring: string, id: number, rootKey: Uint8Array): void {
    const sealed = toBase64url(seal(deriveKey(rootKey, `root/${kind}`), randomBytes(32), secretBound(ring, kind, id)));
    const createdAt = this.#clock.now().toISOString();
    const content = { format: 'zhinuo-vault-secret', version: 1, ring, kind, id, createdAt, sealed };
    writeKeyFile(join(this.#directory, kind, fileName(id)), content);
  }

  #load(kind: Kind, ring: RingContent, rootKey: Uint8Array): Map<number, OpenSecret> {
    const key = deriveKey(rootKey, `root/${kind}`);
    const secrets = new Map<number, OpenSecret>();
    for (const id of this.#ids(kind)) {
      const name = `${kind}/${fileName(id)}`;
      const content = readKeyFile(join(this.#directory, name), SecretContent);
      const sealed = fromBase64url(content?.sealed ?? '');
      if (content === undefined || sealed === undefined) throw damagedKeyFile(name);
      const secret = unseal(key, sealed, secretBound(ring.ring, kind, id));
      if (secret === undefined || secret.length !== 32 || content.id !== id) throw damagedKeyFile(name);
      secrets.set(id, { id, createdAt: new Date(content.createdAt), secret });
    }
    return secrets;
  }

  #ids(kind: Kind): number[] {
    const directory = join(this.#directory, kind);
    if (!existsSync(directory)) return [];
    return readdirSync(directory).flatMap((name) => {
      const match = /^(\d{8})\.json$/.exec(name);
      return match === null ? [] : [Number(match[1])];
    });
  }

  #read(): RingContent | undefined {
    return readKeyFile(join(this.#directory, RING_FILE), RingContent);
  }

  #write(content: RingContent): void {
    writeKeyFile(join(this.#directory, RING_FILE), content);
  }
}

function derive(open: OpenRing, kind: Kind, id: number, label: string): Buffer {
  const name = `${kind}|${id}|${label}`;
  const known = open.derived.get(name);
  if (known !== undefined) return known;
  const secret = open[kind].get(id);
  if (secret === undefined) throw missingKeyFile(`${kind}/${fileName(id)}`);
  const key = deriveKey(secret.secret, label);
  open.derived.set(name, key);
  return key;
}

function fileName(id: number): string {
  return `${String(id).padStart(8, '0')}.json`;
}

function secretBound(ring: string, kind: Kind, id: number): string {
  return `zhinuo/v1/vault-secret|${ring}|${kind}|${id}`;
}

function wrapBound(open: OpenRing, subject: string, generation: number): string {
  return `zhinuo/v1/wrap|${open.content.ring}|${generation}|${subject}`;
}
