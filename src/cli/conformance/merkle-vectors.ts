import { verifyConsistency, verifyInclusion } from '../../contexts/evidence/index.ts';
import type { ConformanceResult } from './result.ts';

interface Vector {
  readonly wantErr: boolean;
  readonly file: string;
  readonly proof: readonly string[] | null;
  readonly root?: string | null;
  readonly leafHash?: string | null;
  readonly root1?: string | null;
  readonly root2?: string | null;
}

const bytes = (base64: string | null | undefined): Buffer => Buffer.from(base64 ?? '', 'base64');

/** Indexes and sizes are 64-bit: they are taken from the text, because JSON.parse would round them. */
function integerIn(line: string, name: string): bigint {
  const found = new RegExp(`(?<!\\\\)"${name}"\\s*:\\s*(-?\\d+)`).exec(line);
  if (found?.[1] === undefined) throw new Error(`The vector has no integer ${name}`);
  return BigInt(found[1]);
}

function run(text: string, accepts: (line: string, vector: Vector) => boolean): ConformanceResult {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const failures: string[] = [];
  for (const line of lines) {
    const vector = JSON.parse(line) as Vector;
    const accepted = accepts(line, vector);
    if (accepted === vector.wantErr) {
      failures.push(`${vector.file}: must be ${vector.wantErr ? 'rejected' : 'accepted'}, was not`);
    }
  }
  return { passed: lines.length - failures.length, failures };
}

/** Runs `vectors/merkle/inclusion.ndjson` (RFC 6962 inclusion proofs) against our verifier. */
export function runInclusionVectors(text: string): ConformanceResult {
  return run(text, (line, vector) =>
    verifyInclusion({
      index: integerIn(line, 'leafIdx'),
      size: integerIn(line, 'treeSize'),
      leaf: bytes(vector.leafHash),
      root: bytes(vector.root),
      proof: (vector.proof ?? []).map(bytes),
    }),
  );
}

/** Runs `vectors/merkle/consistency.ndjson` (RFC 6962 consistency proofs) against our verifier. */
export function runConsistencyVectors(text: string): ConformanceResult {
  return run(text, (line, vector) =>
    verifyConsistency({
      from: integerIn(line, 'size1'),
      to: integerIn(line, 'size2'),
      oldRoot: bytes(vector.root1),
      newRoot: bytes(vector.root2),
      proof: (vector.proof ?? []).map(bytes),
    }),
  );
}
