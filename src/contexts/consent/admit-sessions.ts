import type { Tx } from '../../platform/database/index.ts';
import { subjectMissing } from './consent-failures.ts';
import type { AnswerInput, ConsentAct, ShownInput } from './domain/acts.ts';
import { sessionSubject } from './domain/session-subject.ts';
import type { GateContext } from './gate-context.ts';
import { noteChanges } from './note-changes.ts';
import { AGE_UNKNOWN, insertSubjects, lockSubjects } from './store/subjects.ts';

/** The ordinal of a session that answers for the first time, until its answer has been found acceptable. */
const NOT_YET = 0;

/** The act with its subject: the person, or the session while nobody knows the person. Throws `consent.subject-missing`. */
export function withSubject(act: AnswerInput): ConsentAct {
  if (act.person !== undefined) return { ...act, person: act.person };
  if (act.session === undefined) throw subjectMissing();
  return { ...act, person: sessionSubject(act.session) };
}

/** Lets sessions that are not known yet be checked like subjects; only an accepted answer makes one known. */
export function expectSessions(ordinals: Map<string, number>, acts: readonly ShownInput[]): void {
  for (const { person, session } of acts)
    if (session !== undefined && !ordinals.has(person) && sessionSubject(session) === person)
      ordinals.set(person, NOT_YET);
}

/** Gives sessions that answer for the first time their ordinals; false when there are none. */
export async function admitSessions(
  context: GateContext,
  tx: Tx,
  basis: { readonly ordinals: Map<string, number>; readonly now: Date },
  persons: readonly string[],
): Promise<boolean> {
  const fresh = [...new Set(persons)].filter((person) => basis.ordinals.get(person) === NOT_YET).sort();
  if (fresh.length === 0) return false;
  const rows = fresh.map((person) => ({ person, role: 'customer', ...AGE_UNKNOWN }));
  await insertSubjects(tx, rows, basis.now);
  const locked = await lockSubjects(tx, fresh, 'act');
  for (const [person, ordinal] of locked) basis.ordinals.set(person, ordinal);
  const changes = [...locked.values()].map((ordinal) => ({ ordinal, kind: 'subject' }));
  await noteChanges(context, tx, changes, basis.now);
  return true;
}
