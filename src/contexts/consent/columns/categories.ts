/**
 * Gives each distinct run of bytes a small number, from 1 on: the columns of a row that are words and not instants, as PostgreSQL's binary COPY
 * writes them, lengths included. Equal numbers mean equal bytes.
 */
export class Categories {
  #bytes = new Uint8Array(4096);
  #end = 0;
  #starts: number[] = [0];
  #hashes: number[] = [0];
  #slots = new Int32Array(256);
  readonly #made: (category: number, bytes: Uint8Array) => void;

  /** `made` is told about each new one. */
  constructor(made: (category: number, bytes: Uint8Array) => void = () => undefined) {
    this.#made = made;
  }

  get bytes(): number {
    return this.#bytes.byteLength + this.#slots.byteLength + this.#starts.length * 16;
  }

  /** The number of the bytes from `from` to before `to`. */
  intern(source: Uint8Array, from: number, to: number): number {
    let hash = to - from;
    let at = from;
    for (; at + 4 <= to; at += 4) {
      const word =
        (source[at] as number) |
        ((source[at + 1] as number) << 8) |
        ((source[at + 2] as number) << 16) |
        ((source[at + 3] as number) << 24);
      hash = Math.imul(hash ^ word, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; at < to; at += 1) hash = Math.imul(hash ^ (source[at] as number), 0x01000193);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 16)) & mask;
    for (;;) {
      const category = this.#slots[slot] as number;
      if (category === 0) break;
      if (this.#hashes[category] === hash && this.#equals(category, source, from, to)) return category;
      slot = (slot + 1) & mask;
    }
    return this.#add(source.subarray(from, to), hash);
  }

  #equals(category: number, source: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[category] as number;
    const end = this.#starts[category + 1] ?? this.#end;
    if (end - start !== to - from) return false;
    const shift = start - from;
    for (let at = from; at < to; at += 1) if (this.#bytes[at + shift] !== source[at]) return false;
    return true;
  }

  #add(bytes: Uint8Array, hash: number): number {
    const category = this.#starts.length;
    while (this.#end + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#end);
    this.#starts.push(this.#end);
    this.#hashes.push(hash);
    this.#end += bytes.length;
    if (category * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 2);
      for (let each = 1; each < category; each += 1) this.#put(each);
    }
    this.#put(category);
    this.#made(category, bytes);
    return category;
  }

  #put(category: number): void {
    const hash = this.#hashes[category] as number;
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 16)) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = category;
  }
}
