import { inflateRawSync } from 'node:zlib';
import type { CustomersDeps } from '../../customers-deps.ts';
import { rowKey } from '../../identity/identify.ts';
import { arrivalLabel, readBody, type Wire } from './accept-events.ts';
import { type SourceEvent, timeOf } from './domain/source-event.ts';
import { unpackJson } from './domain/unpack-body.ts';
import type { Arrival } from './store/arrival-store.ts';

/** An event that came, with what is known of it before anybody is looked up. */
export interface FiledEvent {
  readonly event: SourceEvent;
  readonly rowKey: string;
  readonly at: Date;
  readonly corrected: boolean;
}

/** Whose event it is. */
export interface Owner {
  readonly person: string;
  readonly ordinal: number;
}

/** The events of an arrival. One without a number of its own gets that of its arrival and place. */
export function eventsOf(deps: Pick<CustomersDeps, 'vault'>, arrival: Arrival): FiledEvent[] {
  const bytes = inflateRawSync(deps.vault.openBlob(arrivalLabel(arrival.id), arrival.body));
  const { events } = readBody(arrival.wire as Wire, unpackJson(bytes), bytes.length);
  return events.map(({ index, event }) => {
    const { at, corrected } = timeOf(event, arrival.receivedAt);
    const natural = event.messageId ?? `${arrival.id}/${index}`;
    return { event, at, corrected, rowKey: rowKey(deps, `source:${arrival.source}`, natural, 0) };
  });
}
