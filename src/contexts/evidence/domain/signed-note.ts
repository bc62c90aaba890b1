import { createHash } from 'node:crypto';

/** Signature type 0x01 of C2SP signed-note: Ed25519 (RFC 8032). */
const ED25519 = Buffer.of(0x01);

/** The 4-byte key id of an Ed25519 key in C2SP signed-note: the start of SHA-256(name || 0x0A || 0x01 || public key). */
export function noteKeyId(name: string, publicKey: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`, 'utf8').update(ED25519).update(publicKey).digest().subarray(0, 4);
}

/** The verifier key of C2SP signed-note, "<name>+<key id in hex>+<base64 of 0x01 || public key>": what a verifier is given to trust. */
export function verifierKey(name: string, publicKey: Uint8Array): string {
  const encoded = Buffer.concat([ED25519, publicKey]).toString('base64');
  return `${name}+${noteKeyId(name, publicKey).toString('hex')}+${encoded}`;
}

/** Whether a text can name a log: printable ASCII without space or plus, as signed-note asks of key names. */
export function isOrigin(text: string): boolean {
  return /^[!-*,-~]{1,200}$/.test(text);
}

/** The body of a checkpoint (C2SP tlog-checkpoint): origin, size and root, each on its line; the signature covers these bytes. */
export function checkpointBody(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** A signed note (C2SP signed-note): the body, an empty line, one signature line. */
export function signedNote(body: string, name: string, publicKey: Uint8Array, signature: Uint8Array): string {
  const blob = Buffer.concat([noteKeyId(name, publicKey), signature]).toString('base64');
  return `${body}\n— ${name} ${blob}\n`;
}
