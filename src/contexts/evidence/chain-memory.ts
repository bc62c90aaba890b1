import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { PersonKeys } from './person-keys.ts';

/** A person's chain as somebody saw it: generation and last number, the sealed keys of its row, and the keys themselves. */
export interface Chain {
  readonly person: string;
  readonly generation: number;
  readonly n: number;
  readonly sealed: Buffer;
  readonly keys: PersonKeys;
  /** Where the memory keeps these keys, if they came from there. */
  readonly kept?: Kept;
}

/**
 * A chain as it is kept: bytes as text of one byte a character. A small Buffer that lives long holds on to the eight kilobytes that it was cut
 * from, and costs the garbage collector more.
 */
interface Kept {
  readonly generation: number;
  n: number;
  readonly sealed: string;
  readonly keys: string;
}

/** Most chains in each half; two halves of this many take about 20 MB. */
const MOST = 16_384;
/** Milliseconds after which an unused chain is forgotten at the latest when anything is recorded: twice this. */
const HALF_LIFE = 300_000;

/**
 * Where the chains of people stood when this process last moved them, so that the next act needs no reading and no unsealing. Memory only
 * proposes: a statement moves a chain if it still stands there under the same sealed keys, and otherwise it is read. Bounded in number and time;
 * a transaction's own moves are seen by itself at once and by others after its commit.
 */
export class ChainMemory {
  readonly #clock: Clock;
  readonly #moved = new WeakMap<Tx, Map<string, Chain>>();
  readonly #foreseen = new WeakMap<Tx, Map<string, Chain>>();
  #young = new Map<string, Kept>();
  #old = new Map<string, Kept>();
  #turned: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#turned = clock.now().getTime();
  }

  /** Where a chain stands, as far as is known. */
  recall(tx: Tx, person: string): Chain | undefined {
    const own = this.#moved.get(tx)?.get(person) ?? this.#foreseen.get(tx)?.get(person);
    if (own !== undefined) return own;
    const kept = this.#young.get(person) ?? this.#old.get(person);
    if (kept === undefined) return undefined;
    const keys = Buffer.from(kept.keys, 'binary');
    return {
      person,
      generation: kept.generation,
      n: kept.n,
      sealed: Buffer.from(kept.sealed, 'binary'),
      keys: { tag: keys.subarray(0, 32), opening: keys.subarray(32) },
      kept,
    };
  }

  /** Where the chains of all these people stand, in the order of their ids; undefined when of anybody nothing is known. */
  recallAll(tx: Tx, persons: Iterable<string>): Chain[] | undefined {
    const chains: Chain[] = [];
    for (const person of [...persons].sort()) {
      const chain = this.recall(tx, person);
      if (chain === undefined) return undefined;
      chains.push(chain);
    }
    return chains.length === 0 ? undefined : chains;
  }

  /** Takes note, for this transaction alone, of a chain that was read or is to begin. */
  foresee(tx: Tx, chain: Chain): void {
    const foreseen = this.#foreseen.get(tx) ?? new Map<string, Chain>();
    this.#foreseen.set(tx, foreseen.set(chain.person, chain));
  }

  /** Whether anything is known of a chain. */
  knows(person: string): boolean {
    return this.#young.has(person) || this.#old.has(person);
  }

  /** Takes note of chains that `tx` has moved or begun. */
  moved(tx: Tx, chains: Iterable<Chain>): void {
    let own = this.#moved.get(tx);
    if (own === undefined) {
      const made = new Map<string, Chain>();
      own = made;
      this.#moved.set(tx, made);
      tx.afterCommit(() => {
        for (const chain of made.values()) this.#keep(chain);
      });
    }
    for (const chain of chains) own.set(chain.person, chain);
  }

  /** Forgets a person's keys: after another key has taken their place, and when they are erased. */
  forget(person: string, tx?: Tx): void {
    if (tx !== undefined) {
      this.#moved.get(tx)?.delete(person);
      this.#foreseen.get(tx)?.delete(person);
    }
    this.#young.delete(person);
    this.#old.delete(person);
  }

  #keep(chain: Chain): void {
    const now = this.#clock.now().getTime();
    if (this.#young.size >= MOST || now - this.#turned > HALF_LIFE) {
      this.#old = now - this.#turned > 2 * HALF_LIFE ? new Map() : this.#young;
      this.#young = new Map();
      this.#turned = now;
    }
    const kept = this.#young.get(chain.person) ?? this.#old.get(chain.person);
    // The same keys, further on: moving the number leaves nothing to be collected.
    if (kept !== undefined && kept === chain.kept) {
      kept.n = chain.n;
      this.#young.set(chain.person, kept);
      return;
    }
    this.#young.set(chain.person, {
      generation: chain.generation,
      n: chain.n,
      sealed: chain.sealed.toString('binary'),
      keys: chain.keys.tag.toString('binary') + chain.keys.opening.toString('binary'),
    });
  }
}
