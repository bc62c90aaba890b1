import type { Categories } from './categories.ts';

/** Microseconds of PostgreSQL count from 2000, milliseconds here from 1970. */
const EPOCH_MS = 946_684_800_000;
const SIGNATURE = 11;
/** Room that is kept between readings. */
export const KEPT_ROWS = 4096;

/** No instant. */
export const NEVER = Number.NaN;

/**
 * Rows of one binary COPY as arrays: the ordinal, the number of the row's words (see `Categories`), and its instants in milliseconds (NaN for
 * null). The COPY selects the ordinal, `words` columns of any type, and `instants` columns of type timestamptz or bigint.
 */
export class RowStore {
  ordinals = new Int32Array(256);
  categories = new Int32Array(256);
  values: Float64Array;
  count = 0;
  readonly width: number;
  readonly #categories: Categories;
  readonly #words: number;
  /** Whether the first of the values is a bigint, not an instant. */
  readonly #numbered: boolean;
  #begun = false;
  #rest: Uint8Array | undefined;

  constructor(categories: Categories, shape: { words: number; instants: number; numbered?: boolean }) {
    this.#categories = categories;
    this.#words = shape.words;
    this.#numbered = shape.numbered === true;
    this.width = shape.instants + (this.#numbered ? 1 : 0);
    this.values = new Float64Array(256 * this.width);
  }

  /** Makes it empty for the next COPY. */
  clear(): void {
    this.count = 0;
    this.#begun = false;
    this.#rest = undefined;
  }

  /** Gives back the room that a large reading took. */
  release(): void {
    if (this.ordinals.length <= KEPT_ROWS) return;
    this.clear();
    this.ordinals = new Int32Array(KEPT_ROWS);
    this.categories = new Int32Array(KEPT_ROWS);
    this.values = new Float64Array(KEPT_ROWS * this.width);
  }

  /** Reads a batch of the COPY; returns how many rows it held. */
  read(batch: Buffer): number {
    const bytes = this.#rest === undefined ? batch : Buffer.concat([this.#rest, batch]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = this.#begun ? 0 : headerEnd(view);
    this.#begun = true;
    const before = this.count;
    for (;;) {
      const end = this.#row(bytes, view, at);
      if (end === -1) break;
      at = end;
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : undefined;
    return this.count - before;
  }

  // The place after the row; -1 when the batch holds no more whole row.
  #row(bytes: Uint8Array, view: DataView, start: number): number {
    const size = bytes.length;
    if (start + 10 > size || view.getInt16(start) === -1) return -1;
    const from = start + 10;
    let at = from;
    for (let word = 0; word < this.#words; word += 1) {
      if (at + 4 > size) return -1;
      const length = view.getInt32(at);
      at += length > 0 ? length + 4 : 4;
    }
    if (at > size) return -1;
    const to = at;
    const row = this.count;
    if (row === this.ordinals.length) this.#grow();
    const place = row * this.width;
    for (let value = 0; value < this.width; value += 1) {
      if (at + 4 > size) return -1;
      if (view.getInt32(at) === -1) {
        this.values[place + value] = NEVER;
        at += 4;
        continue;
      }
      if (at + 12 > size) return -1;
      this.values[place + value] =
        value === 0 && this.#numbered ? numberAt(view, at + 4) : millisecondsAt(view, at + 4);
      at += 12;
    }
    this.ordinals[row] = view.getInt32(start + 6);
    this.categories[row] = this.#categories.intern(bytes, from, to);
    this.count = row + 1;
    return at;
  }

  #grow(): void {
    const capacity = this.ordinals.length * 2;
    const [ordinals, categories, values] = [this.ordinals, this.categories, this.values];
    this.ordinals = new Int32Array(capacity);
    this.ordinals.set(ordinals);
    this.categories = new Int32Array(capacity);
    this.categories.set(categories);
    this.values = new Float64Array(capacity * this.width);
    this.values.set(values);
  }
}

/** Where the rows of a binary COPY begin: after a signature, four bytes of flags, the length of an extension and it. */
export function headerEnd(view: DataView): number {
  return SIGNATURE + 8 + view.getInt32(SIGNATURE + 4);
}

function numberAt(view: DataView, at: number): number {
  return view.getInt32(at) * 4_294_967_296 + view.getUint32(at + 4);
}

/** A timestamptz of a binary COPY in milliseconds, as the driver's Date has it. */
export function millisecondsAt(view: DataView, at: number): number {
  return Math.floor(numberAt(view, at) / 1000) + EPOCH_MS;
}
