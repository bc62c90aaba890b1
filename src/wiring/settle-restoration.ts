import { createGate } from '../contexts/consent/index.ts';
import { stopRestoredSends } from '../contexts/engagement/index.ts';
import { createEvidence } from '../contexts/evidence/index.ts';
import { judge } from '../contexts/law/index.ts';
import { createRegister } from '../contexts/register/index.ts';
import { lockUnsettledRestoration, markSettled } from '../platform/backup/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Json } from '../platform/crypto/index.ts';
import type { Database } from '../platform/database/index.ts';
import { type JournalEvent, type JournalReach, readJournal } from '../platform/journal/index.ts';
import type { ServiceRing } from '../platform/keyring/index.ts';
import type { Logger } from '../platform/logging.ts';

/** What settling works with. */
export interface SettlingOptions {
  readonly database: Database;
  readonly service: ServiceRing;
  readonly journalDirectory: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What the journal gave back; null when there was none. */
export type Replayed = (JournalReach & { readonly replayed: number }) | null;

/**
 * Settles a restored database once, in one transaction (decision 0020): nothing of the past is sent again, noes of the journal are put back
 * in force, and the log says that it was set back and how far it had come. The restore stays pending until the DPO releases it. Undefined
 * when there is nothing to settle.
 */
export async function settleRestoration(options: SettlingOptions): Promise<Replayed | undefined> {
  const { database, service, clock, log } = options;
  const evidence = createEvidence({ clock, service, database, log });
  await evidence.keys.follow();
  const register = createRegister({ clock, evidence });
  // What comes out of the journal is not written into it again.
  const gate = createGate({ clock, evidence, register, service, judge, journal: { note: async () => undefined } });
  // The entry waits for the sequencer: it may not sign while a copy of the log shows more than the restored database.
  return database.transaction(async (tx) => {
    const restoration = await lockUnsettledRestoration(tx);
    if (restoration === undefined) return undefined;
    const at = clock.now();
    await stopRestoredSends(tx, at);
    const { reach, noes, checkpoint } = await readEvents(options, restoration.backupMadeAt);
    const journal = reach === undefined ? null : { ...reach, replayed: await gate.replayNoes(tx, noes) };
    const payload = {
      act: 'consent.restoration-settled',
      restoredAt: restoration.restoredAt.toISOString(),
      backupMadeAt: restoration.backupMadeAt.toISOString(),
      journal: journal === null ? null : { ...journal, until: journal.until.toISOString() },
      lastCheckpoint: checkpoint,
    };
    await evidence.recordAct(tx, { kind: 'staff-access', payload, time: at });
    await markSettled(tx, restoration.id, { at, journal });
    return journal;
  });
}

async function readEvents({ journalDirectory, service }: SettlingOptions, since: Date) {
  const noes: JournalEvent[] = [];
  let checkpoint: Json = null;
  let largest = -1;
  const reach = await readJournal(journalDirectory, service.key('journal'), since, (event) => {
    const size = event['size'];
    if (event.kind !== 'checkpoint') noes.push(event);
    else if (typeof size === 'number' && size > largest) {
      largest = size;
      checkpoint = event['note'] ?? null;
    }
  });
  return { reach, noes, checkpoint };
}
