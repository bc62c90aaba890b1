import { hash } from 'node:crypto';
import { EMPTY_ROOT } from './merkle.ts';

// Hashes are binary (latin1) strings of 32 characters: one-shot hashing into a string takes a third of the time of an incremental hash object.
const PAIR = Buffer.alloc(65, 0x01);

function node(left: string, right: string): string {
  // Hashing is synchronous, so one buffer serves all.
  PAIR.write(left, 1, 'latin1');
  PAIR.write(right, 33, 'latin1');
  return hash('sha256', PAIR, 'binary');
}

/** A perfect subtree of 2^height leaves. */
export interface Subtree {
  readonly height: number;
  readonly hash: string;
}

/**
 * A Merkle tree (RFC 6962) that grows at its right end and keeps only the perfect subtrees on its rim: every interior hash is computed once, and
 * the root of any size that it passes takes as many hashes more as there are subtrees.
 */
export class TreeFold {
  /** The perfect subtrees of `keepAt` height that were finished, from left to right. */
  readonly kept: string[] = [];
  readonly #slots: string[] = [];
  readonly #keepAt: number;

  constructor(keepAt = -1) {
    this.#keepAt = keepAt;
  }

  /** Adds a leaf hash, or the perfect subtree of 2^height leaves; what is there must be a multiple of it. */
  add(hashed: string, height = 0): void {
    let carry = hashed;
    let at = height;
    for (let left = this.#slots[at]; left !== undefined && left !== ''; left = this.#slots[at]) {
      carry = node(left, carry);
      this.#slots[at] = '';
      at += 1;
      if (at === this.#keepAt) this.kept.push(carry);
    }
    while (this.#slots.length < at) this.#slots.push('');
    this.#slots[at] = carry;
  }

  /** What all that is there comes to with `right`, the hash of what follows; the root when nothing follows. */
  fold(right = ''): string {
    let folded = right;
    for (const slot of this.#slots) if (slot !== '') folded = folded === '' ? slot : node(slot, folded);
    return folded === '' ? EMPTY_ROOT.toString('latin1') : folded;
  }

  /** The perfect subtrees on the rim, from left to right. */
  rim(): Subtree[] {
    return this.#slots.flatMap((hashed, height) => (hashed === '' ? [] : [{ height, hash: hashed }])).reverse();
  }
}
