import type { Tx } from '../../platform/database/index.ts';
import { subjectMissing } from './consent-failures.ts';
import type { AnswerInput, ConsentAct, ShownInput } from './domain/acts.ts';
import { sessionSubject } from './domain/session-subject.ts';
import type { GateContext } from './gate-context.ts';
import { AGE_UNKNOWN, insertSubjects, lockSubjects } from './store/subjects.ts';

/** The ordinal of a session that answers for the first time, until its answer has been found acceptable. */
export const NOT_YET = 0;

/** The act with its subject: the person, or the session while nobody knows the person. Throws `consent.subject-missing`. */
export function withSubject(act: AnswerInput): ConsentAct {
  const { person, session } = act;
  if (person === undefined && session === undefined) throw subjectMissing();
  // Spreading an object into a larger one costs V8 ten times what this does.
  return Object.assign({}, act, { person: person ?? sessionSubject(session ?? '') });
}

/** Lets sessions that are not known yet be checked like subjects; only an accepted answer makes one known. */
export function expectSessions(ordinals: Map<string, number>, acts: readonly ShownInput[]): void {
  for (const { person, session } of acts)
    if (session !== undefined && !ordinals.has(person) && sessionSubject(session) === person)
      ordinals.set(person, NOT_YET);
}

/**
 * Gives sessions that answer for the first time their ordinals; false when there are none. That they are known now is noted by what is noted of their
 * answers, in the same transaction.
 */
export async function admitSessions(
  { rowKey }: Pick<GateContext, 'rowKey'>,
  tx: Tx,
  basis: { readonly ordinals: Map<string, number>; readonly now: Date },
  persons: readonly string[],
): Promise<boolean> {
  const fresh = [...new Set(persons)].filter((person) => basis.ordinals.get(person) === NOT_YET).sort();
  if (fresh.length === 0) return false;
  const rows = fresh.map((person) => ({ person, role: 'customer', ...AGE_UNKNOWN }));
  // Whoever was added is locked by it. Who was not became known meanwhile, and is locked like anybody else.
  const added = await insertSubjects(tx, rows, basis.now, rowKey);
  const others = fresh.filter((person) => !added.has(person));
  const known = others.length === 0 ? [] : await lockSubjects(tx, others, 'act');
  for (const [person, ordinal] of [...added, ...known]) basis.ordinals.set(person, ordinal);
  return true;
}

/**
 * Gives strangers, in the place of ordinals that they will have when their answers are stored, their places among themselves, from 1; returns
 * them in this order, which is everybody's who adds subjects.
 */
export function placeStrangers(
  basis: { readonly ordinals: Map<string, number> },
  persons: readonly string[],
): readonly string[] {
  const sorted = [...new Set(persons)].sort();
  for (const [index, person] of sorted.entries()) basis.ordinals.set(person, index + 1);
  return sorted;
}
