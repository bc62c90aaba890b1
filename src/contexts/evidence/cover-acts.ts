import { setTimeout } from 'node:timers/promises';
import type { EvidenceContext } from './evidence-context.ts';
import { makeEpoch } from './make-epoch.ts';
import { mergePending } from './merge-pending.ts';
import { lastPending, pendingUpTo } from './store/issued-bundles.ts';

/** Tries to merge what another server may be merging, and milliseconds between them. */
const TRIES = 50;
const PAUSE_MS = 100;

/**
 * Merges everything that is committed by now, makes an epoch over it and merges the epoch's entry. Another server that is merging is waited for, some
 * seconds at most; tells whether all is merged and covered.
 */
export async function coverActs(context: EvidenceContext): Promise<boolean> {
  if (!(await mergeAll(context))) return false;
  await makeEpoch(context);
  return mergeAll(context);
}

async function mergeAll(context: EvidenceContext): Promise<boolean> {
  const { database } = context;
  const last = await database.transaction((tx) => lastPending(tx), { readOnly: true });
  for (let tries = 1; ; tries += 1) {
    await mergePending(context);
    if (last === null || !(await database.transaction((tx) => pendingUpTo(tx, last), { readOnly: true }))) return true;
    if (tries === TRIES) return false;
    await setTimeout(PAUSE_MS);
  }
}
