import { DIGEST_BYTES } from '../domain/claim.ts';
import { TYPE_NUMBERS } from '../domain/identifier-types.ts';
import { grown, word } from '../domain/int-arrays.ts';
import type { StoredClaim } from './claim-store.ts';

/** Microseconds of PostgreSQL count from 2000, milliseconds here from 1970. */
const EPOCH_MS = 946_684_800_000;
/** How a binary COPY begins. */
export const COPY_HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
/** How it ends. */
export const COPY_END = Buffer.from([0xff, 0xff]);
const COLUMNS = 10;
/** Where the ordinal and the digest of a row lie, behind the lengths before them. */
const ORDINAL = 6;
const DIGEST = 14;
const START = 1 << 10;
const NOTHING = -1;
/** Templates of one type that are looked at first. */
const MOST_AT_HAND = 8;
/** Rows between two `take`s at the most: their places and ordinals share a double. */
const MOST_ROWS = 1 << 21;

const NUMBERS = new Map(TYPE_NUMBERS.map((type, number) => [type, number]));

/** The statement whose rows `ClaimWriter` writes. */
export const CLAIM_COPY =
  'copy customers.claim (ordinal, digest, type, issuer, scope, valid_from, valid_to, verified_at, seen_at, source) from stdin (format binary)';

/** A row but for its ordinal, digest and instants, which are written over it. */
interface Template {
  readonly of: StoredClaim;
  readonly number: number;
  readonly bytes: Buffer;
  /** Where its instants lie: valid from, valid to, verified, seen; 0 where it has none. */
  readonly times: readonly number[];
  /** The place of the instants that stand in it now. */
  written: number;
}

/** Words of a claim that waits to be written: its digest, its template, and the place of its instants. */
const DIGEST_WORDS = DIGEST_BYTES / 4;
const WORDS = DIGEST_WORDS + 2;
/** Instants of one, in milliseconds; claims that share them with the one before name the same. */
const TIMES = 4;

/**
 * Claims as rows of a binary COPY: several times as cheap as text, here and in PostgreSQL. They are given in the order of their records, because an
 * index that is filled in random order costs more than all the rest.
 */
export class ClaimWriter {
  readonly #latest = new Map<string, Template[]>();
  readonly #templates: Template[] = [];
  #size = 0;
  #rows = 0;
  #instants = 0;
  #begun = false;
  #places = new Float64Array(START);
  #words = new Int32Array(START * WORDS);
  #times = new Float64Array(START * TIMES);

