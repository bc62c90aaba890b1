import { timingSafeEqual } from 'node:crypto';
import { keyedDigest, toBase64url } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import type { VaultRing } from '../../../platform/keyring/index.ts';
import type { Logger } from '../../../platform/logging.ts';
import { insertInboxKey, newestInboxKey } from '../store/inbox-key-table.ts';
import { inboxClosed, inboxKeyDamaged } from '../vault-failures.ts';
import { inboxSuite, POINT_BYTES } from './hpke-suite.ts';

// Layout: suite 1 (1) | generation (4, big-endian) | encapsulated secret (65) | ciphertext. Frozen by decision 0047.
const SUITE = 1;
const GENERATION_AT = 1;
const SECRET_AT = GENERATION_AT + 4;
const CIPHERTEXT_AT = SECRET_AT + POINT_BYTES;

/** The public half of the inbox. */
export interface InboxKey {
  readonly ring: string;
  readonly generation: number;
  readonly publicKey: Buffer;
}

/** What is collected while the root key is away: sealed by whoever has the public key, opened by the vault alone. */
export interface SealedInbox {
  /** Makes the key pair of the current generation known; called whenever the vault is unsealed or rotated. */
  publish(tx: Tx): Promise<void>;
  /** The public key; throws `vault.inbox-closed` (503) when the vault has never been unsealed, and an alarm when the stored one was changed. */
  key(tx: Tx): Promise<InboxKey>;
  /** Seals bytes; needs no secret. `label` is bound to them. */
  seal(tx: Tx, label: string, bytes: Uint8Array): Promise<Buffer>;
  /** Opens them; undefined when anything differs. Throws `keyring.sealed`. */
  open(label: string, sealed: Uint8Array): Promise<Buffer | undefined>;
}

/**
 * Opens the inbox. Key pairs are derived from generations (RFC 9180, DeriveKeyPair), so they end with them. The public key lies in the database
 * under a MAC of the service ring: whoever can write the database alone can't put their own in its place and read what people send.
 */
export function createSealedInbox(deps: {
  readonly ring: VaultRing;
  readonly macKey: Uint8Array;
  readonly log: Logger;
}): SealedInbox {
  const { ring, macKey, log } = deps;
  const macOf = ({ ring: id, generation, publicKey }: InboxKey) =>
    keyedDigest(macKey, `zhinuo/v1/inbox-key|${id}|${generation}|${toBase64url(publicKey)}`);
  const pairOf = async (generation: number) => {
    const material = ring.material(generation, 'inbox');
    return material === undefined ? undefined : inboxSuite.DeriveKeyPair(material);
  };
  const key = async (tx: Tx): Promise<InboxKey> => {
    const row = await newestInboxKey(tx);
    if (row === undefined) throw inboxClosed();
    const { mac, ...found } = row;
    const expected = macOf(found);
    if (mac.length === expected.length && timingSafeEqual(mac, expected)) return found;
    log.error({ alarm: 'vault.integrity', what: 'inbox key' }, 'the public key of the sealed inbox was changed');
    throw inboxKeyDamaged();
  };
  return {
    async publish(tx) {
      const { id: generation } = ring.currentGeneration();
      const newest = await newestInboxKey(tx);
      if (newest?.generation === generation && newest.ring === ring.id() && newest.mac.equals(macOf(newest))) return;
      const pair = await pairOf(generation);
      if (pair === undefined) throw new Error('the current generation is held');
      const publicKey = Buffer.from(await inboxSuite.SerializePublicKey(pair.publicKey));
      const made = { ring: ring.id(), generation, publicKey };
      await insertInboxKey(tx, { ...made, mac: macOf(made) });
    },
    key,
    async seal(tx, label, bytes) {
      const { ring: id, generation, publicKey } = await key(tx);
      const head = Buffer.alloc(SECRET_AT);
      head.writeUInt8(SUITE);
      head.writeUInt32BE(generation, GENERATION_AT);
      const recipient = await inboxSuite.DeserializePublicKey(publicKey);
      const options = { info: infoOf(id, generation), aad: Buffer.from(label, 'utf8') };
      const { encapsulatedSecret, ciphertext } = await inboxSuite.Seal(recipient, bytes, options);
      return Buffer.concat([head, encapsulatedSecret, ciphertext]);
    },
    async open(label, sealed) {
      const id = ring.id();
      if (sealed.length < CIPHERTEXT_AT || sealed[0] !== SUITE) return undefined;
      const bytes = Buffer.from(sealed);
      const generation = bytes.readUInt32BE(GENERATION_AT);
      const pair = await pairOf(generation);
      if (pair === undefined) return undefined;
      const options = { info: infoOf(id, generation), aad: Buffer.from(label, 'utf8') };
      const [secret, ciphertext] = [bytes.subarray(SECRET_AT, CIPHERTEXT_AT), bytes.subarray(CIPHERTEXT_AT)];
      return inboxSuite.Open(pair, secret, ciphertext, options).then(
        (opened) => Buffer.from(opened),
        () => undefined,
      );
    },
  };
}

function infoOf(ring: string, generation: number): Buffer {
  return Buffer.from(`zhinuo/v1/inbox|${ring}|${generation}`, 'utf8');
}
