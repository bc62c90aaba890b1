import { askOutside, type OutsideAnswer } from './ask-outside.ts';
import type { Attestor } from './attest-checkpoint.ts';
import { addCheckpointBody, findCosignature, type Witness } from './domain/cosignature.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { proveConsistency } from './read-log.ts';
import { insertCosignature, newestCosignature } from './store/attestations.ts';
import type { CheckpointRow } from './store/log.ts';

const MINUTE_MS = 60_000;
/** A witness may tell another size than ours once, and once more if another server was faster. */
const MOST_TRIES = 3;

/** A witness with the address that its protocol's paths are appended to (the "submission prefix" of C2SP tlog-witness). */
export interface WitnessAddress extends Witness {
  readonly url: string;
}

/** The name of a witness among the attestors. */
export function witnessName(witness: Witness): string {
  return `witness:${witness.name}`;
}

/** Has a witness cosign the newest checkpoint every minute in which the log grew (C2SP tlog-witness); only what verifies is kept. */
export function witnessAttestor(context: EvidenceContext, witness: WitnessAddress): Attestor {
  return {
    name: witnessName(witness),
    every: MINUTE_MS,
    async ask(checkpoint) {
      const known = await context.database.transaction((tx) => newestCosignature(tx, witness.name), { readOnly: true });
      if (known?.size === checkpoint.size) return null;
      let oldSize = known?.size ?? 0;
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const answer = await addCheckpoint(context, witness, checkpoint, oldSize);
        if ('failure' in answer) return answer.failure;
        if (answer.status === 200) return keep(context, witness, checkpoint, answer.body.toString('utf8'));
        const told = answer.status === 409 ? sizeTold(answer) : undefined;
        if (told === undefined || told === oldSize) return faultOf(answer.status);
        // The witness has cosigned more than we hold: this log was set back. It can't be cosigned until it is whole again.
        if (told > checkpoint.size) return 'witness-is-ahead';
        oldSize = told;
      }
      return 'witness-keeps-moving';
    },
  };
}

async function addCheckpoint(
  context: EvidenceContext,
  witness: WitnessAddress,
  { size, note }: CheckpointRow,
  oldSize: number,
): Promise<OutsideAnswer> {
  // From the empty tree, and to the same tree, nothing is to be proven: the proof is empty.
  const hashes =
    oldSize === 0 || oldSize === size
      ? []
      : await context.database.transaction((tx) => proveConsistency(tx, oldSize, size), { readOnly: true });
  const body = addCheckpointBody(
    oldSize,
    hashes.map((hash) => Buffer.from(hash, 'base64url')),
    note,
  );
  return askOutside(`${witness.url.replace(/\/+$/, '')}/add-checkpoint`, { type: 'text/plain; charset=utf-8', body });
}

function sizeTold({ type, body }: { readonly type: string; readonly body: Buffer }): number | undefined {
  const text = body.toString('utf8');
  const size = Number(text);
  return type === 'text/x.tlog.size' && /^(?:0|[1-9]\d{0,15})\n$/.test(text) && Number.isSafeInteger(size)
    ? size
    : undefined;
}

async function keep(
  context: EvidenceContext,
  witness: Witness,
  { size, note }: CheckpointRow,
  lines: string,
): Promise<string | null> {
  const cosignature = findCosignature(lines, note, witness);
  if (cosignature === undefined) return 'no-valid-cosignature';
  await context.database.transaction((tx) => insertCosignature(tx, { size, ...cosignature }));
  return null;
}

// The meanings that C2SP tlog-witness gives to statuses.
function faultOf(status: number): string {
  const known: Record<number, string> = {
    400: 'malformed',
    403: 'key-not-trusted',
    404: 'log-not-known',
    409: 'other-root-at-same-size',
    422: 'not-consistent',
  };
  return known[status] ?? `http-${status}`;
}
