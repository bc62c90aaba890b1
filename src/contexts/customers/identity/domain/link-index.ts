import { IdentifierTable, MOST_IN_HALF } from './identifier-table.ts';
import { IDENTIFIER_TYPES, type IdentifierType } from './identifier-types.ts';
import { GrowingInts } from './int-arrays.ts';
import { MOST_RECORDS, singleKey } from './resolve-component.ts';

const DAY_MS = 86_400_000;
const FOREVER = 0x7fffffff;
// What is known of a record, a quarter of a line.
const FIELDS = 4;
const PARENT = 0;
const NEXT = 1;
/** Of a root: how many records its component has, below the two marks. */
const SIZE = 2;
const SINGLE = 3;
const DOUBTFUL = 1 << 30;
const TOUCHED = 1 << 29;
const COUNTED = TOUCHED - 1;

interface IdentifierClass {
  readonly number: number;
  /** The same for identifiers of which a human has one; 0 where that is nothing. */
  readonly single: number;
  readonly mostRecords: number;
}

/** A component of records. */
export interface TouchedComponent {
  /** Ordinals in ascending order. */
  readonly records: number[];
  /** Whether they are plainly one human. */
  readonly plain: boolean;
}

const NO_CLASS: IdentifierClass = { number: 0, single: 0, mostRecords: 0 };

/**
 * Which records are connected by which identifiers, in typed arrays: 3 million identifiers of 2 million records in some 200 MB. It answers at once
 * for what is plain (no contradiction, nothing crowded, no gap in time), where records that are connected are one human; whatever else is marked as
 * doubtful, and `resolveComponent` is asked. Connections are never taken away here: after a removal it is built anew from the stored claims.
 */
export class LinkIndex {
  readonly #classes = new Map<string, IdentifierClass>();
  /** Of each type the last that was asked for: mostly the next one too, and much cheaper to compare than to look up. */
  readonly #latest = new Map<string, { readonly issuer: string; readonly scope: string; readonly number: number }>();
  readonly #classList: IdentifierClass[] = [NO_CLASS];
  readonly #singles = new Map<string, number>();
  readonly #known = new IdentifierTable();
  /** The next single identifier of its component; 0: itself. */
  readonly #nextSingle = new GrowingInts();
  // Records, by ordinal plus one.
  readonly #records = new GrowingInts();
  #touched: number[] = [];

  /** How many identifiers it knows. */
  get identifiers(): number {
    return this.#known.size;
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.#known.bytes + this.#nextSingle.bytes + this.#records.bytes;
  }

  /** The number that stands for identifiers of one type, issuer and scope; given once and kept. */
  classOf(type: IdentifierType, issuer: string, scope: string): number {
    const latest = this.#latest.get(type);
    if (latest !== undefined && latest.issuer === issuer && latest.scope === scope) return latest.number;
    const number = this.#numberOf(type, issuer, scope);
    this.#latest.set(type, { issuer, scope, number });
    return number;
  }

  #numberOf(type: IdentifierType, issuer: string, scope: string): number {
    const key = singleKey(type, issuer, scope);
    const known = this.#classes.get(key);
    if (known !== undefined) return known.number;
    // More than the table has room for: what they hold joins nobody.
    if (this.#classList.length > MOST_IN_HALF) return NO_CLASS.number;
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
    const kind = this.#classList[of] ?? NO_CLASS;
    const start = Math.floor(from.getTime() / DAY_MS);
    const end = to === null ? FOREVER : Math.ceil(to.getTime() / DAY_MS);
    const known = this.#known;
    const identifier = known.find(digest, at);
    if (identifier === 0) {
      const made = known.insert(digest, at, of, record, start, end);
      if (kind.single > 0) this.#hang(record, made, kind.single);
      return;
    }
    const holder = known.holder(identifier);
    const count = known.countOne(identifier);
    if (count > kind.mostRecords) {
      this.#doubt(record);
      if (count === kind.mostRecords + 1) this.#doubt(holder);
      return;
    }
    const apart = start >= known.to(identifier) || end <= known.from(identifier);
    known.widen(identifier, start, end);
    this.#unite(holder, record);
    // Whole days are coarser than what decides: on the border they are looked at.
    if (apart || start + 1 >= known.to(identifier)) this.#doubt(record);
  }

  /** Notes that an identifier of a record was told again: it is held to be true for longer. */
  extend(ordinal: number, digest: Uint8Array, from: Date, to: Date | null): void {
    const identifier = this.#known.find(digest, 0);
    if (identifier === 0) return;
    const end = to === null ? FOREVER : Math.ceil(to.getTime() / DAY_MS);
    this.#known.widen(identifier, Math.floor(from.getTime() / DAY_MS), end);
    this.#doubt(this.#record(ordinal));
  }

  /** Connects two records by a ruling, or marks them as ruled apart; what they come to is always looked at. */
  rule(a: number, b: number): void {
    this.#unite(this.#record(a), this.#record(b));
    this.#doubt(this.#record(a));
  }

  /** Has the component of a record looked at again. */
  touch(ordinal: number): void {
    this.#touch(this.#root(this.#record(ordinal)));
  }

  /** Whether an identifier is on too many records. */
  isCrowded(digest: Uint8Array): boolean {
    const identifier = this.#known.find(digest, 0);
    if (identifier === 0) return false;
    return this.#known.count(identifier) > this.#classAt(identifier).mostRecords;
  }

  /** On how many records an identifier is; 65,535 stands for more. */
  countOf(digest: Uint8Array): number {
    const identifier = this.#known.find(digest, 0);
    return identifier === 0 ? 0 : this.#known.count(identifier);
  }

