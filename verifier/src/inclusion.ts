import { equal } from './bytes.ts';
import type { Checkpoint } from './checkpoint.ts';
import { rootWith } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { type Field, hashes } from './shape.ts';

/** Most hashes in the one proof of a bundle. */
const MOST_HASHES = 4_000_000;

interface Claim {
  readonly leaf: Uint8Array;
  readonly text: string;
}

/** The places in the log that the entries of a bundle claim. */
export class Claims {
  readonly #claims = new Map<number, Claim>();

  /** Notes that the entry with this text and leaf hash stands at `index`. Refuses another entry at the same place. */
  add(index: number, text: string, leaf: Uint8Array, at: string): void {
    const other = this.#claims.get(index);
    if (other !== undefined && other.text !== text)
      throw new Refusal('inclusion', at, '两个条目占同一位置', 'two entries claim one place of the log');
    this.#claims.set(index, { leaf, text });
  }

  /** Refuses unless all of them are where they claim to be in the tree of `checkpoint`, by the one proof of a bundle of version 2. */
  check(field: Field, checkpoint: Checkpoint): void {
    const proof = hashes(field, MOST_HASHES);
    const leaves = [...this.#claims].map(([index, { leaf }]) => ({ index, leaf })).sort((a, b) => a.index - b.index);
    if (leaves.length === 0 && proof.length === 0) return;
    const root = rootWith(leaves, checkpoint.size, proof);
    if (root === undefined || !equal(root, checkpoint.root))
      throw new Refusal(
        'inclusion',
        field.at,
        '条目与检查点的日志不符：有条目被改动，或不在所示位置',
        'the entries are not in the log of the checkpoint: one was changed or is not at its place',
      );
  }
}
