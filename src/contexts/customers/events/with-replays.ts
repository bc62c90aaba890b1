import type { Database } from '../../../platform/database/index.ts';
import { eventsBelow, type LoggedEvent } from './event-log.ts';

/**
 * Entries of the log with, behind each that takes an event back (`$retracted`), what the log holds of that person's events below it: whoever goes along
 * with the log forgets their events there and counts these. The same entries answer the same, however often they are read.
 */
export async function withReplays(database: Database, events: readonly LoggedEvent[]): Promise<readonly LoggedEvent[]> {
  if (!events.some(({ name }) => name === '$retracted')) return events;
  const replayed: LoggedEvent[] = [];
  for (const event of events) {
    replayed.push(event);
    if (event.name !== '$retracted') continue;
    const { ordinal, seq } = event;
    replayed.push(...(await database.transaction((tx) => eventsBelow(tx, ordinal, seq), { readOnly: true })));
  }
  return replayed;
}
