import { DIGEST_BYTES } from './claim.ts';
import { IDENTIFIER_TYPES, type IdentifierType } from './identifier-types.ts';
import { grown, word } from './int-arrays.ts';
import { MOST_RECORDS, singleKey } from './resolve-component.ts';

const DAY_MS = 86_400_000;
const FOREVER = 0x7fffffff;
const WORDS = DIGEST_BYTES / 4;

interface IdentifierClass {
  readonly number: number;
  /** The same for identifiers of which a human has one; 0 where that is nothing. */
  readonly single: number;
  readonly mostRecords: number;
}

/**
 * Which records are connected by which identifiers, in typed arrays: 3 million identifiers in some 200 MB. It answers at once for what is plain (no
 * contradiction, nothing crowded, no gap in time), where records that are connected are one human; whatever else is marked as doubtful, and
 * `resolveComponent` is asked. Connections are never taken away here: after a removal it is built anew from the stored claims.
 */
export class LinkIndex {
  readonly #classes = new Map<string, IdentifierClass>();
  readonly #classList: IdentifierClass[] = [{ number: 0, single: 0, mostRecords: 0 }];
  readonly #singles = new Map<string, number>();
  // Identifiers, from 1 on: where a slot leads, and what is known of each.
  #slots = new Int32Array(1 << 12);
  #digests = new Int32Array(WORDS << 10);
  #class = new Int16Array(1 << 10);
  #holder = new Int32Array(1 << 10);
  #count = new Uint16Array(1 << 10);
  #from = new Int32Array(1 << 10);
  #to = new Int32Array(1 << 10);
  #nextSingle = new Int32Array(1 << 10);
  #size = 0;
  // Records, by ordinal plus one.
  #parent = new Int32Array(1 << 10);
  #next = new Int32Array(1 << 10);
  #components = new Int32Array(1 << 10);
  #single = new Int32Array(1 << 10);
  #doubtful = new Uint8Array(1 << 10);
  #touched = new Set<number>();

