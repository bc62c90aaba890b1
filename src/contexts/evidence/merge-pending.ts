import { noteForJournal } from '../../platform/journal/index.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { overlappingKey } from './follow-signing-keys.ts';
import { signCheckpoint } from './sign-checkpoint.ts';
import { appendHashes } from './store/append-hashes.ts';
import { becomeSequencer, insertCheckpoint, latestCheckpoint } from './store/log.ts';
import { countOverdue, insertPlaces, type PendingPack, takePending } from './store/packs.ts';
import { signingKeys } from './store/signing-keys.ts';

/** Entries merged in one transaction: as many packs as it takes to reach this. */
const BATCH = 8192;

/** Merges everything that is pending, in batches, and returns how many entries that were; 0 also when another server is merging or a copy forbids it. */
export async function mergePending(context: EvidenceContext): Promise<number> {
  // What a copy shows as published must be a prefix of whatever is signed (decision 0035).
  if (!(await context.maySign())) return 0;
  await context.followKeys();
  let merged = 0;
  for (;;) {
    const count = await mergeBatch(context);
    merged += count;
    if (count < BATCH) return merged;
  }
}

// One transaction: places, tiles and checkpoint appear together or not at all.
async function mergeBatch(context: EvidenceContext): Promise<number> {
  return context.database.transaction(async (tx) => {
    // 1. One sequencer at a time, on any server; the lock falls with the transaction, also when the process dies.
    if (!(await becomeSequencer(tx))) return 0;
    // 2. Only committed packs are seen. A person's entries were stored under the lock of their chain, so a later one is never seen
    //    without the earlier ones, and seq order is n order.
    const packs = await takePending(tx, BATCH);
    if (packs.length === 0) return 0;
    const latest = await latestCheckpoint(tx);
    const size = latest?.size ?? 0;
    if (latest !== undefined && !latest.note.startsWith(`${context.origin}\n`))
      throw new Error('the log has another name than the configured one; a log never changes its name');
    // 3. The next free places, without a gap.
    const { places, grown } = placed(packs, size);
    const leaves = Buffer.concat(packs.map((pack) => pack.leaves));
    await insertPlaces(tx, places);
    const root = await appendHashes(tx, size, leaves);
    // 4. The checkpoint; that it names the one before it refuses a second state after the same one.
    const now = context.clock.now();
    const note = signCheckpoint(context, grown, root, overlappingKey(context, await signingKeys(tx), now));
    await insertCheckpoint(tx, { size: grown, root, note }, size, now);
    // Kept outside the database too: after a restore it shows how far the log had come (decision 0020).
    await noteForJournal(tx, { kind: 'checkpoint', size: grown, note });
    const late = packs.filter((pack) => pack.mergeBy < now).length;
    if (late > 0) context.log.error({ late }, 'evidence entries were merged after their promised time');
    return grown - size;
  });
}

function placed(packs: readonly PendingPack[], size: number) {
  let grown = size;
  const places = packs.map((pack) => {
    const index = grown;
    grown += pack.size;
    return { index, seq: pack.seq };
  });
  return { places, grown };
}

/** How many promises are broken at this moment: past `mergeBy` and still not in the log. Anything but 0 is an alarm. */
export async function countBrokenPromises(context: EvidenceContext): Promise<number> {
  return context.database.transaction((tx) => countOverdue(tx, context.clock.now()), { readOnly: true });
}
