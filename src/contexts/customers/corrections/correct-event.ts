import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { lockEvent, retractEvent, reviseEvent, type StoredEvent } from '../events/event-log.ts';
import { customer } from './correct-field.ts';
import { badValue, noSuchEvent, nothingChanged } from './correction-failures.ts';
import { type Corrected, type CorrectionBy, recordCorrection } from './record-correction.ts';

/** What may be put right of an event; what is not named stays. */
export interface EventChange {
  readonly at?: Date;
  readonly quantity?: number;
  /** In fen; negative where money went back. */
  readonly amountFen?: number;
}

/**
 * Puts right what a file, tracker or webhook said of something a person did: it is counted anew everywhere, and the same row that comes again is known. Throws
 * `customers.behaviour-not-found`, `customers.bad-correction` or `customers.nothing-changed`.
 */
export async function correctEvent(
  deps: CustomersDeps,
  tx: Tx,
  request: CorrectionBy & { readonly event: string; readonly change: EventChange },
): Promise<Corrected> {
  const { event: seq, change } = request;
  const before = await eventOf(deps, tx, request);
  const after: StoredEvent = { ...before, ...change };
  if (after.at > deps.clock.now()) throw badValue('时间不能在将来', 'must not lie ahead');
  const same =
    after.at.getTime() === before.at.getTime() &&
    after.quantity === before.quantity &&
    after.amountFen === before.amountFen;
  if (same) throw nothingChanged();
  await reviseEvent(tx, seq, after, deps.clock.now());
  return recordCorrection(deps, tx, request, factsOf('event-corrected', before));
}

/** Deletes something that a person is said to have done; the same row brings it back no more. Throws `customers.behaviour-not-found`. */
export async function deleteEvent(
  deps: CustomersDeps,
  tx: Tx,
  request: CorrectionBy & { readonly event: string },
): Promise<Corrected> {
  const before = await eventOf(deps, tx, request);
  await retractEvent(tx, request.event, deps.clock.now());
  return recordCorrection(deps, tx, request, factsOf('event-deleted', before));
}

async function eventOf(
  deps: CustomersDeps,
  tx: Tx,
  { person, event }: { readonly person: string; readonly event: string },
): Promise<StoredEvent> {
  const row = await customer(deps, tx, person);
  const found = await lockEvent(tx, event, row.ordinal);
  if (found === undefined) throw noSuchEvent();
  return found;
}

function factsOf(act: 'event-corrected' | 'event-deleted', { name, at }: StoredEvent) {
  return { act, event: name, happenedAt: at.toISOString() };
}
