// The binary form of a one-dimensional PostgreSQL array (src/backend/utils/adt/arrayfuncs.c, array_recv): number of dimensions, whether it has
// nulls, the element's type, length and lower bound, then each element after its length, -1 for null; all 32 bits, big-endian. pg sends a Buffer
// as a binary parameter, which spares both sides the quoting of the text form.
const HEADER = 20;
const NULL = -1;

/** A parameter for `$n::text[]`. */
export function textArray(values: readonly string[]): Buffer {
  let bytes = 0;
  for (const value of values) bytes += Buffer.byteLength(value, 'utf8');
  const array = begin(25, values.length, bytes, false);
  let at = HEADER;
  for (const value of values) {
    const length = array.write(value, at + 4, 'utf8');
    array.writeInt32BE(length, at);
    at += 4 + length;
  }
  return array;
}

/** A parameter for `$n::bytea[]`. */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  let bytes = 0;
  for (const value of values) bytes += value.length;
  const array = begin(17, values.length, bytes, false);
  let at = HEADER;
  for (const value of values) {
    array.writeInt32BE(value.length, at);
    array.set(value, at + 4);
    at += 4 + value.length;
  }
  return array;
}

/** A parameter for `$n::uuid[]`: ids in text with hyphens, or null. */
export function uuidArray(values: readonly (string | null)[]): Buffer {
  return fixedArray(2950, 16, values, (array, value, at) => {
    array.write(value.replaceAll('-', ''), at, 'hex');
  });
}

/** A parameter for `$n::integer[]`. */
export function integerArray(values: readonly (number | null)[]): Buffer {
  return fixedArray(23, 4, values, (array, value, at) => {
    array.writeInt32BE(value, at);
  });
}

/** A parameter for `$n::bigint[]`; numbers below 2^53. */
export function bigintArray(values: readonly (number | null)[]): Buffer {
  return fixedArray(20, 8, values, (array, value, at) => {
    array.writeBigInt64BE(BigInt(value), at);
  });
}

function fixedArray<Value>(
  type: number,
  width: number,
  values: readonly (Value | null)[],
  write: (array: Buffer, value: Value, at: number) => void,
): Buffer {
  let nulls = 0;
  for (const value of values) if (value === null) nulls += 1;
  const array = begin(type, values.length, (values.length - nulls) * width, nulls > 0);
  let at = HEADER;
  for (const value of values) {
    array.writeInt32BE(value === null ? NULL : width, at);
    at += 4;
    if (value === null) continue;
    write(array, value, at);
    at += width;
  }
  return array;
}

function begin(type: number, length: number, bytes: number, nulls: boolean): Buffer {
  // An empty array has no dimension.
  const array = Buffer.alloc(length === 0 ? 12 : HEADER + length * 4 + bytes);
  array.writeInt32BE(length === 0 ? 0 : 1, 0);
  array.writeInt32BE(nulls ? 1 : 0, 4);
  array.writeInt32BE(type, 8);
  if (length === 0) return array;
  array.writeInt32BE(length, 12);
  array.writeInt32BE(1, 16);
  return array;
}
