import { toHex } from './bytes.ts';
import { ed25519Holds, sha256 } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { bytes, type Field, items, matching, members } from './shape.ts';
import { SignatureBudget } from './signature-budget.ts';

/** A key that signed something in the bundle. */
export interface Signer {
  readonly id: string;
  readonly publicKey: Uint8Array;
}

/** The keys of a bundle by their ids, and how many signatures of it may still be checked. */
export class Signers extends Map<string, Signer> {
  readonly budget = new SignatureBudget();
}

/** The SHA-256 of a raw key in hexadecimal, as people compare it. */
export function fingerprint(publicKey: Uint8Array): string {
  return toHex(sha256(publicKey));
}

/** The keys that the bundle names; each id must be the start of the key's SHA-256. */
export function readSigners(field: Field): Signers {
  const signers = new Signers();
  for (const item of items(field, 32)) {
    const { id, publicKey } = members(item, 'id', 'publicKey');
    const raw = bytes(publicKey, 32);
    const name = matching(id, /^[0-9a-f]{32}$/);
    if (fingerprint(raw).slice(0, 32) !== name)
      throw new Refusal('signer-id', id.at, '签名密钥与其编号不符', 'the key does not have this id');
    if (signers.has(name)) throw new Refusal('signer-id', id.at, '签名密钥重复', 'the key is listed twice');
    signers.set(name, { id: name, publicKey: raw });
  }
  if (signers.size === 0) throw new Refusal('signer-id', field.at, '没有签名密钥', 'no signing key is listed');
  return signers;
}

/** Refuses unless `signature` is by the listed key `id` over `message` (Ed25519, RFC 8032). */
export function checkSignature(
  signers: Signers,
  fields: { readonly key: Field; readonly signature: Field },
  message: string,
): void {
  const signer = signers.get(matching(fields.key, /^[0-9a-f]{32}$/));
  if (signer === undefined)
    throw new Refusal('unknown-signer', fields.key.at, '签名密钥未列出', 'the signing key is not listed');
  signers.budget.spend(fields.signature.at);
  if (!ed25519Holds(signer.publicKey, message, bytes(fields.signature, 64)))
    throw new Refusal('signature', fields.signature.at, '签名不成立', 'the signature does not hold');
}
