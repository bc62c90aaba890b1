import { SecondBuckets } from './second-buckets.ts';

/** Seconds in one page, a little over an hour. */
const PAGE_BITS = 12;
const BLOCK_BITS = 5;
const BLOCK = 1 << BLOCK_BITS;
/** Blocks visited in one step. */
const VISITED_AT_ONCE = 256;

interface Page {
  readonly number: number;
  /** The block that is being written. */
  block: number;
  /** Entries in it. */
  filled: number;
}

/**
 * Who is due for a new look, and in which second: about six bytes an entry. Entries lie in blocks of 32 that are chained by page; a page that
 * begins is laid out by the second.
 */
export class Timetable {
  #ordinals = new Uint32Array(BLOCK * 2);
  #seconds = new Uint16Array(BLOCK * 2);
  #next = new Int32Array(2).fill(-1);
  #blocks = 0;
  #free = -1;
  #size = 0;
  readonly #pages = new Map<number, Page>();
  #page = -1;
  /** Pages that have begun and are still to be laid out. */
  readonly #begun: Page[] = [];
  readonly #present = new SecondBuckets();
  /** Another number whenever blocks have been laid out, so that their chains lead elsewhere. */
  #layouts = 0;

  /** How many entries wait. */
  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return (
      this.#ordinals.byteLength +
      this.#seconds.byteLength +
      this.#next.byteLength +
      this.#pages.size * 80 +
      this.#present.bytes
    );
  }

  /**
   * Tells who is due up to and in the second, in steps between which others may have their turn; who is added or taken out meanwhile may be left
   * out, and nobody else.
   */
  *visit(second: number, tell: (ordinal: number) => void): Generator<void> {
    for (let layouts = -1; layouts !== this.#layouts; ) {
      layouts = this.#layouts;
      yield* this.#visit(second, tell, () => layouts === this.#layouts);
    }
  }

  // Ends early once the chains have changed.
  *#visit(second: number, tell: (ordinal: number) => void, stands: () => boolean): Generator<void> {
    this.#present.visit(second, tell);
    for (const page of [...this.#begun, ...this.#pages.values()]) {
      const first = page.number * (1 << PAGE_BITS);
      if (first > second) continue;
      let filled = page.filled;
      for (let [block, seen] = [page.block, 1]; block !== -1; block = this.#next[block] ?? -1, seen += 1) {
        for (let at = block << BLOCK_BITS; at < (block << BLOCK_BITS) + filled; at += 1)
          if (first + (this.#seconds[at] ?? 0) <= second) tell(this.#ordinals[at] ?? 0);
        filled = BLOCK;
        if (seen % VISITED_AT_ONCE !== 0) continue;
        yield;
        if (!stands()) return;
      }
      yield;
      if (!stands()) return;
    }
  }

  /** Makes room for so many entries over so many pages. */
  reserve(entries: number, pages: number): void {
    this.#resize(Math.ceil(entries / BLOCK) + pages);
  }

  /** Notes that the person is due in a second since the epoch; one that is past is due at the next look. */
  add(ordinal: number, second: number): void {
    this.#size += 1;
    const number = second >>> PAGE_BITS;
    if (number <= this.#page) {
      this.#present.add(ordinal, second);
      return;
    }
    let page = this.#pages.get(number);
    if (page === undefined) {
      page = { number, block: -1, filled: BLOCK };
      this.#pages.set(number, page);
    }
    if (page.filled === BLOCK) {
      const block = this.#take();
      this.#next[block] = page.block;
      page.block = block;
      page.filled = 0;
    }
    const at = (page.block << BLOCK_BITS) + page.filled;
    page.filled += 1;
    this.#ordinals[at] = ordinal;
    this.#seconds[at] = second & ((1 << PAGE_BITS) - 1);
  }

  /**
   * Takes out those who are due up to and in the second, after about `most` entries no more for now; answers whether nobody who is due is left.
   * However many are due in one second, a call takes a bounded time.
   */
  take(second: number, most: number, visit: (ordinal: number, second: number) => void): boolean {
    const number = second >>> PAGE_BITS;
    if (number > this.#page) this.#turnTo(number);
    let left = most;
    for (let page = this.#begun.at(-1); page !== undefined && left > 0; page = this.#begun.at(-1)) {
      left -= this.#layOut(page);
      if (page.block === -1) this.#begun.pop();
    }
    this.#size -= this.#present.take(second, Math.max(left, 0), visit);
    return this.#begun.length === 0 && this.#present.earliest > second;
  }

  // A jump of the clock may pass more pages than there are; then those that there are are looked through.
  #turnTo(number: number): void {
    const passed =
      this.#page >= 0 && number - this.#page < this.#pages.size
        ? Array.from({ length: number - this.#page }, (_, step) => this.#page + 1 + step)
        : [...this.#pages.keys()].filter((page) => page <= number);
    for (const each of passed) {
      const page = this.#pages.get(each);
      if (page !== undefined) this.#begun.push(page);
      this.#pages.delete(each);
    }
    this.#page = number;
  }

  // One block of a page, by the second; how many entries it held.
  #layOut(page: Page): number {
    const { number, block, filled } = page;
    this.#layouts += 1;
    for (let at = block << BLOCK_BITS; at < (block << BLOCK_BITS) + filled; at += 1)
      this.#present.add(this.#ordinals[at] ?? 0, number * (1 << PAGE_BITS) + (this.#seconds[at] ?? 0));
    page.block = this.#next[block] ?? -1;
    page.filled = BLOCK;
    this.#next[block] = this.#free;
    this.#free = block;
    return filled;
  }

  #take(): number {
    if (this.#free !== -1) {
      const block = this.#free;
      this.#free = this.#next[block] ?? -1;
      return block;
    }
    if (this.#blocks === this.#next.length) this.#resize(Math.ceil(this.#blocks * 1.25) + 2);
    this.#blocks += 1;
    return this.#blocks - 1;
  }

  #resize(blocks: number): void {
    if (blocks <= this.#next.length) return;
    const [ordinals, seconds, next] = [this.#ordinals, this.#seconds, this.#next];
    this.#ordinals = new Uint32Array(blocks << BLOCK_BITS);
    this.#ordinals.set(ordinals);
    this.#seconds = new Uint16Array(blocks << BLOCK_BITS);
    this.#seconds.set(seconds);
    this.#next = new Int32Array(blocks).fill(-1);
    this.#next.set(next);
  }
}
