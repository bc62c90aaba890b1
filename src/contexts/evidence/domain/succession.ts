import { canonicalJson, type Json, toBase64url } from '../../../platform/crypto/index.ts';

/** What a `signing-key` entry says: from now on `to` signs for the log `origin`, and `from` signs its checkpoints besides until an instant. */
export interface Succession {
  readonly origin: string;
  readonly from: { readonly id: string; readonly publicKey: Uint8Array };
  readonly to: { readonly id: string; readonly publicKey: Uint8Array };
  readonly overlapUntil: Date;
}

function statement({ origin, from, to, overlapUntil }: Succession): { readonly [key: string]: Json } {
  return {
    from: { id: from.id, publicKey: toBase64url(from.publicKey) },
    origin,
    overlapUntil: overlapUntil.toISOString(),
    to: { id: to.id, publicKey: toBase64url(to.publicKey) },
    v: 1,
  };
}

/** The bytes that both keys sign: "zhinuo.signing-key.v1", a line feed, canonical JSON. */
export function successionBytes(succession: Succession): Buffer {
  return Buffer.from(`zhinuo.signing-key.v1\n${canonicalJson(statement(succession))}`, 'utf8');
}

/** The payload of the entry: the statement and both signatures. */
export function successionPayload(succession: Succession, signatures: { from: Uint8Array; to: Uint8Array }): Json {
  const signed = { from: toBase64url(signatures.from), to: toBase64url(signatures.to) };
  return { ...statement(succession), signatures: signed };
}
