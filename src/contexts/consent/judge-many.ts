import type { ActivityCase, Moment } from './domain/activity-case.ts';
import { canonicalKey } from './domain/canonical-state.ts';
import { type Judge, judgePerson, type PersonVerdict } from './domain/judge-person.ts';
import type { PersonState } from './domain/person-state.ts';

/** Judges people by their small tuples: each distinct tuple once. The same verdict as judging person by person, which a property test holds. */
export function judgeMany(
  judge: Judge,
  theCase: ActivityCase,
  states: readonly PersonState[],
  moment: Moment,
): PersonVerdict[] {
  // Whether consent may be asked for again depends on how long ago it was refused, and no key holds a distance.
  if (theCase.request.operation === 'request_consent')
    return states.map((state) => judgePerson(judge, theCase, state, moment));
  const known = new Map<string, PersonVerdict>();
  return states.map((state) => {
    const key = canonicalKey(state, moment.at);
    let verdict = known.get(key);
    if (verdict === undefined) {
      verdict = judgePerson(judge, theCase, state, moment);
      known.set(key, verdict);
    }
    return verdict;
  });
}