  /** Takes one claim; its digest may also begin at `at` of other bytes, so that none is made for each. */
  add(claim: StoredClaim, digest: Uint8Array = claim.digest, from = 0): void {
    const template = this.#template(claim);
    const row = this.#rows;
    if (row === this.#places.length) this.#grow();
    this.#places[row] = claim.ordinal * MOST_ROWS + row;
    const words = this.#words;
    const at = row * WORDS;
    for (let each = 0; each < DIGEST_WORDS; each += 1) words[at + each] = word(digest, from + each * 4);
    words[at + DIGEST_WORDS] = template.number;
    words[at + DIGEST_WORDS + 1] = this.#instantsOf(claim);
    this.#rows += 1;
    this.#size += template.bytes.length;
  }

  /** What has been added since it was last asked, in the order of the records and in a buffer of its own. */
  take(): Buffer {
    return this.#take(0);
  }

  #take(more: number): Buffer {
    const header = this.#begun ? 0 : COPY_HEADER.length;
    const taken = Buffer.allocUnsafeSlow(header + this.#size + more);
    if (header > 0) taken.set(COPY_HEADER);
    this.#begun = true;
    let at = header;
    for (const place of this.#places.subarray(0, this.#rows).sort())
      at = this.#write(taken, at, Math.floor(place / MOST_ROWS), place % MOST_ROWS);
    this.#size = 0;
    this.#rows = 0;
    this.#instants = 0;
    for (const template of this.#templates) template.written = NOTHING;
    return taken;
  }

  /** The whole of a COPY, or what was not taken of it yet; what is added then belongs to the next. */
  finish(): Buffer {
    const taken = this.#take(COPY_END.length);
    taken.set(COPY_END, taken.length - COPY_END.length);
    this.#begun = false;
    return taken;
  }

  #instantsOf({ from, to, verifiedAt, seenAt }: StoredClaim): number {
    const times = this.#times;
    const [start, end, verified, seen] = [
      from.getTime(),
      to?.getTime() ?? 0,
      verifiedAt?.getTime() ?? 0,
      seenAt.getTime(),
    ];
    const last = (this.#instants - 1) * TIMES;
    if (this.#instants > 0 && times[last] === start && times[last + 3] === seen)
      if (times[last + 1] === end && times[last + 2] === verified) return this.#instants - 1;
    const at = this.#instants * TIMES;
    times[at] = start;
    times[at + 1] = end;
    times[at + 2] = verified;
    times[at + 3] = seen;
    this.#instants += 1;
    return this.#instants - 1;
  }

  #write(bytes: Buffer, at: number, ordinal: number, row: number): number {
    const words = this.#words;
    const first = row * WORDS;
    const template = this.#templates[words[first + DIGEST_WORDS] as number] as Template;
    const instants = words[first + DIGEST_WORDS + 1] as number;
    if (template.written !== instants) {
      for (let each = 0; each < TIMES; each += 1) {
        const offset = template.times[each] as number;
        if (offset > 0) writeTime(template.bytes, offset, this.#times[instants * TIMES + each] as number);
      }
      template.written = instants;
    }
    bytes.set(template.bytes, at);
    writeInt(bytes, at + ORDINAL, ordinal);
    for (let each = 0; each < DIGEST_WORDS; each += 1)
      writeWord(bytes, at + DIGEST + each * 4, words[first + each] as number);
    return at + template.bytes.length;
  }

  #template(claim: StoredClaim): Template {
    const { type, issuer, scope, source } = claim;
    const known = this.#latest.get(type) ?? [];
    for (const each of known) {
      const { of } = each;
      if (of.issuer !== issuer || of.scope !== scope || of.source !== source) continue;
      if ((of.to === null) === (claim.to === null) && (of.verifiedAt === null) === (claim.verifiedAt === null))
        return each;
    }
    const made = { ...templateOf(claim), number: this.#templates.length, written: NOTHING };
    this.#templates.push(made);
    this.#latest.set(type, [made, ...known.slice(0, MOST_AT_HAND - 1)]);
    return made;
  }

  #grow(): void {
    if (this.#rows * 2 > MOST_ROWS) throw new RangeError('the claims before were not taken');
    const [places, times] = [this.#places, this.#times];
    this.#places = new Float64Array(this.#rows * 2);
    this.#places.set(places);
    this.#times = new Float64Array(this.#rows * 2 * TIMES);
    this.#times.set(times);
    this.#words = grown(this.#words, this.#rows * 2 * WORDS);
  }
}

function templateOf(of: StoredClaim): Omit<Template, 'number' | 'written'> {
  const parts: Buffer[] = [];
  let length = 0;
  const put = (value: Buffer | null): number => {
    const size = Buffer.alloc(4);
    size.writeInt32BE(value === null ? -1 : value.length);
    parts.push(size, value ?? Buffer.alloc(0));
    const at = length + 4;
    length = at + (value?.length ?? 0);
    return at;
  };
  const columns = Buffer.from([0, COLUMNS]);
  parts.push(columns);
  length = columns.length;
  put(Buffer.alloc(4));
  put(Buffer.alloc(DIGEST_BYTES));
  const type = Buffer.alloc(2);
  type.writeInt16BE(NUMBERS.get(of.type) ?? 0);
  for (const value of [type, Buffer.from(of.issuer), Buffer.from(of.scope)]) put(value);
  const times = [of.from, of.to, of.verifiedAt, of.seenAt].map((time) => {
    const at = put(time === null ? null : Buffer.alloc(8));
    return time === null ? 0 : at;
  });
  put(Buffer.from(of.source));
  return { of, bytes: Buffer.concat(parts), times };
}

function writeInt(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function writeWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

// As two halves: an instant in microseconds exceeds 32 bits but no double.
function writeTime(bytes: Uint8Array, at: number, time: number): void {
  const micros = (time - EPOCH_MS) * 1000;
  const high = Math.floor(micros / 4_294_967_296);
  writeInt(bytes, at, high);
  writeInt(bytes, at + 4, micros - high * 4_294_967_296);
}
