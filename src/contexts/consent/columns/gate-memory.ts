import { PeopleBits } from '../domain/people-bits.ts';
import { Turn } from '../turn.ts';
import { type ActivityColumn, CLASS_LIMITS, type ClassLimits } from './activity-column.ts';
import { PeopleEncoder } from './encode-people.ts';
import { PersonIndex } from './person-index.ts';
import { Pins } from './pins.ts';
import { PeopleReader } from './read-people.ts';
import { SecondBuckets } from './second-buckets.ts';
import { Spans } from './spans.ts';
import { StateKeys } from './state-keys.ts';
import type { Unseal } from './subject-store.ts';
import { VerdictTables } from './verdict-tables.ts';

/** Entries of timetables that are looked at before others have their turn: a millisecond or two. */
const DUE_AT_ONCE = 8_192;

/** What the gate holds in memory: who exists, the class of each in each activity, and when a class ends. No I/O. */
export class GateMemory {
  index: PersonIndex;
  /** Ordinals that people have. */
  readonly known = new PeopleBits();
  readonly keys = new StateKeys();
  readonly tables = new VerdictTables();
  /** Between which days nothing happens to whom: for questions about other instants. */
  readonly spans = new Spans();
  readonly reader: PeopleReader;
  readonly encoder: PeopleEncoder;
  readonly pins: Pins;
  /** Columns that answer, by activity. */
  readonly columns = new Map<string, ActivityColumn>();
  /** Columns that are being read; each takes the place of the one that answers when it is complete. */
  readonly loading = new Map<string, ActivityColumn>();
  /** People whose class has ended, by the second in which it did, until they are read again. */
  readonly due = new SecondBuckets();
  /** People who are being read again; some of them may be new and not known yet. */
  underway: readonly number[] = [];
  readonly limits: ClassLimits;
  /** The highest ordinal that somebody has. */
  highest = 0;
  /** Columns in which somebody whose class has ended may still have it; they answer nothing meanwhile. */
  readonly #behind = new Set<ActivityColumn>();
  #latest = 0;
  #second = 0;

  constructor(unseal: Unseal, options: { readonly expected?: number; readonly limits?: ClassLimits } = {}) {
    this.index = new PersonIndex(options.expected ?? 0);
    this.limits = options.limits ?? CLASS_LIMITS;
    this.reader = new PeopleReader(unseal);
    this.encoder = new PeopleEncoder(this.reader, this.keys);
    this.pins = new Pins((ordinal) => this.#forget(ordinal));
  }

  /** Bytes of everything that grows with the people and their states. */
  get bytes(): number {
    let bytes = this.index.bytes + this.known.words.byteLength + this.keys.bytes + this.reader.bytes + this.due.bytes;
    bytes += this.spans.bytes;
    for (const column of [...this.columns.values(), ...this.loading.values()]) bytes += column.bytes;
    return bytes;
  }

  /**
   * Moves the present to `now` (ms): whoever's class has ended by then falls back to class 0; a column that many leave at once answers nothing
   * until they have (`drain`). False when the clock has gone back, since classes hold only from the instant on at which they were read.
   */
  moveTo(now: number): boolean {
    if (now < this.#latest) return false;
    this.#latest = now;
    const second = Math.floor(now / 1000);
    if (second > this.#second) {
      this.#second = second;
      for (const column of this.columns.values()) this.#behind.add(column);
      for (const column of this.loading.values()) this.#behind.add(column);
    }
    if (this.#behind.size > 0) this.#advance();
    return true;
  }

  /** Waits until whoever's class has ended by the present is in class 0; others have their turn meanwhile. */
  async drain(): Promise<void> {
    const turn = new Turn();
    while (this.#behind.size > 0) {
      this.#advance();
      if (turn.over) await turn.pass();
    }
  }

  /** The column that answers for an activity now; undefined while PostgreSQL has to. */
  columnOf(activity: string): ActivityColumn | undefined {
    const column = this.columns.get(activity);
    return column !== undefined && this.#second < column.horizon && !this.#behind.has(column) ? column : undefined;
  }

  /** From now on this column answers for its activity. */
  answerFrom(column: ActivityColumn): void {
    const before = this.columns.get(column.code);
    if (before !== undefined) this.tables.dropOf(before);
    this.columns.set(column.code, column);
  }

  /** Gives back the room that a large reading took. Not while somebody reads. */
  release(): void {
    this.reader.release();
    this.encoder.release();
  }

  /** Makes room for people up to this ordinal. */
  expect(highest: number, columns: readonly ActivityColumn[]): void {
    if (this.index.size === 0) this.index = new PersonIndex(highest);
    for (const column of columns) column.reserve(Math.ceil(highest * 1.02));
    this.spans.reserve(Math.ceil(highest * 1.02));
  }

  /** Takes over the people whom the reader has just read, as they are at `at` (ms), into these columns. */
  async apply(at: number, columns: readonly ActivityColumn[]): Promise<void> {
    const { reader, encoder, index, known, pins } = this;
    const { subjects } = reader;
    // A column that answers and the one that will take its place are of the same activity.
    const columnsOf: ActivityColumn[][] = [];
    for (const column of columns) {
      const number = reader.numberOf(column.code);
      columnsOf[number] = [...(columnsOf[number] ?? []), column];
    }
    const numbers = Object.keys(columnsOf).map(Number);
    const whole = columns.length === this.columns.size + this.loading.size;
    encoder.begin();
    this.moveTo(at);
    const turn = new Turn();
    let ordinal = 0;
    let pinned = false;
    const tell = (activity: number, encoded: { readonly key: number; readonly due: number }) => {
      const over = encoded.due !== 0 && encoded.due <= this.#second;
      if (over) this.due.add(ordinal, encoded.due);
      for (const column of columnsOf[activity] as ActivityColumn[]) {
        column.set(ordinal, pinned || over ? 0 : encoded.key);
        if (encoded.due > this.#second && encoded.due < column.horizon) column.timetable.add(ordinal, encoded.due);
      }
    };
    for (let row = 0; row < subjects.count; row += 1) {
      ordinal = subjects.ordinals[row] as number;
      const { ids } = subjects;
      index.add(ordinal, ids[row * 4] ?? 0, ids[row * 4 + 1] ?? 0, ids[row * 4 + 2] ?? 0, ids[row * 4 + 3] ?? 0);
      known.add(ordinal);
      if (ordinal > this.highest) this.highest = ordinal;
      pinned = pins.has(ordinal);
      encoder.encode(row, numbers, at, tell);
      this.spans.note(ordinal, encoder.last, encoder.next, whole);
      if ((row & 127) !== 127 || !turn.over) continue;
      await turn.pass();
    }
  }

  #advance(): void {
    let left = DUE_AT_ONCE;
    const due = (ordinal: number, at: number) => {
      left -= 1;
      this.due.add(ordinal, at);
    };
    for (const column of this.#behind) {
      if (!column.advance(this.#second, left, due)) return;
      this.#behind.delete(column);
    }
  }

  // In doubt: class 0 in every column, until they are read again.
  #forget(ordinal: number): void {
    for (const column of this.columns.values()) column.set(ordinal, 0);
    for (const column of this.loading.values()) column.set(ordinal, 0);
  }
}