  /** The components that changed since it was last asked; read them before anything is added. */
  takeTouched(): Iterable<TouchedComponent> {
    const touched = Int32Array.from(this.#touched).sort();
    this.#touched = [];
    const roots: number[] = [];
    for (const each of touched) {
      const marks = this.#at(each, SIZE);
      this.#put(each, SIZE, marks & ~TOUCHED);
      // What was united since stands under another root, which was touched then.
      if ((marks & TOUCHED) !== 0 && this.#at(each, PARENT) === each) roots.push(each);
    }
    return this.#components(roots);
  }

  *#components(roots: readonly number[]): Generator<TouchedComponent> {
    for (const root of roots) yield { records: this.#members(root), plain: (this.#at(root, SIZE) & DOUBTFUL) === 0 };
  }

  #members(root: number): number[] {
    const records = [root - 1];
    for (let at = this.#at(root, NEXT); at !== root; at = this.#at(at, NEXT)) records.push(at - 1);
    return records.length === 1 ? records : records.sort((a, b) => a - b);
  }

  #at(record: number, field: number): number {
    return this.#records.at(record * FIELDS + field);
  }

  #put(record: number, field: number, value: number): void {
    this.#records.put(record * FIELDS + field, value);
  }

  #classAt(identifier: number): IdentifierClass {
    return this.#classList[this.#known.classOf(identifier)] ?? NO_CLASS;
  }

  #touch(root: number): void {
    const marks = this.#at(root, SIZE);
    if ((marks & TOUCHED) !== 0) return;
    this.#put(root, SIZE, marks | TOUCHED);
    this.#touched.push(root);
  }

  #doubt(record: number): void {
    const root = this.#root(record);
    this.#put(root, SIZE, this.#at(root, SIZE) | DOUBTFUL);
    this.#touch(root);
  }

  #root(record: number): number {
    let root = record;
    for (let next = this.#at(root, PARENT); next !== root; next = this.#at(root, PARENT)) root = next;
    for (let at = record; at !== root; ) {
      const next = this.#at(at, PARENT);
      this.#put(at, PARENT, root);
      at = next;
    }
    return root;
  }

  #unite(a: number, b: number): void {
    const [x, y] = [this.#root(a), this.#root(b)];
    if (x === y) {
      // Connected is not yet one human where something stands in the way: another connection may change who is.
      if ((this.#at(x, SIZE) & DOUBTFUL) !== 0) this.#touch(x);
      return;
    }
    const larger = (this.#at(x, SIZE) & COUNTED) >= (this.#at(y, SIZE) & COUNTED);
    const [large, small] = larger ? [x, y] : [y, x];
    const contradicts = this.#contradict(large, small);
    this.#put(small, PARENT, large);
    const [marks, joining] = [this.#at(large, SIZE), this.#at(small, SIZE)];
    const size = (marks & COUNTED) + (joining & COUNTED);
    const doubtful = contradicts || (joining & DOUBTFUL) !== 0 || size > MOST_RECORDS;
    this.#put(large, SIZE, (marks & ~COUNTED) | size | (doubtful ? DOUBTFUL : 0));
    const next = this.#at(large, NEXT);
    this.#put(large, NEXT, this.#at(small, NEXT));
    this.#put(small, NEXT, next);
    this.#spliceSingles(large, small);
    this.#touch(large);
  }

  #spliceSingles(large: number, small: number): void {
    const [p, q] = [this.#at(large, SINGLE), this.#at(small, SINGLE)];
    if (q === 0) return;
    if (p === 0) {
      this.#put(large, SINGLE, q);
      return;
    }
    this.#place(Math.max(p, q));
    const next = this.#singleAfter(p);
    this.#nextSingle.put(p, this.#singleAfter(q));
    this.#nextSingle.put(q, next);
  }

  // Whether two components have different identifiers of which a human has one; doubtful ones are looked at anyway.
  #contradict(x: number, y: number): boolean {
    if (((this.#at(x, SIZE) | this.#at(y, SIZE)) & DOUBTFUL) !== 0) return true;
    const [p, q] = [this.#at(x, SINGLE), this.#at(y, SINGLE)];
    if (p === 0 || q === 0) return false;
    let one = p;
    do {
      let other = q;
      do {
        if (one !== other && this.#classAt(one).single === this.#classAt(other).single) return true;
        other = this.#singleAfter(other);
      } while (other !== q);
      one = this.#singleAfter(one);
    } while (one !== p);
    return false;
  }

  // One that stands alone names none, so that most are never written.
  #singleAfter(identifier: number): number {
    return (identifier < this.#nextSingle.length && this.#nextSingle.at(identifier)) || identifier;
  }

  #place(identifier: number): void {
    this.#nextSingle.reserve(identifier + 1);
  }

  #hang(record: number, identifier: number, single: number): void {
    const root = this.#root(record);
    const first = this.#at(root, SINGLE);
    if (first === 0) {
      this.#put(root, SINGLE, identifier);
      return;
    }
    let at = first;
    do {
      if (this.#classAt(at).single === single) this.#doubt(root);
      at = this.#singleAfter(at);
    } while (at !== first);
    this.#place(identifier);
    this.#nextSingle.put(identifier, this.#singleAfter(first));
    this.#nextSingle.put(first, identifier);
  }

  #record(ordinal: number): number {
    const record = ordinal + 1;
    const place = record * FIELDS;
    if (place + FIELDS > this.#records.length) this.#records.reserve(place + FIELDS);
    if (this.#records.at(place + PARENT) === 0) {
      this.#records.put(place + PARENT, record);
      this.#records.put(place + NEXT, record);
      this.#records.put(place + SIZE, 1);
    }
    return record;
  }
}
