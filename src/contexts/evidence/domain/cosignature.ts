import { createHash, createPublicKey, verify } from 'node:crypto';

/** A witness as it is configured: its verifier key taken apart (C2SP tlog-cosignature, Ed25519, type 0x04). */
export interface Witness {
  readonly name: string;
  readonly publicKey: Buffer;
}

/** A cosignature that holds. */
export interface Cosignature {
  readonly witness: string;
  /** The whole signature line, without its end. */
  readonly line: string;
  readonly time: Date;
}

const COSIGNATURE = Buffer.of(0x04);
/** Key id (4), POSIX time as uint64 (8), Ed25519 signature (64). */
const BLOB_BYTES = 76;
/** Latest instant that a Date holds, in seconds. */
const LATEST_SECONDS = 8_640_000_000_000n;
// RFC 8410: the SPKI form of an Ed25519 key is this prefix and the 32 bytes.
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The 4-byte key id of a cosigner: the start of SHA-256(name || 0x0A || 0x04 || public key). */
export function cosignerKeyId({ name, publicKey }: Witness): Buffer {
  return createHash('sha256').update(`${name}\n`, 'utf8').update(COSIGNATURE).update(publicKey).digest().subarray(0, 4);
}

/** A witness from its verifier key "<name>+<key id>+<base64 of 0x04 || public key>"; undefined when it is none. */
export function parseWitnessKey(text: string): Witness | undefined {
  const [, name, id, encoded] = /^([!-*,-~]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})$/.exec(text) ?? [];
  if (name === undefined || encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const witness = { name, publicKey: bytes.subarray(1) };
  if (bytes.length !== 33 || bytes[0] !== 0x04 || cosignerKeyId(witness).toString('hex') !== id) return undefined;
  return witness;
}

/** The body of C2SP tlog-witness `add-checkpoint`: the old size, the consistency proof, an empty line, the checkpoint. */
export function addCheckpointBody(oldSize: number, proof: readonly Buffer[], note: string): string {
  const lines = proof.map((hash) => `${hash.toString('base64')}\n`).join('');
  return `old ${oldSize}\n${lines}\n${note}`;
}

/** The first valid cosignature of the witness on a checkpoint among the signature lines of an answer; lines of others are passed over. */
export function findCosignature(lines: string, note: string, witness: Witness): Cosignature | undefined {
  const body = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const id = cosignerKeyId(witness);
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, witness.publicKey]), format: 'der', type: 'spki' });
  for (const line of lines.split('\n')) {
    const [, name, encoded = ''] = /^— (\S+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
    const blob = Buffer.from(encoded, 'base64');
    if (name !== witness.name || blob.length !== BLOB_BYTES || !blob.subarray(0, 4).equals(id)) continue;
    const seconds = blob.readBigUInt64BE(4);
    const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`, 'utf8');
    if (seconds <= LATEST_SECONDS && verify(null, message, key, blob.subarray(12)))
      return { witness: witness.name, line, time: new Date(Number(seconds) * 1000) };
  }
  return undefined;
}
