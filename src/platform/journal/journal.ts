import { mkdirSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../backup/backup-file.ts';
import { BACKUP_OPENS_DAYS } from '../backup/data-backup.ts';
import type { Clock } from '../clock.ts';
import { type Database, type Tx, transactionWitness } from '../database/index.ts';
import { errorWithoutValues } from '../error-without-values.ts';
import { Failure } from '../failure.ts';
import type { Logger } from '../logging.ts';
import { isBefore, type JournalEvent, journalFile, journalLine } from './journal-line.ts';

const MOST_LINES = 5_000;
const LF = 10;
/** Days after which a file of the journal is deleted: no backup that could need it opens any more. */
const KEPT_DAYS = BACKUP_OPENS_DAYS + 3;
const DAY_MS = 86_400_000;

/** Notes an event in the act's own transaction: it will be in the journal if, and only if, the act commits. */
export async function noteForJournal(tx: Tx, event: JournalEvent): Promise<void> {
  await tx.execute(
    'insert into platform.journal_pending (event) values ($1)',
    [JSON.stringify(event)],
    'platform.note-for-journal',
  );
}

/** What a journal works with. */
export interface JournalOptions {
  /** ZHINUO_JOURNAL; best on another disk than the database. */
  readonly directory: string;
  /** A key of the service ring: lines of other keys are not read. */
  readonly secret: Uint8Array;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * The journal of noes: append-only files outside the database, one a day, from which a restore learns what was said after the backup.
 * 1. An act notes its event in its own transaction (`platform.journal_pending`).
 * 2. After the commit, and before the act is answered, a step takes what is pending, appends it and syncs the file.
 * 3. Only then is it deleted from the table. If we die in between, it is written twice: readers tell by the receipt.
 */
export class Journal {
  readonly #options: JournalOptions;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** Makes the directory. Throws `journal.directory-unusable`. */
  constructor(options: JournalOptions) {
    this.#options = options;
    try {
      mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    } catch {
      throw new Failure('journal.directory-unusable', 'unavailable', {
        zh: `无法使用日志目录 ${options.directory}，请检查 ZHINUO_JOURNAL。`,
        en: `The directory ${options.directory} of the journal cannot be used. Check ZHINUO_JOURNAL.`,
      });
    }
  }

  /** Notes an event; who opened the transaction hears of its commit when the event is on disk, or could not be written and waits. */
  async note(tx: Tx, event: JournalEvent): Promise<void> {
    await noteForJournal(tx, event);
    tx.afterCommit(() => this.flush());
  }

  /** Writes everything that was committed before the call. Never throws: what can't be written stays pending and is told in the log. */
  flush(): Promise<void> {
    // The step under way may have begun before our commit, so the one after it is waited for; many acts share it.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      this.#running = this.#write();
      return this.#running;
    });
    return this.#next;
  }

  /** Where its files lie. */
  get directory(): string {
    return this.#options.directory;
  }

  /** How many events are not on disk yet; lasting anything but 0 is an alarm. */
  async pending(): Promise<number> {
    const row = await this.#options.database.transaction(
      (tx) => tx.one<{ count: number }>('select count(*) as count from platform.journal_pending'),
      { readOnly: true },
    );
    return row.count;
  }

  async #write(): Promise<void> {
    try {
      // Not a part of whatever request waits for it.
      while ((await transactionWitness.exit(() => this.#writeSome())) === MOST_LINES);
    } catch (error) {
      this.#options.log.error(
        { error: errorWithoutValues(error) },
        'the journal of noes could not be written; trying again',
      );
    }
  }

  #writeSome(): Promise<number> {
    const { database, directory, secret, clock } = this.#options;
    return database.transaction(async (tx) => {
      const rows = await tx.query<{ id: number; event: JournalEvent }>(
        `delete from platform.journal_pending where id in (
           select id from platform.journal_pending order by id limit $1 for update) returning id, event`,
        [MOST_LINES],
        'platform.take-for-journal',
      );
      if (rows.length === 0) return 0;
      const now = clock.now();
      rows.sort((a, b) => a.id - b.id);
      await append(directory, now, rows.map(({ event }) => journalLine(secret, now, event)).join(''));
      return rows.length;
    });
  }
}

async function append(directory: string, now: Date, lines: string): Promise<void> {
  const file = await open(join(directory, journalFile(now)), 'a+', 0o600);
  let isNew: boolean;
  try {
    const { size } = await file.stat();
    isNew = size === 0;
    const last = isNew ? LF : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0];
    // A line that a power cut left without its end must not swallow the next one.
    await file.appendFile(last === LF ? lines : `\n${lines}`);
    await file.sync();
  } finally {
    await file.close();
  }
  if (!isNew) return;
  await syncDirectory(directory);
  const kept = new Date(now.getTime() - KEPT_DAYS * DAY_MS);
  for (const name of await readdir(directory)) if (isBefore(name, kept)) await rm(join(directory, name));
}
