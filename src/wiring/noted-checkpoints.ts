import { type JournalEvent, readJournal } from '../platform/journal/index.ts';

/** Most notes that are compared; of more, every second one is left out, again and again, but never the newest. */
const MOST = 2_000;

/**
 * The signed checkpoints in the journal, which lies outside the database: a log that was written anew with all its checkpoints still differs from these.
 * Memory is bounded however long the journal is.
 */
export async function notedCheckpoints(directory: string, secret: Uint8Array): Promise<string[]> {
  let notes: string[] = [];
  let last: string | undefined;
  let every = 1;
  let met = 0;
  await readJournal(directory, secret, new Date(86_400_000), (event: JournalEvent) => {
    const note = event.kind === 'checkpoint' ? event['note'] : undefined;
    if (typeof note !== 'string') return;
    last = note;
    met += 1;
    if (met % every !== 0) return;
    notes.push(note);
    if (notes.length < MOST) return;
    notes = notes.filter((_, at) => at % 2 === 1);
    every *= 2;
  });
  return last === undefined || notes.at(-1) === last ? notes : [...notes, last];
}
