import { createHash, createPublicKey, verify } from 'node:crypto';

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

/** A signed note (C2SP signed-note): the body, an empty line, a signature line for each key. */
export function signedNote(
  body: string,
  name: string,
  signatures: readonly { readonly publicKey: Uint8Array; readonly signature: Uint8Array }[],
): string {
  const lines = signatures.map(({ publicKey, signature }) => {
    const blob = Buffer.concat([noteKeyId(name, publicKey), signature]).toString('base64');
    return `— ${name} ${blob}\n`;
  });
  return `${body}\n${lines.join('')}`;
}

// RFC 8410: the SPKI form of an Ed25519 key is this prefix and the 32 bytes.
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The size and root of a checkpoint of the log `origin` that one of `keys` signed; `foreign` for another log's, `damaged` for anything else. */
export function readOwnCheckpoint(
  note: string,
  origin: string,
  keys: readonly Uint8Array[],
): { readonly size: number; readonly root: Buffer } | 'foreign' | 'damaged' {
  const split = note.lastIndexOf('\n\n');
  const body = note.slice(0, split + 1);
  const [name, size = '', root = '', ...rest] = body.split('\n');
  if (split < 0 || rest.length !== 1 || !/^(?:0|[1-9]\d{0,15})$/.test(size)) return 'damaged';
  if (name !== origin) return 'foreign';
  const lines = note.slice(split + 2).split('\n');
  const signed = keys.some((publicKey) => {
    const start = `— ${origin} `;
    const id = noteKeyId(origin, publicKey);
    const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
    return lines.some((line) => {
      const blob = Buffer.from(line.startsWith(start) ? line.slice(start.length) : '', 'base64');
      return blob.subarray(0, 4).equals(id) && verify(null, Buffer.from(body, 'utf8'), key, blob.subarray(4));
    });
  });
  return signed ? { size: Number(size), root: Buffer.from(root, 'base64') } : 'damaged';
}
