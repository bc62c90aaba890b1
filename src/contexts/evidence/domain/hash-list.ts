import { hash } from 'node:crypto';
import { HASH_BYTES } from './tiles.ts';

const LEAF_MOST = 65_536;
// Hashing is synchronous, so one buffer serves all: building it anew takes longer than hashing it.
const LEAF = Buffer.alloc(1 + LEAF_MOST, 0x00);

/** The leaf hashes of entries, side by side: 32 bytes each. */
export class HashList {
  readonly bytes: Buffer;
  #at = 0;

  constructor(length: number) {
    this.bytes = Buffer.allocUnsafe(length * HASH_BYTES);
  }

  /** Adds SHA-256(0x00 || text) (RFC 6962, section 2.1). Throws when the list is full, or the text longer than any entry can be. */
  addLeaf(text: string): void {
    if (this.#at === this.bytes.length) throw new Error('the list of hashes is full');
    // A UTF-16 code unit takes at most three bytes in UTF-8; entries are ASCII of about 300 bytes.
    if (text.length * 3 > LEAF_MOST) throw new Error('an entry is longer than entries can be');
    const length = LEAF.write(text, 1, 'utf8');
    this.bytes.write(hash('sha256', LEAF.subarray(0, 1 + length), 'binary'), this.#at, 'binary');
    this.#at += HASH_BYTES;
  }
}
