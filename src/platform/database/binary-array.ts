// The binary form of a one-dimensional PostgreSQL array (src/backend/utils/adt/arrayfuncs.c, array_recv): number of dimensions, whether it has
// nulls, the element's type, length and lower bound, then each element after its length, -1 for null; all 32 bits, big-endian. pg sends a Buffer
// as a binary parameter, which spares both sides the quoting of the text form.
const HEADER = 20;
const NULL = -1;
/** Object ids of the elements' types (src/include/catalog/pg_type.dat). */
const TYPES = { text: 25, bytea: 17, uuid: 2950, integer: 23, bigint: 20, boolean: 16, timestamptz: 1184 } as const;
/** 2000-01-01, from which PostgreSQL counts microseconds, in milliseconds since 1970. */
const EPOCH_MS = 946_684_800_000;

// The value of each hexadecimal digit by its code; -1 for everything else.
const DIGITS = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
);
const HYPHEN = '-'.charCodeAt(0);

// Digit by digit: taking the hyphens out first makes a text of each id, and takes four times as long.
function writeUuid(bytes: Buffer, value: string, at: number): void {
  let place = 0;
  for (let byte = 0; byte < 16; byte += 1) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) {
      if (value.charCodeAt(place) !== HYPHEN) throw new Error('not a UUID');
      place += 1;
    }
    const high = DIGITS[value.charCodeAt(place)] ?? -1;
    const low = DIGITS[value.charCodeAt(place + 1)] ?? -1;
    if (high < 0 || low < 0) throw new Error('not a UUID');
    bytes[at + byte] = (high << 4) | low;
    place += 2;
  }
  if (place !== value.length) throw new Error('not a UUID');
}

/** Writes the binary form of a PostgreSQL array element by element; one array, used once. */
export class ArrayWriter {
  readonly #type: number;
  #bytes: Buffer;
  #end = HEADER;
  #length = 0;
  #nulls = false;
  #lastId: string | undefined;
  #lastIdAt = 0;

  constructor(type: keyof typeof TYPES, expectedBytes = 256) {
    this.#type = TYPES[type];
    this.#bytes = Buffer.allocUnsafe(HEADER + expectedBytes);
  }

  /** How many elements it has. */
  get length(): number {
    return this.#length;
  }

  null(): void {
    this.#nulls = true;
    this.#element(NULL, 0);
  }

  text(value: string): void {
    // A UTF-16 code unit takes at most three bytes; counted only where that might not fit.
    const most = 4 + value.length * 3;
    if (this.#end + most > this.#bytes.length) this.#room(4 + Buffer.byteLength(value, 'utf8'));
    const written = this.#bytes.write(value, this.#end + 4, 'utf8');
    this.#element(written, written);
  }

  bytes(value: Uint8Array): void {
    this.#room(4 + value.length);
    this.#bytes.set(value, this.#end + 4);
    this.#element(value.length, value.length);
  }

  /** An id in text with hyphens. */
  uuid(value: string): void {
    this.#room(20);
    if (value === this.#lastId) {
      // Rows of one person mostly stand together.
      this.#bytes.copyWithin(this.#end + 4, this.#lastIdAt, this.#lastIdAt + 16);
    } else {
      writeUuid(this.#bytes, value, this.#end + 4);
    }
    this.#lastId = value;
    this.#lastIdAt = this.#end + 4;
    this.#element(16, 16);
  }

  integer(value: number): void {
    this.#room(8);
    this.#bytes.writeInt32BE(value, this.#end + 4);
    this.#element(4, 4);
  }

  /** A whole number of at most 53 bits. */
  bigint(value: number): void {
    this.#room(12);
    this.#bytes.writeInt32BE(Math.floor(value / 0x1_0000_0000), this.#end + 4);
    this.#bytes.writeUInt32BE(value - Math.floor(value / 0x1_0000_0000) * 0x1_0000_0000, this.#end + 8);
    this.#element(8, 8);
  }

  boolean(value: boolean): void {
    this.#room(5);
    this.#bytes[this.#end + 4] = value ? 1 : 0;
    this.#element(1, 1);
  }

  instant(value: Date): void {
    this.#room(12);
    this.#bytes.writeBigInt64BE(BigInt(value.getTime() - EPOCH_MS) * 1000n, this.#end + 4);
    this.#element(8, 8);
  }

  /** The parameter, for `$n::type[]`. */
  finish(): Buffer {
    const empty = this.#length === 0;
    this.#bytes.writeInt32BE(empty ? 0 : 1, 0);
    this.#bytes.writeInt32BE(this.#nulls ? 1 : 0, 4);
    this.#bytes.writeInt32BE(this.#type, 8);
    this.#bytes.writeInt32BE(this.#length, 12);
    this.#bytes.writeInt32BE(1, 16);
    // An empty array has no dimension.
    return this.#bytes.subarray(0, empty ? 12 : this.#end);
  }

  #element(length: number, written: number): void {
    this.#room(4);
    this.#bytes.writeInt32BE(length, this.#end);
    this.#end += 4 + written;
    this.#length += 1;
  }

  #room(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#end + more));
    this.#bytes.copy(grown, 0, 0, this.#end);
    this.#bytes = grown;
  }
}

function arrayOf<Value>(
  type: keyof typeof TYPES,
  values: readonly (Value | null)[],
  add: (array: ArrayWriter, value: Value) => void,
): Buffer {
  const array = new ArrayWriter(type, values.length * 20);
  for (const value of values) value === null ? array.null() : add(array, value);
  return array.finish();
}

/** A parameter for `$n::text[]`. */
export const textArray = (values: readonly (string | null)[]): Buffer =>
  arrayOf('text', values, (array, value) => array.text(value));

/** A parameter for `$n::bytea[]`. */
export const byteaArray = (values: readonly (Uint8Array | null)[]): Buffer =>
  arrayOf('bytea', values, (array, value) => array.bytes(value));

/** A parameter for `$n::uuid[]`: ids in text with hyphens, or null. */
export const uuidArray = (values: readonly (string | null)[]): Buffer =>
  arrayOf('uuid', values, (array, value) => array.uuid(value));

/** A parameter for `$n::integer[]`. */
export const integerArray = (values: readonly (number | null)[]): Buffer =>
  arrayOf('integer', values, (array, value) => array.integer(value));

/** A parameter for `$n::bigint[]`; whole numbers below 2^53. */
export const bigintArray = (values: readonly (number | null)[]): Buffer =>
  arrayOf('bigint', values, (array, value) => array.bigint(value));

/** A parameter for `$n::boolean[]`. */
export const booleanArray = (values: readonly (boolean | null)[]): Buffer =>
  arrayOf('boolean', values, (array, value) => array.boolean(value));

/** A parameter for `$n::timestamptz[]`. */
export const instantArray = (values: readonly (Date | null)[]): Buffer =>
  arrayOf('timestamptz', values, (array, value) => array.instant(value));
