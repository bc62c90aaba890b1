import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { seal, toBase64url, unseal } from '../crypto/index.ts';
import { newId } from '../ids.ts';
import { prepareKeyDirectory, type writeKeyFile } from './key-file.ts';
import {
  damagedKeyFile,
  keyInUse,
  malformedRootKey,
  missingKeyFile,
  rootReplaced,
  sealedFailure,
  wrongRootKey,
} from './keyring-failures.ts';
import {
  derive,
  forget,
  type OpenRing,
  publicPart,
  STANDING_INDEX,
  secretOf,
  standingKey,
  wrapBound,
  wrapping,
} from './open-ring.ts';
import { checkOf, fits, type RootKeys, rootKeys } from './root-keys.ts';
import { KINDS, type Kind, RING_FILE, type RingContent, RingFiles } from './vault-ring-files.ts';

/** A key-encryption generation, or a secret of the blind indexes. */
export interface Generation {
  readonly id: number;
  readonly createdAt: Date;
}

/** A key that has been wrapped, and the generation that opens it. */
export interface WrappedKey {
  readonly generation: number;
  readonly wrapped: Buffer;
}

/** The key of one field's blind index; `generation` grows when the index secret is rotated. */
export interface IndexKey {
  readonly generation: number;
  readonly key: Buffer;
}

/** The keys of the vault. Every call but `isSealed`, `isNew`, `unseal`, `seal` and `onSeal` throws `keyring.sealed` (503) without the root key in memory. */
export class VaultRing {
  readonly #files: RingFiles;
  readonly #clock: Clock;
  readonly #sealListeners: (() => void)[] = [];
  #open: OpenRing | undefined;

  /** `write` writes a key file; tests break it off. */
  constructor(directory: string, clock: Clock, write?: typeof writeKeyFile) {
    this.#files = new RingFiles(directory, write);
    this.#clock = clock;
    for (const kind of KINDS) prepareKeyDirectory(join(directory, kind));
  }

  isSealed(): boolean {
    return this.#open === undefined;
  }

  /** Whether no root key has ever been used here, so that the first `unseal` will found the ring. */
  isNew(): boolean {
    return this.#files.readRing() === undefined;
  }

  /** Names this ring (a UUID); bound into every ciphertext, so that nothing of another deployment opens here. */
  id(): string {
    return this.#opened().content.ring;
  }

  /**
   * Takes the root key into memory; the first time ever, founds the ring with it. When the root key was being replaced and the process ended in
   * between, goes on to the end and answers the next root key: put it where the root key is kept, then call `settleRoot`. Throws
   * `keyring.wrong-root-key`, or `keyring.missing-file` / `keyring.damaged-file` when the directory is not whole.
   */
  unseal(rootKey: Uint8Array): Buffer | undefined {
    if (rootKey.length !== 32) throw malformedRootKey();
    let content = this.#files.readRing() ?? this.#foundRing(rootKey);
    const keys = rootKeys(rootKey);
    const next = this.#files.readNextRoot(content.ring, keys.next);
    if (!fits(content, rootKey) && (next === undefined || !fits(content, next))) throw wrongRootKey();
    if (next !== undefined) content = this.#sealAnew(content, [keys, rootKeys(next)], next);
    if (content.state === 'creating') content = this.#found(content, keys);
    this.#open = this.#load(content, next === undefined ? keys : rootKeys(next));
    return next;
  }

