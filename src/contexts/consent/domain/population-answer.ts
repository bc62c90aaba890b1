import type { Bilingual } from '../../../platform/failure.ts';
import type { Exclusion, PopulationDecision, Reason } from './decision.ts';
import { nextStepOf } from './next-steps.ts';
import { People } from './people.ts';

/** Sorts people under the one reason each; the groups of a population decision. */
export class PopulationSorting {
  readonly allowed: People;
  readonly #excluded = new Map<string, { readonly reason: Reason; readonly people: People }>();

  constructor(allowed: People = new People()) {
    this.allowed = allowed;
  }

  /** The people under a reason, to add to. */
  under(reason: Reason, people?: People): People {
    const same = this.#excluded.get(reason.code);
    if (same !== undefined) return same.people;
    const made = people ?? new People();
    this.#excluded.set(reason.code, { reason, people: made });
    return made;
  }

  /** The decision: the largest reason first, then by code. */
  result(): PopulationDecision {
    const excluded = [...this.#excluded.values()]
      .filter(({ people }) => people.size > 0)
      .map(({ reason, people }) => new Excluded(reason, people))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
    return new Population(this.allowed, excluded);
  }
}

class Population implements PopulationDecision {
  readonly allowedPeople: People;
  readonly excluded: readonly Exclusion[];

  constructor(allowed: People, excluded: readonly Exclusion[]) {
    this.allowedPeople = allowed;
    this.excluded = excluded;
  }

  get allowed(): Uint32Array {
    return this.allowedPeople.ordinals();
  }
}

class Excluded implements Exclusion {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
  readonly count: number;
  declare readonly nextStep?: Bilingual;
  readonly #people: People;

  constructor(reason: Reason, people: People) {
    this.code = reason.code;
    this.article = reason.article;
    this.zh = reason.zh;
    this.en = reason.en;
    this.count = people.size;
    const step = nextStepOf(reason.code);
    if (step !== undefined) this.nextStep = step;
    this.#people = people;
  }

  get people(): People {
    return this.#people;
  }

  get ordinals(): Uint32Array {
    return this.#people.ordinals();
  }
}
