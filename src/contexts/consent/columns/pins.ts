import { isOver, type Snapshot } from './snapshot.ts';

/** People whom a transaction of this process is changing; until it is over and has been caught up with, PostgreSQL is asked about them. */
export interface Pin {
  /** Pins people before the change of theirs is written. */
  hold(ordinals: readonly number[]): void;
  /** Ties it to its transaction, with further people that it changes. */
  bind(transaction: number, ordinals: readonly number[]): void;
  /** Lets go: the transaction has failed before it changed anything. */
  drop(): void;
}

interface Held {
  transaction: number | undefined;
  ordinals: number[];
  readonly about: 'people' | 'addresses' | 'everybody';
}

/** What is being changed by transactions of this process that are not over. */
export class Pins {
  readonly #held = new Set<Held>();
  readonly #counts = new Map<number, number>();
  #everybody = 0;
  readonly #pinned: (ordinal: number) => void;

  /** `pinned` is told about each person as they are pinned. */
  constructor(pinned: (ordinal: number) => void) {
    this.#pinned = pinned;
  }

  /** How many people are pinned. */
  get size(): number {
    return this.#counts.size;
  }

  /** Whether a change that concerns everybody is under way. */
  get everybody(): boolean {
    return this.#everybody > 0;
  }

  has(ordinal: number): boolean {
    return this.#counts.size > 0 && this.#counts.has(ordinal);
  }

  /** Those pinned, for whom a question about everybody has to look. */
  ordinals(): Iterable<number> {
    return this.#counts.keys();
  }

  /**
   * Begins a pin before the change is written. One about addresses also takes whoever is read anew until it is over: they may have taken
   * the address in a transaction that the act could not see.
   */
  begin(about: Held['about']): Pin {
    const held: Held = { transaction: undefined, ordinals: [], about };
    this.#held.add(held);
    if (about === 'everybody') this.#everybody += 1;
    const hold = (ordinals: readonly number[]) => {
      for (const ordinal of ordinals) this.#pin(held, ordinal);
    };
    return {
      hold,
      bind: (transaction, ordinals) => {
        held.transaction = transaction;
        hold(ordinals);
      },
      drop: () => this.release(held),
    };
  }

  /** The people of pins whose transactions are over in a snapshot; they stay pinned until `release`. */
  over(snapshot: Snapshot): {
    readonly pins: readonly Held[];
    readonly ordinals: readonly number[];
    readonly everybody: boolean;
  } {
    const pins = [...this.#held].filter(
      ({ transaction }) => transaction !== undefined && isOver(snapshot, transaction),
    );
    return {
      pins,
      ordinals: pins.flatMap((pin) => pin.ordinals),
      everybody: pins.some((pin) => pin.about === 'everybody'),
    };
  }

  /** Ends a pin. */
  release(held: Held): void {
    if (!this.#held.delete(held)) return;
    if (held.about === 'everybody') this.#everybody -= 1;
    for (const ordinal of held.ordinals) {
      const count = (this.#counts.get(ordinal) ?? 0) - 1;
      if (count > 0) this.#counts.set(ordinal, count);
      else this.#counts.delete(ordinal);
    }
  }

  /** Somebody has been read anew: whatever pin about addresses is open takes them. */
  adopt(ordinal: number): void {
    for (const held of this.#held) if (held.about === 'addresses') this.#pin(held, ordinal);
  }

  #pin(held: Held, ordinal: number): void {
    held.ordinals.push(ordinal);
    this.#counts.set(ordinal, (this.#counts.get(ordinal) ?? 0) + 1);
    this.#pinned(ordinal);
  }
}