  /** Forgets every key in memory; afterwards the ring is sealed. */
  seal(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    // Only what was never handed out is wiped: an operation in flight that held a wiped index key would write digests under a key of zeros.
    for (const secrets of [open.generations, open.indexes]) for (const { secret } of secrets.values()) secret.fill(0);
    for (const key of Object.values(open.root)) (key as Buffer).fill(0);
    for (const listener of this.#sealListeners) listener();
  }

  /** Calls `listener` whenever the ring is sealed, so that whoever caches opened keys forgets them. */
  onSeal(listener: () => void): void {
    this.#sealListeners.push(listener);
  }

  currentGeneration(): Generation {
    const open = this.#opened();
    return publicPart(secretOf(open, 'generations', open.content.generation));
  }

  /** The secrets of one kind that exist, oldest first. */
  held(kind: Kind): Generation[] {
    return [...this.#opened()[kind].values()].map(publicPart).sort((a, b) => a.id - b.id);
  }

  /** Whether a generation once was and is no more. */
  destroyed(generation: number): boolean {
    return generation >= 1 && generation < this.current('generations') && !this.#opened().generations.has(generation);
  }

  /** The id of the secret of one kind under which is written now. */
  current(kind: Kind): number {
    const { content } = this.#opened();
    return kind === 'generations' ? content.generation : content.index;
  }

  /**
   * Makes the next secret of one kind, on disk before it is used; what is under the older ones still opens. Only under a lock that every process
   * with this key directory takes.
   */
  add(kind: Kind): Generation {
    this.#followToWrite();
    const open = this.#opened();
    const id = this.current(kind) + 1;
    // A process that ended between the two writes has left this file, and nothing is under it.
    if (!this.#files.ids(kind).includes(id)) {
      const made = { id, createdAt: this.#clock.now(), secret: randomBytes(32) };
      this.#files.writeSecret(kind, open.content.ring, made, open.root[kind]);
    }
    this.#files.writeRing({ ...open.content, [kind === 'generations' ? 'generation' : 'index']: id });
    this.follow();
    return publicPart(secretOf(this.#opened(), kind, id));
  }

  /** Destroys an older secret for ever, in memory and on disk; twice changes nothing. Throws `keyring.in-use` for one that is still needed. */
  destroy(kind: Kind, id: number): void {
    this.#followToWrite();
    const open = this.#opened();
    if (id >= this.current(kind) || (kind === 'indexes' && id === STANDING_INDEX)) throw keyInUse();
    this.#files.destroySecret(kind, id);
    forget(open, kind, id);
  }

  /** Takes over what another process with this key directory has added or destroyed. */
  follow(): void {
    const open = this.#opened();
    const content = this.#files.readRing();
    if (content === undefined || content.ring !== open.content.ring) throw damagedKeyFile(RING_FILE);
    // Another process has replaced the root key: what is in memory stays good, further secrets need the new one.
    if (content.rootCheck !== open.content.rootCheck) return;
    for (const kind of KINDS) {
      const ids = this.#files.ids(kind);
      for (const id of ids) {
        const [known, key] = [open[kind].has(id), open.root[kind]];
        if (!known) open[kind].set(id, this.#files.readSecret(kind, content.ring, id, [key]));
      }
      const newest = kind === 'generations' ? content.generation : content.index;
      for (const id of [...open[kind].keys()]) if (id < newest && !ids.includes(id)) forget(open, kind, id);
    }
    open.indexKeys.clear();
    this.#open = { ...open, content };
  }

  /**
   * Puts `next` in the place of the root key; a process that ends at any step leaves files that the old key opens until `keep` has put the new
   * one where the root key is kept, and the new one after that. 1. the next key under the old one; 2. every secret under the next key;
   * 3. the key-check value; 4. `keep`; 5. the file of step 1 goes.
   */
  async replaceRoot(next: Uint8Array, keep: (next: Uint8Array) => Promise<void>): Promise<void> {
    if (next.length !== 32) throw malformedRootKey();
    // Another next key would lose what is under the one before.
    if (this.rootUnsettled()) throw keyInUse();
    this.#followToWrite();
    const { content, root } = this.#opened();
    this.#files.writeNextRoot(content.ring, root.next, next);
    const renewed = this.#sealAnew(content, [root, rootKeys(next)], next);
    this.#open = this.#load(renewed, rootKeys(next));
    await keep(next);
    this.settleRoot();
  }

  /** Throws `keyring.wrong-root-key` unless this is the root key of the ring now. */
  assertRoot(rootKey: Uint8Array): void {
    if (rootKey.length !== 32) throw malformedRootKey();
    if (!fits(this.#opened().content, rootKey)) throw wrongRootKey();
  }

  /** The next root key is kept: the old one opens nothing any more. */
  settleRoot(): void {
    this.#files.removeNextRoot();
  }

  /** Whether the old root key still opens this ring, because its replacement has not been put away. */
  rootUnsettled(): boolean {
    return this.#files.hasNextRoot();
  }

  /** Wraps a key under the current generation; `subject` (a person's id, or `blob/…`) is bound to it. */
  wrap(subject: string, key: Uint8Array): WrappedKey {
    const open = this.#opened();
    const generation = open.content.generation;
    return { generation, wrapped: seal(wrapping(open, generation), key, wrapBound(open, subject, generation)) };
  }

  /** Opens what `wrap` made; undefined when subject, generation or any byte differs, or the generation has been destroyed. */
  unwrap(subject: string, generation: number, wrapped: Uint8Array): Buffer | undefined {
    let open = this.#opened();
    // Another server may have rotated since this one looked.
    if (generation > open.content.generation) {
      this.follow();
      open = this.#opened();
    }
    if (!open.generations.has(generation)) return undefined;
    return unseal(wrapping(open, generation), wrapped, wrapBound(open, subject, generation));
  }

  /** Keying material of a generation for one labelled use, other than wrapping; undefined when that generation is not held. */
  material(generation: number, label: string): Buffer | undefined {
    const open = this.#opened();
    return open.generations.has(generation) ? derive(open, 'generations', generation, label) : undefined;
  }

  /** The key of digests that must stay equal for ever (addresses that said no, identifiers); see `STANDING_INDEX`. */
  indexKey(field: string): Buffer {
    return standingKey(this.#opened(), field);
  }

  /** All keys of a field's blind index, newest first: a look-up asks for each, a new row is written under the first. */
  indexKeys(field: string): readonly IndexKey[] {
    const open = this.#opened();
    const known = open.indexKeys.get(field);
    if (known !== undefined) return known;
    const ids = [...open.indexes.keys()].filter((id) => id <= open.content.index).sort((a, b) => b - a);
    const keys = ids.map((generation) => ({
      generation,
      key: derive(open, 'indexes', generation, `blind-index/${field}`),
    }));
    open.indexKeys.set(field, keys);
    return keys;
  }

  // What is in memory opens and wraps on; to write a file, the root key of now is needed.
  #followToWrite(): void {
    this.follow();
    if (this.#files.readRing()?.rootCheck !== this.#opened().content.rootCheck) throw rootReplaced();
  }

  #opened(): OpenRing {
    if (this.#open === undefined) throw sealedFailure();
    return this.#open;
  }

  #foundRing(rootKey: Uint8Array): RingContent {
    for (const kind of KINDS) if (this.#files.ids(kind).length > 0) throw missingKeyFile(RING_FILE);
    const [ring, rootCheck] = [newId(this.#clock), toBase64url(checkOf(rootKey))];
    const content = { format: 'zhinuo-vault-ring', version: 1, ring, rootCheck, state: 'creating' } as const;
    const founded = { ...content, generation: 0, index: 0 };
    this.#files.writeRing(founded);
    return founded;
  }

  // Founding: 1. the ring file in state "creating"; 2. first index secret; 3. first generation; 4. the ring file in state "ready". Nothing
  // can have been encrypted before step 4, so a kill before it may start again from 2 and replace what is there.
  #found(content: RingContent, keys: RootKeys): RingContent {
    for (const kind of ['indexes', 'generations'] as const) {
      const first = { id: 1, createdAt: this.#clock.now(), secret: randomBytes(32) };
      this.#files.writeSecret(kind, content.ring, first, keys[kind]);
    }
    const ready: RingContent = { ...content, state: 'ready', generation: 1, index: 1 };
    this.#files.writeRing(ready);
    return ready;
  }

  // Each file opens with one of the two keys before and after, so this may be broken off and begun again anywhere.
  #sealAnew(content: RingContent, keys: readonly [RootKeys, RootKeys], next: Uint8Array): RingContent {
    for (const kind of KINDS)
      for (const id of this.#files.ids(kind)) {
        const either = keys.map((each) => each[kind]);
        const secret = this.#files.readSecret(kind, content.ring, id, either);
        this.#files.writeSecret(kind, content.ring, secret, keys[1][kind]);
      }
    const renewed: RingContent = { ...content, rootCheck: toBase64url(checkOf(next)) };
    if (renewed.rootCheck !== content.rootCheck) this.#files.writeRing(renewed);
    return renewed;
  }

  #load(content: RingContent, root: RootKeys): OpenRing {
    const read = (kind: Kind) =>
      new Map(this.#files.ids(kind).map((id) => [id, this.#files.readSecret(kind, content.ring, id, [root[kind]])]));
    const open = {
      content,
      root,
      generations: read('generations'),
      indexes: read('indexes'),
      derived: new Map(),
      indexKeys: new Map(),
      standingKeys: new Map(),
    };
    secretOf(open, 'generations', content.generation);
    for (const id of [STANDING_INDEX, content.index]) secretOf(open, 'indexes', id);
    return open;
  }
}
