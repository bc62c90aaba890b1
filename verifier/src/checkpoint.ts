import { verify } from 'node:crypto';
import { sha256 } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { type Field, text } from './shape.ts';
import type { Signer } from './signers.ts';

/** A state of the log that its key signed. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** Which of the bundle's signers signed it. */
  readonly signer: string;
}

/** The 4-byte id of an Ed25519 key under a name (C2SP signed-note). */
export function noteKeyId(name: string, publicKey: Uint8Array): Buffer {
  return sha256(name, '\n', Buffer.of(1), publicKey).subarray(0, 4);
}

/** Reads a signed note (C2SP signed-note, tlog-checkpoint) and checks the signature of one of the bundle's keys under the log's name. */
export function readCheckpoint(field: Field, signers: ReadonlyMap<string, Signer>): Checkpoint {
  const note = text(field);
  const refuse = (zh: string, en: string) => new Refusal('checkpoint', field.at, zh, en);
  const split = note.lastIndexOf('\n\n');
  if (note.length > 100_000 || split < 0 || !note.endsWith('\n')) throw refuse('不是检查点', 'not a checkpoint');
  const body = note.slice(0, split + 1);
  const [origin, size, root, ...rest] = body.split('\n');
  if (origin === undefined || !/^[!-*,-~]{1,200}$/.test(origin))
    throw refuse('日志名无效', 'the log has no valid name');
  if (size === undefined || !/^(?:0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw refuse('日志大小无效', 'the size is not valid');
  if (rest.length < 1 || rest.slice(0, -1).some((line) => line === '')) throw refuse('不是检查点', 'not a checkpoint');
  const hash = base64(root ?? '');
  if (hash?.length !== 32) throw refuse('根哈希无效', 'the root hash is not valid');
  const signer = signerOf(note.slice(split + 2), origin, body, signers, refuse);
  return { origin, size: Number(size), root: hash, signer };
}

function signerOf(
  lines: string,
  origin: string,
  body: string,
  signers: ReadonlyMap<string, Signer>,
  refuse: (zh: string, en: string) => Refusal,
): string {
  let found: string | undefined;
  for (const line of lines.slice(0, -1).split('\n')) {
    const match = /^— ([^ +]+) ([A-Za-z0-9+/=]+)$/.exec(line);
    const blob = base64(match?.[2] ?? '');
    if (match === null || blob === undefined || blob.length < 5)
      throw refuse('签名行无效', 'a signature line is not valid');
    // Lines of other names or keys are cosignatures that this verifier does not judge.
    const signer = [...signers.values()].find(
      ({ publicKey }) => match[1] === origin && blob.subarray(0, 4).equals(noteKeyId(origin, publicKey)),
    );
    if (signer === undefined) continue;
    if (!verify(null, Buffer.from(body, 'utf8'), signer.key, blob.subarray(4)))
      throw refuse('检查点签名不成立', 'the signature of the checkpoint does not hold');
    found = signer.id;
  }
  if (found === undefined) throw refuse('检查点未由日志密钥签名', 'no key of the log signed the checkpoint');
  return found;
}

function base64(spelled: string): Buffer | undefined {
  const decoded = Buffer.from(spelled, 'base64');
  return decoded.toString('base64') === spelled ? decoded : undefined;
}
