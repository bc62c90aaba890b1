import type { ErasureDesk } from '../contexts/rights/index.ts';
import { pendingRestoration } from '../platform/backup/index.ts';
import type { Database } from '../platform/database/index.ts';
import { readJournal } from '../platform/journal/index.ts';
import type { ServiceRing } from '../platform/keyring/index.ts';

/** What replaying works with. */
export interface ReplayOptions {
  readonly database: Database;
  readonly service: ServiceRing;
  readonly journalDirectory: string;
  readonly erasure: Pick<ErasureDesk, 'erasureOf' | 'replayErasure'>;
}

/**
 * Erases again whom the journal says were erased after the backup that a database was restored from, at each start until the data protection
 * officer has released it: a restore brings nobody back (decision 0033). Returns how many.
 */
export async function replayErasures({ database, service, journalDirectory, erasure }: ReplayOptions): Promise<number> {
  const restoration = await database.transaction(pendingRestoration, { readOnly: true });
  if (restoration === undefined) return 0;
  const erased = new Map<string, { consentUntil: Date; messagesUntil: Date }>();
  await readJournal(journalDirectory, service.key('journal'), restoration.backupMadeAt, (event) => {
    const { person, consentUntil, messagesUntil } = event as Record<string, unknown>;
    if (event.kind === 'erasure' && typeof person === 'string')
      erased.set(person, {
        consentUntil: new Date(String(consentUntil)),
        messagesUntil: new Date(String(messagesUntil)),
      });
  });
  let count = 0;
  for (const [person, terms] of erased)
    count += await database.transaction(async (tx) => {
      if ((await erasure.erasureOf(tx, person)) !== undefined) return 0;
      return (await erasure.replayErasure(tx, person, terms)) === undefined ? 0 : 1;
    });
  return count;
}
