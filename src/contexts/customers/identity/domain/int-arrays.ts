/** The 32 bits that begin at a byte, the lowest byte first. */
export function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** The array with its values in one that is as long as told; the rest is 0. */
export function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}

const CHUNK = 1 << 18;
const MASK = CHUNK - 1;
const SHIFT = 18;

/** Integers of 32 bits that grow without being moved: what is copied into a longer array takes its room twice until it is collected. */
export class GrowingInts {
  readonly #chunks: Int32Array[] = [];
  #length = 0;

  /** For how many there is room. */
  get length(): number {
    return this.#length;
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.#length * 4;
  }

  /** Makes room for as many; new ones are 0. */
  reserve(length: number): void {
    while (this.#length < length) {
      this.#chunks.push(new Int32Array(CHUNK));
      this.#length += CHUNK;
    }
  }

  /** The one at a place for which there is room. */
  at(place: number): number {
    return (this.#chunks[place >>> SHIFT] as Int32Array)[place & MASK] as number;
  }

  /** Puts one at a place for which there is room. */
  put(place: number, value: number): void {
    (this.#chunks[place >>> SHIFT] as Int32Array)[place & MASK] = value;
  }
}
