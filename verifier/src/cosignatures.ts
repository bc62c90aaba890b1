import { equal, fromBase64, toHex } from './bytes.ts';
import type { Checkpoint } from './checkpoint.ts';
import { ed25519Holds, sha256 } from './hashing.ts';
import { Refusal } from './refusal.ts';
import type { SignatureBudget } from './signature-budget.ts';

/** A witness that the verifier's user trusts: an Ed25519 cosigner of C2SP tlog-cosignature. */
export interface WitnessKey {
  readonly name: string;
  readonly publicKey: Uint8Array;
}

/** A cosignature that holds: the witness saw the log grow consistently up to this state. */
export interface CosignatureFinding {
  readonly size: number;
  readonly witness: string;
  /** By the witness's clock: an instant in UTC with milliseconds. */
  readonly time: string;
}

/** Signature type of a timestamped Ed25519 cosignature. */
const COSIGNATURE = 4;

function keyId({ name, publicKey }: WitnessKey): Uint8Array {
  return sha256(name, '\n', Uint8Array.of(COSIGNATURE), publicKey).subarray(0, 4);
}

/** Reads a file of witness keys, one a line; lines with # are ignored. Throws `Refusal` when it holds none or anything else. */
export function readWitnessKeys(content: string): WitnessKey[] {
  const lines = content.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return (lines.length === 0 ? [''] : lines).map(readWitnessKey);
}

/** Reads a witness's verifier key, `name+id+base64(0x04 || public key)`. Throws `Refusal`. */
export function readWitnessKey(line: string): WitnessKey {
  const [, name = '', id, encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line.trim()) ?? [];
  const typed = fromBase64(encoded) ?? new Uint8Array();
  const witness = { name, publicKey: typed.subarray(1) };
  if (typed.length !== 33 || typed[0] !== COSIGNATURE || toHex(keyId(witness)) !== id)
    throw new Refusal(
      'witness-key',
      '--witness',
      '见证方密钥无法识别：应为 C2SP 验证密钥（类型 0x04）',
      'the witness key is not understood: a C2SP verifier key of type 0x04 is needed',
    );
  return witness;
}

/**
 * The cosignatures of the trusted witnesses on states of the log that are known to be one history (the bundle's checkpoint and those it
 * extends). Refuses a cosignature of a trusted witness that does not hold, and a bundle that lacks one of them.
 */
export function checkCosignatures(
  checkpoints: readonly Checkpoint[],
  witnesses: readonly WitnessKey[],
  at: string,
  budget: SignatureBudget,
): CosignatureFinding[] {
  const found = checkpoints.flatMap((checkpoint) => cosignaturesOn(checkpoint, at, witnesses, budget));
  const missing = witnesses.find(({ name }) => !found.some(({ witness }) => witness === name));
  if (missing !== undefined)
    throw new Refusal(
      'witness',
      at,
      '缺少给定见证方的共同签名',
      'a cosignature of one of the given witnesses is missing',
    );
  return found;
}

function cosignaturesOn(
  { body, lines, size }: Checkpoint,
  at: string,
  witnesses: readonly WitnessKey[],
  budget: SignatureBudget,
): CosignatureFinding[] {
  const found: CosignatureFinding[] = [];
  for (const line of lines) {
    const witness = witnesses.find((each) => each.name === line.name && equal(line.keyId, keyId(each)));
    if (witness === undefined) continue;
    budget.spend(at);
    const time = cosignedAt(line.signature, body, witness);
    if (time === undefined)
      throw new Refusal('witness', at, '见证方的共同签名不成立', 'the cosignature of a witness does not hold');
    found.push({ size, witness: witness.name, time });
  }
  return found;
}

/** Latest instant that a date can hold, in seconds. */
const LATEST = 8_640_000_000_000n;

// After the key id: 8 bytes of POSIX time, 64 of Ed25519 over "cosignature/v1", the time and the body.
function cosignedAt(blob: Uint8Array, body: string, { publicKey }: WitnessKey): string | undefined {
  if (blob.length !== 72) return undefined;
  const seconds = new DataView(blob.buffer, blob.byteOffset).getBigUint64(0);
  const message = `cosignature/v1\ntime ${seconds}\n${body}`;
  if (seconds > LATEST || !ed25519Holds(publicKey, message, blob.subarray(8))) return undefined;
  return new Date(Number(seconds) * 1000).toISOString();
}
