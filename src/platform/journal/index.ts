export { Journal, type JournalOptions, noteForJournal } from './journal.ts';
export type { JournalEvent } from './journal-line.ts';
export { type JournalReach, readJournal } from './read-journal.ts';
