import { noteForJournal } from '../../platform/journal/index.ts';
import { leafHash } from './domain/merkle.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { signCheckpoint } from './sign-checkpoint.ts';
import { appendHashes } from './store/append-hashes.ts';
import { countOverdue, insertLeaves, takePending } from './store/entries.ts';
import { becomeSequencer, insertCheckpoint, latestCheckpoint } from './store/log.ts';

/** Most entries merged in one transaction. */
const BATCH = 4096;

/** Merges everything that is pending, in batches, and returns how many entries that were; 0 also when another server is merging. */
export async function mergePending(context: EvidenceContext): Promise<number> {
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
    // 2. Only committed entries are seen. A person's entries were stored under the lock of their chain, so a later one is never seen
    //    without the earlier ones, and seq order is n order.
    const entries = await takePending(tx, BATCH);
    if (entries.length === 0) return 0;
    const latest = await latestCheckpoint(tx);
    const size = latest?.size ?? 0;
    if (latest !== undefined && !latest.note.startsWith(`${context.origin}\n`))
      throw new Error('the log has another name than the configured one; a log never changes its name');
    // 3. The next free places, without a gap. The hash is taken from the entry's text itself.
    await insertLeaves(
      tx,
      size,
      entries.map((entry) => entry.seq),
    );
    const root = await appendHashes(
      tx,
      size,
      entries.map(({ entry }) => leafHash(Buffer.from(entry, 'utf8'))),
    );
    // 4. The checkpoint; its primary key refuses a second state of the same size.
    const now = context.clock.now();
    const grown = size + entries.length;
    const note = signCheckpoint(context, grown, root);
    await insertCheckpoint(tx, { size: grown, root, note }, now);
    // Kept outside the database too: after a restore it shows how far the log had come (decision 0020).
    await noteForJournal(tx, { kind: 'checkpoint', size: grown, note });
    const late = entries.filter((entry) => entry.mergeBy < now).length;
    if (late > 0) context.log.error({ late }, 'evidence entries were merged after their promised time');
    return entries.length;
  });
}

/** How many promises are broken at this moment: past `mergeBy` and still not in the log. Anything but 0 is an alarm. */
export async function countBrokenPromises(context: EvidenceContext): Promise<number> {
  return context.database.transaction((tx) => countOverdue(tx, context.clock.now()), { readOnly: true });
}
