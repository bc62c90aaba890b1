import { verify } from 'node:crypto';
import { readCheckpoint } from './checkpoint.ts';
import type { Log } from './entries.ts';
import { isConsistent, sha256 } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { type Field, hashes, items, members, text } from './shape.ts';
import { ed25519Key } from './signers.ts';

/** A witness that the verifier's user trusts: an Ed25519 cosigner of C2SP tlog-cosignature. */
export interface WitnessKey {
  readonly name: string;
  readonly publicKey: Buffer;
}

/** A cosignature that holds: the witness saw the log grow consistently up to this state. */
export interface CosignatureFinding {
  readonly size: number;
  readonly witness: string;
  /** By the witness's clock: an instant in UTC with milliseconds. */
  readonly time: string;
}

/** Most witnessed checkpoints that a bundle may carry. */
const MOST_WITNESSED = 100;
/** Signature type of a timestamped Ed25519 cosignature. */
const COSIGNATURE = 4;

function keyId({ name, publicKey }: WitnessKey): Buffer {
  return sha256(name, '\n', Buffer.of(COSIGNATURE), publicKey).subarray(0, 4);
}

/** Reads a witness's verifier key, `name+id+base64(0x04 || public key)`. Throws `Refusal`. */
export function readWitnessKey(line: string): WitnessKey {
  const [, name = '', id, encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line.trim()) ?? [];
  const typed = Buffer.from(encoded, 'base64');
  const witness = { name, publicKey: typed.subarray(1) };
  if (typed.length !== 33 || typed[0] !== COSIGNATURE || keyId(witness).toString('hex') !== id)
    throw new Refusal(
      'witness-key',
      '--witness',
      '见证方密钥无法识别：应为 C2SP 验证密钥（类型 0x04）',
      'the witness key is not understood: a C2SP verifier key of type 0x04 is needed',
    );
  return witness;
}

/**
 * Reads the member `witnessed` of a bundle, a list of `{checkpoint, consistency}`, and the cosignatures of the trusted witnesses on it and on
 * the bundle's own checkpoint. Refuses a cosignature of a trusted witness that does not hold, and a bundle that lacks one of them.
 */
export function readWitnessed(
  field: Field,
  own: Field,
  log: Log,
  witnesses: readonly WitnessKey[],
): CosignatureFinding[] {
  const found = cosignaturesOn(text(own), log.checkpoint.size, own.at, witnesses);
  for (const item of items(field, MOST_WITNESSED)) {
    const { checkpoint, consistency } = members(item, 'checkpoint', 'consistency');
    const seen = readCheckpoint(checkpoint, log.signers);
    const now = log.checkpoint;
    if (seen.origin !== now.origin || !isConsistent(seen.size, now.size, seen.root, now.root, hashes(consistency)))
      throw new Refusal(
        'witness',
        item.at,
        '见证的检查点不是本日志的前身',
        'the bundle’s checkpoint does not extend the one that was witnessed',
      );
    found.push(...cosignaturesOn(text(checkpoint), seen.size, checkpoint.at, witnesses));
  }
  const missing = witnesses.find(({ name }) => !found.some(({ witness }) => witness === name));
  if (missing !== undefined)
    throw new Refusal(
      'witness',
      own.at,
      '缺少给定见证方的共同签名',
      'a cosignature of one of the given witnesses is missing',
    );
  return found;
}

function cosignaturesOn(
  note: string,
  size: number,
  at: string,
  witnesses: readonly WitnessKey[],
): CosignatureFinding[] {
  const split = note.lastIndexOf('\n\n');
  const body = note.slice(0, split + 1);
  const found: CosignatureFinding[] = [];
  for (const line of note.slice(split + 2).split('\n')) {
    const [, name, encoded = ''] = /^— ([^ +]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    const blob = Buffer.from(encoded, 'base64');
    const witness = witnesses.find((each) => each.name === name && blob.subarray(0, 4).equals(keyId(each)));
    if (witness === undefined) continue;
    const time = cosignedAt(blob, body, witness);
    if (time === undefined)
      throw new Refusal('witness', at, '见证方的共同签名不成立', 'the cosignature of a witness does not hold');
    found.push({ size, witness: witness.name, time });
  }
  return found;
}

/** Latest instant that a date can hold, in seconds. */
const LATEST = 8_640_000_000_000n;

// 4 bytes of key id, 8 of POSIX time, 64 of Ed25519 over "cosignature/v1", the time and the body.
function cosignedAt(blob: Buffer, body: string, { publicKey }: WitnessKey): string | undefined {
  if (blob.length !== 76) return undefined;
  const seconds = blob.readBigUInt64BE(4);
  const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`, 'utf8');
  if (seconds > LATEST || !verify(null, message, ed25519Key(publicKey), blob.subarray(12))) return undefined;
  return new Date(Number(seconds) * 1000).toISOString();
}
