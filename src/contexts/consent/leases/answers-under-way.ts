/** An answer about a person that is being made and has not left yet. */
export interface AnswerUnderWay {
  /** Whether it may leave now if it allows; false when a no has overtaken it or the lease has lapsed. */
  mayLeave(): boolean;
  end(): void;
}

interface Open {
  readonly person: string;
  overtaken: boolean;
}

/** Answers that were begun and have not left: what is applied meanwhile overtakes those about the people at issue. */
export class AnswersUnderWay {
  readonly #open = new Set<Open>();
  readonly #valid: () => boolean;

  /** `valid` tells whether this server may answer at all. */
  constructor(valid: () => boolean) {
    this.#valid = valid;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Begins an answer; to be called before anything is read for it. */
  begin(person: string): AnswerUnderWay {
    const open: Open = { person, overtaken: false };
    this.#open.add(open);
    return {
      mayLeave: () => !open.overtaken && this.#valid(),
      end: () => void this.#open.delete(open),
    };
  }

  /** The state of these people has changed; whoever is not known by an ordinal (0) counts among them. */
  overtake(whom: 'everybody' | ReadonlySet<number>, ordinalOf: (person: string) => number): void {
    for (const open of this.#open) {
      if (open.overtaken) continue;
      const ordinal = whom === 'everybody' ? 0 : ordinalOf(open.person);
      if (whom === 'everybody' || ordinal === 0 || whom.has(ordinal)) open.overtaken = true;
    }
  }
}
