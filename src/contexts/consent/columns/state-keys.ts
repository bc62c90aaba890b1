/** Words of keys that are kept at most; a state beyond them has no key and is asked about in PostgreSQL. */
const MOST_WORDS = 16 * 1024 * 1024;

/**
 * States of people in their canonical form, as sequences of numbers, each given a small number of its own. Two states have the same number
 * exactly when their sequences are equal: the hash only says where to look.
 */
export class StateKeys {
  #words = new Int32Array(1024);
  #end = 0;
  #starts = new Int32Array(256);
  #hashes = new Int32Array(256);
  #slots = new Int32Array(512);
  #size = 0;

  get bytes(): number {
    return this.#words.byteLength + this.#starts.byteLength + this.#hashes.byteLength + this.#slots.byteLength;
  }

  /** The number of the first `length` words, from 1 on; 0 when no more can be kept. */
  intern(words: Int32Array, length: number): number {
    let hash = length;
    for (let at = 0; at < length; at += 1) {
      hash = Math.imul(hash ^ (words[at] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const key = this.#slots[slot] as number;
      if (key === 0) break;
      if (this.#hashes[key] === hash && this.#equals(key, words, length)) return key;
      slot = (slot + 1) & mask;
    }
    return this.#add(words, length, hash);
  }

  #equals(key: number, words: Int32Array, length: number): boolean {
    const start = this.#starts[key] as number;
    const end = key === this.#size ? this.#end : (this.#starts[key + 1] as number);
    if (end - start !== length) return false;
    for (let at = 0; at < length; at += 1) if (this.#words[start + at] !== words[at]) return false;
    return true;
  }

  #add(words: Int32Array, length: number, hash: number): number {
    if (this.#end + length > MOST_WORDS) return 0;
    this.#size += 1;
    const key = this.#size;
    if (key + 1 >= this.#starts.length) {
      this.#starts = doubled(this.#starts);
      this.#hashes = doubled(this.#hashes);
    }
    while (this.#end + length > this.#words.length) this.#words = doubled(this.#words);
    this.#words.set(words.subarray(0, length), this.#end);
    this.#starts[key] = this.#end;
    this.#end += length;
    this.#hashes[key] = hash;
    if (key * 2 > this.#slots.length) this.#rehash();
    else this.#put(key, hash);
    return key;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let key = 1; key <= this.#size; key += 1) this.#put(key, this.#hashes[key] as number);
  }

  #put(key: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = key;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
