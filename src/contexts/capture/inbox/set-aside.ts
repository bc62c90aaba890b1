import type { Tx } from '../../../platform/database/index.ts';
import type { StaffAct } from '../../access/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { nothingSetAside } from '../capture-failures.ts';
import { listSetAside, refuseSealed, type SetAsideRow, tryAgain } from '../store/sealed-submission-store.ts';
import { KEPT_MS } from './settle-sealed.ts';

/** What a person whose submission was refused is told; staff choose among these, so that nothing of anybody ends up in free text. */
export const REFUSAL_WORDS = ['fill-again', 'form-closed', 'notice-changed', 'not-complete'] as const;
export type RefusalWord = (typeof REFUSAL_WORDS)[number];

/** A sealed submission as staff see it: nothing of the person, who is inside alone. */
export interface SetAsideSubmission extends SetAsideRow {
  /** When it is forgotten; null while it waits. */
  readonly keptUntil: Date | null;
}

/** Writes down what somebody of the staff did. */
export type NoteStaffAct = (tx: Tx, act: StaffAct) => Promise<void>;

/** What waits, was set aside or refused; what waits longest and what was set aside last stand first. */
export async function setAsideSubmissions(tx: Tx): Promise<SetAsideSubmission[]> {
  return (await listSetAside(tx)).map((row) => ({
    ...row,
    keptUntil: row.settledAt === null ? null : new Date(row.settledAt.getTime() + KEPT_MS),
  }));
}

/** Lets one be opened and judged again, for its reason may have gone. Throws `capture.nothing-set-aside`. */
export async function retrySetAside(tx: Tx, id: string, by: string, note: NoteStaffAct): Promise<void> {
  if (!(await tryAgain(tx, id))) throw nothingSetAside();
  await note(tx, { by, act: 'capture.sealed-tried-again', subject: id });
}

/** Refuses one for good: what was sealed is destroyed, and the person's page tells why. Throws `capture.nothing-set-aside`. */
export async function refuseSetAside(
  deps: CaptureDeps,
  tx: Tx,
  refusal: { readonly id: string; readonly word: RefusalWord; readonly by: string },
  note: NoteStaffAct,
): Promise<void> {
  const { id, word, by } = refusal;
  if (!(await refuseSealed(tx, id, word, deps.clock.now()))) throw nothingSetAside();
  await note(tx, { by, act: 'capture.sealed-refused', subject: `${id} ${word}` });
}
