import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isSince, type JournalEvent, readLine } from './journal-line.ts';

const DAY_MS = 86_400_000;

/** How far a journal reaches and how much of it can't be read. */
export interface JournalReach {
  readonly until: Date;
  /** Lines that are torn, changed or of other keys. */
  readonly unreadable: number;
}

/**
 * Gives `each` every event written since the day before an instant, in the order of writing; some may come twice. Undefined when there is no
 * journal, or nothing of it from then on can be read.
 */
export async function readJournal(
  directory: string,
  secret: Uint8Array,
  since: Date,
  each: (event: JournalEvent) => void,
): Promise<JournalReach | undefined> {
  if (!existsSync(directory)) return undefined;
  const first = new Date(since.getTime() - DAY_MS);
  let until: Date | undefined;
  let unreadable = 0;
  for (const name of (await readdir(directory)).filter((file) => isSince(file, first)).sort())
    for await (const line of createInterface({ input: createReadStream(join(directory, name)), crlfDelay: Infinity })) {
      const read = line === '' ? undefined : readLine(secret, line);
      if (read === undefined) unreadable += line === '' ? 0 : 1;
      else {
        until = until === undefined || read.at > until ? read.at : until;
        each(read.event);
      }
    }
  return until === undefined ? undefined : { until, unreadable };
}
