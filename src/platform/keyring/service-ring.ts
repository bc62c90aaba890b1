import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import type { Clock } from '../clock.ts';
import { deriveKey, fromBase64url, seal, toBase64url, unseal } from '../crypto/index.ts';
import { makeKeyFile, readKeyFile, writeKeyFile } from './key-file.ts';
import { damagedKeyFile } from './keyring-failures.ts';
import { signAhead } from './sign-ahead.ts';

const FILE = 'service.json';

// Lists, not single values: rotation only ever appends.
const Version1 = Type.Object({
  format: Type.Literal('zhinuo-service-ring'),
  version: Type.Literal(1),
  secrets: Type.Array(
    Type.Object({ id: Type.Integer({ minimum: 1, maximum: 65_535 }), createdAt: Type.String(), secret: Type.String() }),
    { minItems: 1 },
  ),
  signingKeys: Type.Array(Type.Object({ id: Type.String(), createdAt: Type.String(), seed: Type.String() }), {
    minItems: 1,
  }),
});
// Version 2 names the key that signed when the last one was added. Which one signs now is the database's to say (decision 0035).
const Version2 = Type.Object({
  ...Version1.properties,
  version: Type.Literal(2),
  signing: Type.String(),
});
const Content = Type.Union([Version1, Version2]);
type Stored = Static<typeof Version2>;

/** The Ed25519 key (RFC 8032) that signs receipts and checkpoints. */
export interface SigningKey {
  /** First 128 bits of SHA-256 of the raw public key, as 32 hexadecimal digits. */
  readonly id: string;
  /** The raw 32 bytes. */
  readonly publicKey: Buffer;
  sign(message: Uint8Array): Buffer;
  /** Begins to sign an ASCII text elsewhere; what is answered gives the signature, sooner or later the same. */
  signAhead(message: string): () => Buffer;
}

/** Keys that work while the vault is sealed. Never used for personal information that the vault holds. */
export interface ServiceRing {
  /** 32 bytes for one labelled use, the same for as long as the ring lives; kept by the caller for hot paths. */
  key(label: string): Buffer;
  readonly signingKey: SigningKey;
  /** Every signing key of the ring, oldest first: what they signed stays good. The last may be prepared and not in use yet. */
  readonly signingKeys: readonly SigningKey[];
  /**
   * The successor of the key in use: the one that is prepared, or a fresh one, which is on disk when this returns. It signs nothing yet. Only
   * under a lock that every process with this key directory takes.
   */
  prepareSigningKey(): SigningKey;
  /** Makes a key the one that signs in this process; false when the ring's file doesn't hold it, also not put there by another process since. */
  useSigningKey(id: string): boolean;
  /** Encrypts a small value under the newest secret; `label` is bound to it. Layout: secret id (2, big-endian) | sealed. */
  sealSmall(label: string, plaintext: Uint8Array): Buffer;
  /** Opens what `sealSmall` made with the same label; undefined when anything differs. */
  unsealSmall(label: string, sealed: Uint8Array): Buffer | undefined;
}

/** Opens `service.json` in `directory`, or makes it on the first start. Throws `keyring.damaged-file` when it does not read. */
export function openServiceRing(directory: string, clock: Clock): ServiceRing {
  const path = join(directory, FILE);
  if (readKeyFile(path, Content) === undefined) makeKeyFile(path, newContent(clock));
  return ringOf(path, clock);
}

function readContent(path: string): Stored {
  const content = readKeyFile(path, Content);
  const newest = content?.signingKeys.at(-1);
  if (content === undefined || newest === undefined) throw damagedKeyFile(FILE);
  return content.version === 2 ? content : { ...content, version: 2, signing: newest.id };
}

function newContent(clock: Clock): Static<typeof Version1> {
  const createdAt = clock.now().toISOString();
  const seed = randomBytes(32);
  return {
    format: 'zhinuo-service-ring',
    version: 1,
    secrets: [{ id: 1, createdAt, secret: toBase64url(randomBytes(32)) }],
    signingKeys: [{ id: signingKeyOf(seed).id, createdAt, seed: toBase64url(seed) }],
  };
}

