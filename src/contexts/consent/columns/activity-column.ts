import { Timetable } from './timetable.ts';

/** How many classes a column may have: with one byte a person, and at most. Smaller in tests only. */
export interface ClassLimits {
  readonly narrow: number;
  readonly wide: number;
}

/** What one byte and two bytes hold beside class 0. */
export const CLASS_LIMITS: ClassLimits = { narrow: 255, wide: 65_535 };

/** Class 0: not known here, in doubt, or too rare to have a class. PostgreSQL is asked. */
export const ASK = 0;

/** The class of each person in one activity, by ordinal: one byte, two when there are more than 255 classes. */
export class ActivityColumn {
  readonly code: string;
  readonly timetable = new Timetable();
  /** Until when (seconds) the timetable is complete; a column past it answers nothing and is read anew. */
  readonly horizon: number;
  readonly #limits: ClassLimits;
  #classes: Uint8Array | Uint16Array = new Uint8Array(1024);
  #classOfKey = new Uint16Array(256);
  #keys: number[] = [0];
  /** Somebody who had the class when last seen. */
  #examples: number[] = [0];
  #counts: number[] = [0];
  #version = 0;
  readonly #watches = new Set<Set<number>>();

  constructor(code: string, horizon: number, limits: ClassLimits = CLASS_LIMITS) {
    this.code = code;
    this.horizon = horizon;
    this.#limits = limits;
  }

  /** By ordinal; shorter than the highest ordinal when nobody above has been read. Don't write, don't keep across a wait. */
  get classes(): Uint8Array | Uint16Array {
    return this.#classes;
  }

  /** Another number whenever somebody's class has changed. */
  get version(): number {
    return this.#version;
  }

  /** One more than the highest class. */
  get classCount(): number {
    return this.#keys.length;
  }

  get bytes(): number {
    const lists = this.#keys.length * 24;
    return this.#classes.byteLength + this.#classOfKey.byteLength + lists + this.timetable.bytes;
  }

  /** Makes room for ordinals up to this one. */
  reserve(highest: number): void {
    if (highest < this.#classes.length) return;
    const larger = new (this.#classes instanceof Uint8Array ? Uint8Array : Uint16Array)(highest + 1);
    larger.set(this.#classes);
    this.#classes = larger;
  }

  /** From now on until `unwatch`, whoever is read again or loses their class is put into this set. */
  watch(touched: Set<number>): void {
    this.#watches.add(touched);
  }

  unwatch(touched: Set<number>): void {
    this.#watches.delete(touched);
  }

  /** Puts a person into the class of a key, or into class 0 with key 0. */
  set(ordinal: number, key: number): void {
    if (this.#watches.size > 0) for (const touched of this.#watches) touched.add(ordinal);
    const to = key === 0 ? ASK : this.classOf(key);
    if (ordinal >= this.#classes.length) {
      if (to === ASK) return;
      this.reserve(Math.ceil(ordinal * 1.1) + 1024);
    }
    const from = this.#classes[ordinal] ?? ASK;
    if (from === to) return;
    this.#version += 1;
    this.#classes[ordinal] = to;
    this.#counts[from] = (this.#counts[from] ?? 0) - 1;
    this.#counts[to] = (this.#counts[to] ?? 0) + 1;
    this.#examples[to] = ordinal;
  }

  /** The class of a key; 0 when there are too many. */
  classOf(key: number): number {
    const known = this.#classOfKey[key];
    if (known !== undefined && known !== 0) return known;
    if (this.#keys.length > this.#limits.wide) return ASK;
    const made = this.#keys.length;
    if (made > this.#limits.narrow && this.#classes instanceof Uint8Array)
      this.#classes = new Uint16Array(this.#classes);
    this.#keys.push(key);
    this.#examples.push(0);
    this.#counts.push(0);
    if (key >= this.#classOfKey.length) {
      const larger = new Uint16Array(Math.max(key + 1, this.#classOfKey.length * 2));
      larger.set(this.#classOfKey);
      this.#classOfKey = larger;
    }
    this.#classOfKey[key] = made;
    return made;
  }

  /** The class of a key that somebody has or had; 0 when nobody did. */
  classKnownBy(key: number): number {
    return key === 0 ? ASK : (this.#classOfKey[key] ?? ASK);
  }

  /** How many people are in a class other than 0. */
  count(of: number): number {
    return this.#counts[of] ?? 0;
  }

  /** Somebody of a class; 0 when nobody is. */
  exampleOf(wanted: number): number {
    const example = this.#examples[wanted] ?? 0;
    if (this.#classes[example] === wanted) return example;
    const found = this.#classes.indexOf(wanted);
    return found === -1 ? 0 : found;
  }

  /**
   * Puts those who are due up to and in the second into class 0 and tells who they are, after about `most` no more for now; answers whether
   * nobody who is due is left in a class.
   */
  advance(second: number, most: number, due: (ordinal: number, second: number) => void): boolean {
    return this.timetable.take(second, most, (ordinal, at) => {
      this.set(ordinal, 0);
      due(ordinal, at);
    });
  }
}
