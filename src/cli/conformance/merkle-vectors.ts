import { verifyConsistency, verifyInclusion } from '../../contexts/evidence/index.ts';
import type { ConformanceResult } from './result.ts';

interface Vector {
  readonly wantErr: boolean;
  readonly file?: unknown;
  readonly proof?: unknown;
  /** The rest, by the suite's names. */
  readonly [name: string]: unknown;
}

/** What a vector holds that no verifier can read, and therefore none accepts. */
class Unreadable extends Error {}

/** The bytes that base64 in its one spelling (RFC 4648, section 4) stands for; none for null, as in the data. */
function bytes(base64: unknown): Buffer {
  const read = Buffer.from(typeof base64 === 'string' ? base64 : '', 'base64');
  if (read.toString('base64') !== (base64 ?? '')) throw new Unreadable();
  return read;
}

function proofOf({ proof }: Vector): Buffer[] {
  const hashes: unknown = proof ?? [];
  if (!Array.isArray(hashes)) throw new Unreadable();
  return hashes.map((hash: unknown) => bytes(hash));
}

/** Indexes and sizes are 64-bit: they are taken from the text, because JSON.parse would round them. */
function integerIn(line: string, name: string, vector: Vector): bigint {
  const found = new RegExp(`(?<!\\\\)"${name}"\\s*:\\s*(-?\\d+)`).exec(line)?.[1];
  // The parsed value shows what digits alone don't: a fraction, an exponent, the same name a second time.
  if (found === undefined || Number(found) !== vector[name]) throw new Unreadable();
  return BigInt(found);
}

function vectorIn(line: string): Vector | undefined {
  try {
    const read = JSON.parse(line) as Partial<Vector> | null;
    return typeof read?.wantErr === 'boolean' ? (read as Vector) : undefined;
  } catch {
    return undefined;
  }
}

function run(text: string, accepts: (line: string, vector: Vector) => boolean): ConformanceResult {
  const failures: string[] = [];
  let count = 0;
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    count += 1;
    const vector = vectorIn(line);
    if (vector === undefined) {
      failures.push(`line ${at + 1}: not a vector (a JSON object with wantErr)`);
      continue;
    }
    const name = typeof vector.file === 'string' ? vector.file : `line ${at + 1}`;
    if (accepted(accepts, line, vector) === vector.wantErr)
      failures.push(`${name}: must be ${vector.wantErr ? 'rejected' : 'accepted'}, was not`);
  }
  return { passed: count - failures.length, failures };
}

function accepted(accepts: (line: string, vector: Vector) => boolean, line: string, vector: Vector): boolean {
  try {
    return accepts(line, vector);
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
}

/** Runs `vectors/merkle/inclusion.ndjson` (RFC 6962 inclusion proofs) against our verifier. What can't be read counts as rejected. */
export function runInclusionVectors(text: string): ConformanceResult {
  return run(text, (line, vector) =>
    verifyInclusion({
      index: integerIn(line, 'leafIdx', vector),
      size: integerIn(line, 'treeSize', vector),
      leaf: bytes(vector['leafHash']),
      root: bytes(vector['root']),
      proof: proofOf(vector),
    }),
  );
}

/** Runs `vectors/merkle/consistency.ndjson` (RFC 6962 consistency proofs) against our verifier. What can't be read counts as rejected. */
export function runConsistencyVectors(text: string): ConformanceResult {
  return run(text, (line, vector) =>
    verifyConsistency({
      from: integerIn(line, 'size1', vector),
      to: integerIn(line, 'size2', vector),
      oldRoot: bytes(vector['root1']),
      newRoot: bytes(vector['root2']),
      proof: proofOf(vector),
    }),
  );
}
