import type { EvidenceContext } from './evidence-context.ts';
import { claimAttestor, settleAttestor } from './store/attestations.ts';
import { type CheckpointRow, latestCheckpoint } from './store/log.ts';

const MINUTE_MS = 60_000;
/** How long a server that asks keeps others from asking; longer than it waits for answers. */
const LEASE_MS = 3 * MINUTE_MS;
const MOST_PAUSE_MS = 60 * MINUTE_MS;

/** Somebody outside who attests checkpoints. */
export interface Attestor {
  /** Its name in the table and for the operator. */
  readonly name: string;
  /** Milliseconds from one success to the next try. */
  readonly every: number;
  /** Asks about the newest checkpoint; keeps what came and returns null, or a code of what went wrong. */
  ask(checkpoint: CheckpointRow): Promise<string | null>;
}

/**
 * Asks an attestor about the newest checkpoint if it is due, on one server at a time. A failure is kept with its code, logged, and tried
 * again after 1, 2, 4 … 60 minutes; nothing waits for it. Returns whether it was due.
 */
export async function attestIfDue(context: EvidenceContext, attestor: Attestor): Promise<boolean> {
  const { database, clock } = context;
  const claim = await database.transaction(async (tx) => {
    const now = clock.now();
    const checkpoint = await latestCheckpoint(tx);
    if (checkpoint === undefined) return undefined;
    const failures = await claimAttestor(tx, attestor.name, now, new Date(now.getTime() + LEASE_MS));
    return failures === undefined ? undefined : { checkpoint, failures };
  });
  if (claim === undefined) return false;
  const failure = await attestor.ask(claim.checkpoint).catch(() => 'failed');
  if (failure !== null)
    context.log.warn({ attestor: attestor.name, failure }, 'a checkpoint could not be attested; trying again');
  const backoff = Math.min(MINUTE_MS * 2 ** Math.min(claim.failures, 10), MOST_PAUSE_MS);
  await database.transaction((tx) => {
    const at = clock.now();
    const next = new Date(at.getTime() + (failure === null ? attestor.every : backoff));
    return settleAttestor(tx, attestor.name, { at, next, failure });
  });
  return true;
}