function ringOf(path: string, clock: Clock): ServiceRing {
  const content = readContent(path);
  const secrets = new Map(content.secrets.map(({ id, secret }) => [id, keyBytes(secret)]));
  const ids = [...secrets.keys()].sort((a, b) => a - b);
  const [first, last] = [ids[0], ids.at(-1)];
  const lasting = first === undefined ? undefined : secrets.get(first);
  const newest = last === undefined ? undefined : secrets.get(last);
  if (lasting === undefined || newest === undefined || last === undefined) throw damagedKeyFile(FILE);
  const signing = new SigningKeys(path, clock, content);
  const sealing = sealingKeys();
  return {
    key: (label) => deriveKey(lasting, `service/${label}`),
    get signingKey() {
      return signing.current;
    },
    get signingKeys() {
      return signing.all;
    },
    prepareSigningKey: () => signing.prepare(),
    useSigningKey: (id) => signing.use(id),
    sealSmall(label, plaintext) {
      const head = Buffer.from([last >> 8, last & 0xff]);
      return Buffer.concat([head, seal(sealing(last, newest, label), plaintext, bound(label, last))]);
    },
    unsealSmall(label, sealed) {
      if (sealed.length < 2) return undefined;
      const id = ((sealed[0] ?? 0) << 8) | (sealed[1] ?? 0);
      const secret = secrets.get(id);
      if (secret === undefined) return undefined;
      return unseal(sealing(id, secret, label), sealed.subarray(2), bound(label, id));
    },
  };
}

/** The signing keys of a ring's file. The file is read again before it is written: other processes append to it too. */
class SigningKeys {
  readonly #path: string;
  readonly #clock: Clock;
  #all: readonly SigningKey[] = [];
  #current: SigningKey;

  constructor(path: string, clock: Clock, content: Stored) {
    this.#path = path;
    this.#clock = clock;
    this.#current = this.#take(content);
  }

  get current(): SigningKey {
    return this.#current;
  }

  get all(): readonly SigningKey[] {
    return this.#all;
  }

  prepare(): SigningKey {
    const content = readContent(this.#path);
    this.#take(content);
    const at = this.#all.findIndex(({ id }) => id === this.#current.id);
    const prepared = this.#all[at + 1];
    if (prepared !== undefined) return prepared;
    const seed = randomBytes(32);
    const made = signingKeyOf(seed);
    const entry = { id: made.id, createdAt: this.#clock.now().toISOString(), seed: toBase64url(seed) };
    const next = { ...content, signing: this.#current.id, signingKeys: [...content.signingKeys, entry] };
    writeKeyFile(this.#path, next);
    this.#take(next);
    return made;
  }

  // Nothing is written here: two processes that wrote at the same time would lose a key. The database says which key signs.
  use(id: string): boolean {
    if (this.#current.id === id) return true;
    const held = () => this.#all.find((each) => each.id === id);
    if (held() === undefined) this.#take(readContent(this.#path));
    const key = held();
    if (key !== undefined) this.#current = key;
    return key !== undefined;
  }

  // Which key signs changes by `use` alone: what another process has chosen is the database's to say.
  #take(content: Stored): SigningKey {
    this.#all = content.signingKeys.map(({ id, seed }) => {
      const known = this.#all.find((each) => each.id === id) ?? signingKeyOf(keyBytes(seed));
      if (known.id !== id) throw damagedKeyFile(FILE);
      return known;
    });
    const signing = this.#all.find(({ id }) => id === content.signing);
    if (signing === undefined) throw damagedKeyFile(FILE);
    return signing;
  }
}

// HKDF costs more than sealing a small value does; labels are few and written in the source.
function sealingKeys(): (id: number, secret: Buffer, label: string) => Buffer {
  const derived = new Map<string, Buffer>();
  return (id, secret, label) => {
    const name = `${id}|${label}`;
    const key = derived.get(name) ?? deriveKey(secret, `service-seal/${label}`);
    derived.set(name, key);
    return key;
  };
}

function bound(label: string, id: number): string {
  return `zhinuo/v1/service-seal|${id}|${label}`;
}

function keyBytes(text: string): Buffer {
  const bytes = fromBase64url(text);
  if (bytes === undefined || bytes.length !== 32) throw damagedKeyFile(FILE);
  return bytes;
}

// RFC 8410: the PKCS #8 form of an Ed25519 seed is this prefix and the 32 bytes; its SPKI form ends with the raw public key.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

function signingKeyOf(seed: Buffer): SigningKey {
  const privateKey: KeyObject = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    id: createHash('sha256').update(publicKey).digest('hex').slice(0, 32),
    publicKey,
    sign: (message) => sign(null, message, privateKey),
    signAhead: (message) => signAhead(privateKey, message),
  };
}
