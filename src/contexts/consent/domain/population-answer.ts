import type { Bilingual } from '../../../platform/failure.ts';
import type { Exclusion, PopulationDecision, Reason } from './decision.ts';
import { nextStepOf } from './next-steps.ts';
import { PeopleBits } from './people-bits.ts';
import { type PeopleSet, placesOf } from './people-set.ts';

/** Sorts people under the one reason each; the groups of a population decision. */
export class PopulationSorting {
  readonly allowed: PeopleBits;
  readonly #excluded = new Map<string, { readonly reason: Reason; readonly people: PeopleBits }>();

  constructor(allowed: PeopleBits = new PeopleBits()) {
    this.allowed = allowed;
  }

  /** The people under a reason, to add to. */
  under(reason: Reason, people?: PeopleBits): PeopleBits {
    const same = this.#excluded.get(reason.code);
    if (same !== undefined) return same.people;
    const made = people ?? new PeopleBits();
    this.#excluded.set(reason.code, { reason, people: made });
    return made;
  }

  /** The decision: the largest reason first, then by code. */
  result(): PopulationDecision {
    const excluded = [...this.#excluded.values()]
      .map(({ reason, people }) => new Excluded(reason, people.set()))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
    return new Population(this.allowed.set(), excluded);
  }
}

class Population implements PopulationDecision {
  readonly allowedPeople: PeopleSet;
  readonly excluded: readonly Exclusion[];
  #allowed: Uint32Array | undefined;

  constructor(allowed: PeopleSet, excluded: readonly Exclusion[]) {
    this.allowedPeople = allowed;
    this.excluded = excluded;
  }

  get allowed(): Uint32Array {
    this.#allowed ??= placesOf(this.allowedPeople.words);
    return this.#allowed;
  }
}

class Excluded implements Exclusion {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
  readonly count: number;
  declare readonly nextStep?: Bilingual;
  readonly #people: PeopleSet;
  #ordinals: Uint32Array | undefined;

  constructor(reason: Reason, people: PeopleSet) {
    this.code = reason.code;
    this.article = reason.article;
    this.zh = reason.zh;
    this.en = reason.en;
    this.count = people.size;
    const step = nextStepOf(reason.code);
    if (step !== undefined) this.nextStep = step;
    this.#people = people;
  }

  get people(): PeopleSet {
    return this.#people;
  }

  get ordinals(): Uint32Array {
    this.#ordinals ??= placesOf(this.#people.words);
    return this.#ordinals;
  }
}
