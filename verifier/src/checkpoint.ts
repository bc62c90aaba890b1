import { concat, equal, fromBase64, utf8 } from './bytes.ts';
import { ed25519Holds, sha256, type Tree } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { type Field, text } from './shape.ts';
import type { Signers } from './signers.ts';

/** A line under a note: whose it says it is, the first four bytes that tell the key, and the rest. */
export interface NoteLine {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A checkpoint as it is written, whoever signed it (C2SP signed-note, tlog-checkpoint). */
export interface Note extends Tree {
  readonly origin: string;
  /** What is signed: everything up to the empty line, the last line feed included. */
  readonly body: string;
  readonly lines: readonly NoteLine[];
}

/** A state of the log that its key signed. */
export interface Checkpoint extends Note {
  /** The whole text. */
  readonly text: string;
}

/** The name of a log: what the first line of its checkpoints holds. */
export const LOG_NAME = /^[!-*,-~]{1,200}$/;

/** Most lines under a note, as other readers of signed notes have it. */
const MOST_LINES = 100;

/** The 4-byte id of an Ed25519 key under a name (C2SP signed-note). */
export function noteKeyId(name: string, publicKey: Uint8Array): Uint8Array {
  return sha256(concat(name, '\n', Uint8Array.of(1), publicKey)).subarray(0, 4);
}

/** Reads a checkpoint without judging its signatures. */
export function readNote(field: Field): Note {
  const note = text(field);
  const refuse = (zh: string, en: string) => new Refusal('checkpoint', field.at, zh, en);
  const split = note.lastIndexOf('\n\n');
  if (note.length > 100_000 || split < 0 || !note.endsWith('\n')) throw refuse('不是检查点', 'not a checkpoint');
  const body = note.slice(0, split + 1);
  const [origin, size, root, ...rest] = body.split('\n');
  if (origin === undefined || !LOG_NAME.test(origin)) throw refuse('日志名无效', 'the log has no valid name');
  if (size === undefined || !/^(?:0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw refuse('日志大小无效', 'the size is not valid');
  if (rest.length < 1 || rest.slice(0, -1).some((line) => line === '')) throw refuse('不是检查点', 'not a checkpoint');
  const hash = fromBase64(root ?? '');
  // The empty tree has one root (RFC 6962, section 2.1), which no proof would show.
  if (hash?.length !== 32 || (size === '0' && !equal(hash, sha256())))
    throw refuse('根哈希无效', 'the root hash is not valid');
  const signatures = note.slice(split + 2, -1).split('\n');
  if (signatures.length > MOST_LINES) throw refuse('签名行过多', 'there are too many signature lines');
  const lines = signatures.map((line) => {
    const match = /^— ([^ +]+) ([A-Za-z0-9+/=]+)$/.exec(line);
    const blob = fromBase64(match?.[2] ?? '');
    if (match === null || blob === undefined || blob.length < 5)
      throw refuse('签名行无效', 'a signature line is not valid');
    return { name: match[1] ?? '', keyId: blob.subarray(0, 4), signature: blob.subarray(4) };
  });
  return { origin, size: Number(size), root: hash, body, lines };
}

/** Reads a checkpoint and checks the signature of one of the bundle's keys under the log's name. Lines of others are cosignatures, judged elsewhere. */
export function readCheckpoint(field: Field, signers: Signers): Checkpoint {
  const note = readNote(field);
  const keys = [...signers.values()].map((signer) => ({ ...signer, keyId: noteKeyId(note.origin, signer.publicKey) }));
  const refuse = (zh: string, en: string) => new Refusal('checkpoint', field.at, zh, en);
  const found = new Set<string>();
  for (const { name, keyId, signature } of note.lines) {
    const signer = name === note.origin ? keys.find((key) => equal(keyId, key.keyId)) : undefined;
    if (signer === undefined) continue;
    if (found.has(signer.id)) throw refuse('同一密钥重复签名', 'a key signed the checkpoint twice');
    signers.budget.spend(field.at);
    if (!ed25519Holds(signer.publicKey, utf8(note.body), signature))
      throw refuse('检查点签名不成立', 'the signature of the checkpoint does not hold');
    found.add(signer.id);
  }
  if (found.size === 0) throw refuse('检查点未由日志密钥签名', 'no key of the log signed the checkpoint');
  return { ...note, text: text(field) };
}
