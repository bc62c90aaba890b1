import type { ActivityCase, Moment } from './domain/activity-case.ts';
import { canonicalKey } from './domain/canonical-state.ts';
import { type Judge, judgePerson, type PersonVerdict } from './domain/judge-person.ts';
import type { PersonState } from './domain/person-state.ts';

/** Verdicts kept for those who are in the same position. */
const MOST_TUPLES = 10_000;

/** Judges people by their small tuples at one moment: each distinct tuple once. The same verdict as judging person by person, which a property test holds. */
export class TupleJudge {
  readonly #judge: Judge;
  readonly #moment: Moment;
  readonly #known = new Map<string, PersonVerdict>();

  constructor(judge: Judge, moment: Moment) {
    this.#judge = judge;
    this.#moment = moment;
  }

  /** Judges somebody; the case is the same in each call, but for the changes that these people were told of. */
  verdict(theCase: ActivityCase, state: PersonState): PersonVerdict {
    // Whether consent may be asked for again depends on how long ago it was refused, and no key holds a distance.
    if (theCase.request.operation === 'request_consent') return judgePerson(this.#judge, theCase, state, this.#moment);
    const key = canonicalKey(state, this.#moment.at);
    let verdict = this.#known.get(key);
    if (verdict === undefined) {
      verdict = judgePerson(this.#judge, theCase, state, this.#moment);
      if (this.#known.size === MOST_TUPLES) this.#known.clear();
      this.#known.set(key, verdict);
    }
    return verdict;
  }
}

/** Judges these people, each distinct tuple once. */
export function judgeMany(
  judge: Judge,
  theCase: ActivityCase,
  states: readonly PersonState[],
  moment: Moment,
): PersonVerdict[] {
  const tuples = new TupleJudge(judge, moment);
  return states.map((state) => tuples.verdict(theCase, state));
}
