import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { dropClaims } from '../identity/drop-claims.ts';
import { deleteIdentifiers } from '../identity/store/person-store.ts';
import { noteCorrection } from '../outbox/note-outside.ts';
import { customer } from './correct-field.ts';
import { nothingHeld, notUndoable } from './correction-failures.ts';
import { type Corrected, type CorrectionBy, recordCorrection } from './record-correction.ts';
import {
  deleteRefuted,
  insertRefuted,
  lockCorrection,
  noteUndone,
  refutedBy,
  takeOverdue,
} from './store/correction-store.ts';

/** So long a number that was ended by mistake can be given back. */
export const UNDO_DAYS = 30;
const DAY_MS = 86_400_000;
const AT_A_TIME = 100;

/**
 * Notes that a mobile number belongs to somebody else now (二次放号): the record has no number any more, so nothing that it agreed to is sent there; nobody
 * logs in to it, and nothing joins it, by that number, and no file brings it back. What was refused at the number binds whoever carries it. The number lies
 * locked for 30 days, in which this can be undone, and is deleted then. Throws `customers.nothing-held`.
 */
export async function endNumber(deps: CustomersDeps, tx: Tx, request: CorrectionBy): Promise<Corrected> {
  const { person, by } = request;
  const row = await customer(deps, tx, person);
  const lockedUntil = new Date(deps.clock.now().getTime() + UNDO_DAYS * DAY_MS);
  const had = await deps.gate.endAddress(tx, { person, channel: 'sms' });
  const digest = await deps.vault.takeBack(tx, { person, field: 'mobile', until: lockedUntil });
  if (digest === undefined || !had) throw nothingHeld();
  // Rows of orders are known by their number and name: the next one of the new holder is another person's.
  await deleteIdentifiers(tx, person, ['order_contact']);
  await dropClaims(deps, tx, { ordinal: row.ordinal, type: 'mobile', by });
  const done = await recordCorrection(deps, tx, request, { act: 'number-ended', field: 'mobile' });
  await insertRefuted(tx, { person, field: 'mobile', digest, correction: done.id, lockedUntil });
  await noteCorrection(deps, tx, person, ['mobile']);
  return done;
}

/**
 * Gives back a number that was ended by mistake. It is not confirmed any more: nothing is sent to it before its holder has confirmed it by a code. Throws
 * `customers.not-undoable` after 30 days, when it is given back already, or when another number stands in its place.
 */
export async function restoreNumber(
  deps: CustomersDeps,
  tx: Tx,
  request: CorrectionBy & { readonly correction: string },
): Promise<Corrected> {
  const { person, correction } = request;
  await customer(deps, tx, person);
  const ended = await lockCorrection(tx, correction, person);
  if (ended === undefined || ended.facts['act'] !== 'number-ended')
    throw notUndoable('没有这次停用号码', 'No number was ended by it');
  if (ended.undoneBy !== null) throw notUndoable('已经撤销过', 'It was undone already');
  const held = await refutedBy(tx, correction);
  const digest =
    held === undefined
      ? undefined
      : await deps.vault.putBackAddress(tx, { person, field: 'mobile', digest: held.digest });
  if (held === undefined || digest === undefined)
    throw notUndoable(
      `超过 ${UNDO_DAYS} 天，或已登记了别的号码`,
      `More than ${UNDO_DAYS} days have passed, or another number stands in its place`,
    );
  await deps.gate.setAddresses(tx, [{ person, channel: 'sms', digest }]);
  const done = await recordCorrection(deps, tx, request, {
    act: 'number-restored',
    field: 'mobile',
    undoes: correction,
  });
  await noteUndone(tx, correction, done.id);
  await deleteRefuted(tx, held);
  await noteCorrection(deps, tx, person, ['mobile']);
  return done;
}

/** Deletes the ended numbers whose 30 days are over; returns how many. */
export async function dropEndedNumbers(deps: CustomersDeps, tx: Tx): Promise<number> {
  const overdue = await takeOverdue(tx, deps.clock.now(), AT_A_TIME);
  let dropped = 0;
  for (const { person, field } of overdue) if (await deps.vault.deleteLocked(tx, person, field)) dropped += 1;
  return dropped;
}
