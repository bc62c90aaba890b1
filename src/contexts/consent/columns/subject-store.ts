import { latestBirthDate, ofAgeFrom } from '../domain/age.ts';
import type { Categories } from './categories.ts';
import { headerEnd, KEPT_ROWS, millisecondsAt, NEVER } from './row-store.ts';

const DAY_MS = 86_400_000;
/** Dates of PostgreSQL count days from 2000. */
const DAY_ZERO = 946_684_800_000;
/** ordinal, role, person, closed_at, adult_on, minor_birth, fourteen_on, whether there is a sign of minority. */
const FIELDS = 8;

/** Opens a minor's birth date; undefined when it can't be opened, then the age is unknown. */
export type Unseal = (sealed: Buffer) => string | undefined;

/** The rows of `consent.subject` of one binary COPY; ages as the instants (ms) at which 14 and 18 are reached, NaN when unknown. */
export class SubjectStore {
  ordinals = new Int32Array(256);
  roles = new Int32Array(256);
  /** Four words each. */
  ids = new Uint32Array(1024);
  /** Closed, 14, 18: three each. */
  values = new Float64Array(768);
  /** 1 where there is a sign of minority. */
  signs = new Uint8Array(256);
  count = 0;
  readonly #categories: Categories;
  readonly #unseal: Unseal;
  readonly #declared = {
    14: new Map<number, readonly [number, number]>(),
    18: new Map<number, readonly [number, number]>(),
  };
  #begun = false;
  #rest: Uint8Array | undefined;

  constructor(categories: Categories, unseal: Unseal) {
    this.#categories = categories;
    this.#unseal = unseal;
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
    this.roles = new Int32Array(KEPT_ROWS);
    this.ids = new Uint32Array(KEPT_ROWS * 4);
    this.values = new Float64Array(KEPT_ROWS * 3);
    this.signs = new Uint8Array(KEPT_ROWS);
  }

  /** Reads a batch of the COPY; returns how many rows it held. */
  read(batch: Buffer): number {
    const bytes = this.#rest === undefined ? batch : Buffer.concat([this.#rest, batch]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = this.#begun ? 0 : headerEnd(view);
    this.#begun = true;
    const before = this.count;
    for (;;) {
      const end = endOfRow(view, at);
      if (end === -1) break;
      this.#row(bytes, view, at + 2);
      at = end;
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : undefined;
    return this.count - before;
  }

  #row(bytes: Buffer, view: DataView, from: number): void {
    const row = this.count;
    if (row === this.ordinals.length) this.#grow();
    this.count = row + 1;
    this.ordinals[row] = view.getInt32(from + 4);
    const role = from + 8;
    const person = role + 4 + view.getInt32(role);
    this.roles[row] = this.#categories.intern(bytes, role, person);
    for (let word = 0; word < 4; word += 1) this.ids[row * 4 + word] = view.getUint32(person + 4 + word * 4);
    let at = person + 20;
    const closed = view.getInt32(at) !== -1;
    this.values[row * 3] = closed ? millisecondsAt(view, at + 4) : NEVER;
    at += closed ? 12 : 4;
    const minor = at + 4 + Math.max(view.getInt32(at), 0);
    const declared = minor + 4 + Math.max(view.getInt32(minor), 0);
    const sign = declared + 4 + Math.max(view.getInt32(declared), 0);
    const [fourteen, eighteen] = this.#ages(bytes, view, { adult: at, minor, declared });
    this.values[row * 3 + 1] = fourteen;
    this.values[row * 3 + 2] = eighteen;
    this.signs[row] = view.getUint8(sign + 4);
  }

  #ages(
    bytes: Buffer,
    view: DataView,
    { adult, minor, declared }: Readonly<Record<'adult' | 'minor' | 'declared', number>>,
  ): readonly [number, number] {
    if (view.getInt32(adult) !== -1) return this.#agesDeclared(view.getInt32(adult + 4), 18);
    if (view.getInt32(declared) !== -1) return this.#agesDeclared(view.getInt32(declared + 4), 14);
    return this.#agesOfMinor(bytes, view, minor);
  }

  #agesDeclared(day: number, years: 14 | 18): readonly [number, number] {
    const known = this.#declared[years].get(day);
    if (known !== undefined) return known;
    const text = new Date(DAY_ZERO + day * DAY_MS).toISOString().slice(0, 10);
    const ages = agesOf(latestBirthDate(text, years));
    this.#declared[years].set(day, ages);
    return ages;
  }

  #agesOfMinor(bytes: Buffer, view: DataView, at: number): readonly [number, number] {
    const length = view.getInt32(at);
    const birth = length === -1 ? undefined : this.#unseal(bytes.subarray(at + 4, at + 4 + length));
    return birth === undefined ? [NEVER, NEVER] : agesOf(birth);
  }

  #grow(): void {
    const capacity = this.ordinals.length * 2;
    const [ordinals, roles, ids, values, signs] = [this.ordinals, this.roles, this.ids, this.values, this.signs];
    this.ordinals = new Int32Array(capacity);
    this.ordinals.set(ordinals);
    this.roles = new Int32Array(capacity);
    this.roles.set(roles);
    this.ids = new Uint32Array(capacity * 4);
    this.ids.set(ids);
    this.values = new Float64Array(capacity * 3);
    this.values.set(values);
    this.signs = new Uint8Array(capacity);
    this.signs.set(signs);
  }
}

function agesOf(birthDate: string): readonly [number, number] {
  return [ofAgeFrom(birthDate, 14).getTime(), ofAgeFrom(birthDate, 18).getTime()];
}

// The place after the row; -1 when it is not whole or there is none.
function endOfRow(view: DataView, start: number): number {
  const size = view.byteLength;
  if (start + 2 > size || view.getInt16(start) !== FIELDS) return -1;
  let at = start + 2;
  for (let field = 0; field < FIELDS; field += 1) {
    if (at + 4 > size) return -1;
    at += 4 + Math.max(view.getInt32(at), 0);
  }
  return at > size ? -1 : at;
}
