import { hash } from 'node:crypto';
import type { Subtree } from './tree-fold.ts';

const HASH_BYTES = 32;
const NODE_BYTES = 65;

/**
 * The perfect subtrees (RFC 6962) over up to 2^height leaves, level by level in one buffer: hashing a level moves bytes within the buffer and makes
 * nothing but the strings that hashing answers, which are a third as costly as views or incremental hashes.
 */
export class LeafPyramid {
  // First the bytes of the node that is being hashed, then the levels, the leaves first.
  readonly #bytes: Buffer;
  readonly #node: Buffer;
  readonly #starts: number[] = [];
  #leaves = 0;
  #hashed = false;

  constructor(height: number) {
    let at = NODE_BYTES;
    for (let level = 0; level <= height; level += 1) {
      this.#starts.push(at);
      at += 2 ** (height - level) * HASH_BYTES;
    }
    this.#bytes = Buffer.allocUnsafeSlow(at);
    this.#node = this.#bytes.subarray(0, NODE_BYTES);
    this.#node[0] = 0x01;
  }

  /** Adds the hash of the next leaf, a binary string. */
  add(hashed: string): void {
    this.#write(hashed, NODE_BYTES + this.#leaves * HASH_BYTES);
    this.#leaves += 1;
    this.#hashed = false;
  }

  /** How many leaves there are. */
  get leaves(): number {
    return this.#leaves;
  }

  /** The hashes of the perfect subtrees of 2^level leaves, one after another. */
  level(level: number): Buffer {
    if (level > 0) this.#hash();
    const start = this.#starts[level] ?? this.#bytes.length;
    return this.#bytes.subarray(start, start + Math.floor(this.#leaves / 2 ** level) * HASH_BYTES);
  }

  /** The perfect subtrees that the first `count` leaves fall into, from left to right. */
  rim(count = this.#leaves): Subtree[] {
    this.#hash();
    const rim: Subtree[] = [];
    let done = 0;
    for (let height = this.#starts.length - 1; height >= 0; height -= 1) {
      const size = 2 ** height;
      if (count - done < size) continue;
      const start = (this.#starts[height] ?? 0) + (done / size) * HASH_BYTES;
      rim.push({ height, hash: this.#bytes.toString('latin1', start, start + HASH_BYTES) });
      done += size;
    }
    return rim;
  }

  #hash(): void {
    if (this.#hashed) return;
    this.#hashed = true;
    for (let level = 1; level < this.#starts.length; level += 1) {
      let from = this.#starts[level - 1] ?? 0;
      let to = this.#starts[level] ?? 0;
      const end = to + Math.floor(this.#leaves / 2 ** level) * HASH_BYTES;
      for (; to < end; from += 2 * HASH_BYTES, to += HASH_BYTES) {
        this.#bytes.copyWithin(1, from, from + 2 * HASH_BYTES);
        this.#write(hash('sha256', this.#node, 'binary'), to);
      }
    }
  }

  #write(hashed: string, at: number): void {
    for (let byte = 0; byte < HASH_BYTES; byte += 1) this.#bytes[at + byte] = hashed.charCodeAt(byte);
  }
}