  /** How many identifiers it knows. */
  get identifiers(): number {
    return this.#size;
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    const arrays = [
      ...[this.#slots, this.#digests, this.#class, this.#holder, this.#count, this.#from, this.#to, this.#nextSingle],
      ...[this.#parent, this.#next, this.#components, this.#single, this.#doubtful],
    ];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The number that stands for identifiers of one type, issuer and scope; given once and kept. */
  classOf(type: IdentifierType, issuer: string, scope: string): number {
    const key = singleKey(type, issuer, scope);
    const known = this.#classes.get(key);
    if (known !== undefined) return known.number;
    const { single, mostRecords } = IDENTIFIER_TYPES[type];
    if (single) this.#singles.set(key, this.#singles.size + 1);
    const made = { number: this.#classList.length, single: this.#singles.get(key) ?? 0, mostRecords };
    this.#classes.set(key, made);
    this.#classList.push(made);
    return made.number;
  }

  /** Notes that a record has an identifier that may join; not twice. `digest` holds the identifier's 16 bytes from `at` on. */
  add(ordinal: number, of: number, digest: Uint8Array, at: number, from: Date, to: Date | null): void {
    const record = this.#record(ordinal);
    const kind = this.#classList[of] ?? { number: 0, single: 0, mostRecords: 0 };
    const [start, end] = [
      Math.floor(from.getTime() / DAY_MS),
      to === null ? FOREVER : Math.ceil(to.getTime() / DAY_MS),
    ];
    const known = this.#find(digest, at);
    if (known === 0) {
      const made = this.#insert(digest, at, of, record, start, end);
      if (kind.single > 0) this.#hang(record, made, kind.single);
      return;
    }
    const count = Math.min((this.#count[known] as number) + 1, 0xffff);
    this.#count[known] = count;
    const holder = this.#holder[known] as number;
    if (count > kind.mostRecords) {
      this.#doubt(record);
      if (count === kind.mostRecords + 1) this.#doubt(holder);
      return;
    }
    const apart = start >= (this.#to[known] as number) || end <= (this.#from[known] as number);
    this.#from[known] = Math.min(start, this.#from[known] as number);
    this.#to[known] = Math.max(end, this.#to[known] as number);
    this.#unite(holder, record);
    // Whole days are coarser than what decides: on the border they are looked at.
    if (apart || start + 1 >= (this.#to[known] as number)) this.#doubt(record);
  }

  /** Notes that an identifier of a record was told again: it is held to be true for longer. */
  extend(ordinal: number, digest: Uint8Array, from: Date, to: Date | null): void {
    const known = this.#find(digest, 0);
    if (known === 0) return;
    this.#from[known] = Math.min(Math.floor(from.getTime() / DAY_MS), this.#from[known] as number);
    const end = to === null ? FOREVER : Math.ceil(to.getTime() / DAY_MS);
    this.#to[known] = Math.max(end, this.#to[known] as number);
    this.#doubt(this.#record(ordinal));
  }

  /** Connects two records by a ruling, or marks them as ruled apart; what they come to is always looked at. */
  rule(a: number, b: number): void {
    this.#unite(this.#record(a), this.#record(b));
    this.#doubt(this.#record(a));
  }

  /** Has the component of a record looked at again. */
  touch(ordinal: number): void {
    this.#touched.add(this.#root(this.#record(ordinal)));
  }

  /** Whether an identifier is on too many records. */
  isCrowded(digest: Uint8Array): boolean {
    const known = this.#find(digest, 0);
    if (known === 0) return false;
    return (this.#count[known] as number) > (this.#classList[this.#class[known] as number]?.mostRecords ?? 0);
  }

  /** On how many records an identifier is; 65,535 stands for more. */
  countOf(digest: Uint8Array): number {
    const known = this.#find(digest, 0);
    return known === 0 ? 0 : (this.#count[known] as number);
  }

  /** The components that changed since it was last asked: their records, and whether they are plainly one human. */
  takeTouched(): { readonly records: number[]; readonly plain: boolean }[] {
    const roots = new Set([...this.#touched].map((each) => this.#root(each)));
    this.#touched = new Set();
    return [...roots].map((root) => ({ records: this.#members(root), plain: this.#doubtful[root] === 0 }));
  }

  #members(root: number): number[] {
    const records = [root - 1];
    for (let at = this.#next[root] as number; at !== root; at = this.#next[at] as number) records.push(at - 1);
    return records.sort((a, b) => a - b);
  }

  #doubt(record: number): void {
    const root = this.#root(record);
    this.#doubtful[root] = 1;
    this.#touched.add(root);
  }

  #root(record: number): number {
    let root = record;
    while (this.#parent[root] !== root) root = this.#parent[root] as number;
    for (let at = record; at !== root; ) {
      const next = this.#parent[at] as number;
      this.#parent[at] = root;
      at = next;
    }
    return root;
  }

  #unite(a: number, b: number): void {
    const [x, y] = [this.#root(a), this.#root(b)];
    if (x === y) {
      // Connected is not yet one human where something stands in the way: another connection may change who is.
      if (this.#doubtful[x] === 1) this.#touched.add(x);
      return;
    }
    const [large, small] = (this.#components[x] as number) >= (this.#components[y] as number) ? [x, y] : [y, x];
    const contradicts = this.#contradict(large, small);
    this.#parent[small] = large;
    this.#components[large] = (this.#components[large] as number) + (this.#components[small] as number);
    const next = this.#next[large] as number;
    this.#next[large] = this.#next[small] as number;
    this.#next[small] = next;
    this.#spliceSingles(large, small);
    if (contradicts || this.#doubtful[small] === 1 || (this.#components[large] as number) > MOST_RECORDS)
      this.#doubtful[large] = 1;
    this.#touched.add(large);
  }

  #spliceSingles(large: number, small: number): void {
    const [p, q] = [this.#single[large] as number, this.#single[small] as number];
    if (q === 0) return;
    if (p === 0) {
      this.#single[large] = q;
      return;
    }
    const next = this.#nextSingle[p] as number;
    this.#nextSingle[p] = this.#nextSingle[q] as number;
    this.#nextSingle[q] = next;
  }

  // Whether two components have different identifiers of which a human has one; doubtful ones are looked at anyway.
  #contradict(x: number, y: number): boolean {
    if (this.#doubtful[x] === 1 || this.#doubtful[y] === 1) return true;
    const [p, q] = [this.#single[x] as number, this.#single[y] as number];
    if (p === 0 || q === 0) return false;
    let one = p;
    do {
      let other = q;
      do {
        if (one !== other && this.#singleOf(one) === this.#singleOf(other)) return true;
        other = this.#nextSingle[other] as number;
      } while (other !== q);
      one = this.#nextSingle[one] as number;
    } while (one !== p);
    return false;
  }

  #singleOf(identifier: number): number {
    return this.#classList[this.#class[identifier] as number]?.single ?? 0;
  }

  #hang(record: number, identifier: number, single: number): void {
    const root = this.#root(record);
    const first = this.#single[root] as number;
    this.#nextSingle[identifier] = identifier;
    if (first === 0) {
      this.#single[root] = identifier;
      return;
    }
    for (let at = first; ; at = this.#nextSingle[at] as number) {
      if (this.#singleOf(at) === single) this.#doubt(root);
      if (this.#nextSingle[at] === first) break;
    }
    this.#nextSingle[identifier] = this.#nextSingle[first] as number;
    this.#nextSingle[first] = identifier;
  }

  #record(ordinal: number): number {
    const record = ordinal + 1;
    if (record >= this.#parent.length) {
      const length = Math.max(this.#parent.length * 2, record + 1);
      this.#parent = grown(this.#parent, length);
      this.#next = grown(this.#next, length);
      this.#components = grown(this.#components, length);
      this.#single = grown(this.#single, length);
      const doubtful = new Uint8Array(length);
      doubtful.set(this.#doubtful);
      this.#doubtful = doubtful;
    }
    if (this.#parent[record] === 0) {
      this.#parent[record] = record;
      this.#next[record] = record;
      this.#components[record] = 1;
    }
    return record;
  }

  #find(digest: Uint8Array, at: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = word(digest, at) & mask; ; slot = (slot + 1) & mask) {
      const identifier = this.#slots[slot] as number;
      if (identifier === 0 || this.#equals(identifier, digest, at)) return identifier;
    }
  }

  #equals(identifier: number, digest: Uint8Array, at: number): boolean {
    const start = identifier * WORDS;
    for (let each = 0; each < WORDS; each += 1)
      if (this.#digests[start + each] !== word(digest, at + each * 4)) return false;
    return true;
  }

  #insert(digest: Uint8Array, at: number, of: number, record: number, from: number, to: number): number {
    this.#size += 1;
    const made = this.#size;
    if (made >= this.#holder.length) this.#grow();
    for (let each = 0; each < WORDS; each += 1) this.#digests[made * WORDS + each] = word(digest, at + each * 4);
    this.#class[made] = of;
    this.#holder[made] = record;
    this.#count[made] = 1;
    this.#from[made] = from;
    this.#to[made] = to;
    if (made * 5 > this.#slots.length * 3) this.#rehash();
    else this.#put(made);
    return made;
  }

  #put(identifier: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#digests[identifier * WORDS] as number) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = identifier;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let identifier = 1; identifier <= this.#size; identifier += 1) this.#put(identifier);
  }

  #grow(): void {
    const length = Math.ceil(this.#holder.length * 1.5);
    this.#digests = grown(this.#digests, length * WORDS);
    this.#holder = grown(this.#holder, length);
    this.#from = grown(this.#from, length);
    this.#to = grown(this.#to, length);
    this.#nextSingle = grown(this.#nextSingle, length);
    const [classes, counts] = [new Int16Array(length), new Uint16Array(length)];
    classes.set(this.#class);
    counts.set(this.#count);
    this.#class = classes;
    this.#count = counts;
  }
}
