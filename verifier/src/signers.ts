import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { sha256 } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { bytes, type Field, items, matching, members } from './shape.ts';

/** A key that signed something in the bundle. */
export interface Signer {
  readonly id: string;
  readonly publicKey: Buffer;
  readonly key: KeyObject;
}

/** The keys that the bundle names; each id must be the start of the key's SHA-256. */
export function readSigners(field: Field): Map<string, Signer> {
  const signers = new Map<string, Signer>();
  for (const item of items(field, 32)) {
    const { id, publicKey } = members(item, 'id', 'publicKey');
    const raw = bytes(publicKey, 32);
    const name = matching(id, /^[0-9a-f]{32}$/);
    if (sha256(raw).toString('hex').slice(0, 32) !== name)
      throw new Refusal('signer-id', id.at, '签名密钥与其编号不符', 'the key does not have this id');
    if (signers.has(name)) throw new Refusal('signer-id', id.at, '签名密钥重复', 'the key is listed twice');
    signers.set(name, { id: name, publicKey: raw, key: ed25519Key(raw) });
  }
  if (signers.size === 0) throw new Refusal('signer-id', field.at, '没有签名密钥', 'no signing key is listed');
  return signers;
}

/** Refuses unless `signature` is by the listed key `id` over `message` (Ed25519, RFC 8032). */
export function checkSignature(
  signers: ReadonlyMap<string, Signer>,
  fields: { readonly key: Field; readonly signature: Field },
  message: string,
): void {
  const signer = signers.get(matching(fields.key, /^[0-9a-f]{32}$/));
  if (signer === undefined)
    throw new Refusal('unknown-signer', fields.key.at, '签名密钥未列出', 'the signing key is not listed');
  if (!verify(null, Buffer.from(message, 'utf8'), signer.key, bytes(fields.signature, 64)))
    throw new Refusal('signature', fields.signature.at, '签名不成立', 'the signature does not hold');
}

// RFC 8410: the SPKI form of an Ed25519 key is this prefix and the 32 bytes.
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** The key of 32 raw bytes. */
export function ed25519Key(raw: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });
}
