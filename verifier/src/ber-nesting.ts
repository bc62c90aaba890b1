/** Deepest nesting that is followed; a time-stamp with its certificates needs some fifteen. */
const DEEPEST = 64;

/**
 * Whether the bytes are exactly one BER element (X.690, section 8.1), with every part of it inside the element that it is a part of. The library that
 * reads the elements takes parts that reach beyond their whole, so that two readers would see two things in one token.
 */
export function isOneElement(bytes: Uint8Array): boolean {
  return endOf(bytes, 0, bytes.length, 0) === bytes.length;
}

/** Where the element at `start` ends, or -1 if it does not end by `limit`. */
function endOf(bytes: Uint8Array, start: number, limit: number, depth: number): number {
  const head = headOf(bytes, start, limit);
  if (head === undefined || depth > DEEPEST) return -1;
  if (head.end === undefined) return head.constructed ? endOfOpen(bytes, head.content, limit, depth) : -1;
  if (head.end > limit) return -1;
  let at = head.constructed ? head.content : head.end;
  while (at !== -1 && at < head.end) at = endOf(bytes, at, head.end, depth + 1);
  return at;
}

// Of indefinite length: parts up to two zero bytes.
function endOfOpen(bytes: Uint8Array, content: number, limit: number, depth: number): number {
  let at = content;
  while (at !== -1 && at + 2 <= limit && (bytes[at] !== 0 || bytes[at + 1] !== 0))
    at = endOf(bytes, at, limit, depth + 1);
  return at === -1 || at + 2 > limit ? -1 : at + 2;
}

interface Head {
  readonly constructed: boolean;
  readonly content: number;
  /** Undefined if the length is indefinite. */
  readonly end: number | undefined;
}

function headOf(bytes: Uint8Array, start: number, limit: number): Head | undefined {
  const first = bytes[start] ?? 0;
  let at = start + 1;
  // A tag number beyond 30 goes on while the top bit is set.
  if ((first & 0x1f) === 0x1f) while (at < limit && (bytes[at++] ?? 0) & 0x80);
  if (at >= limit) return undefined;
  const short = bytes[at++] ?? 0;
  const constructed = (first & 0x20) !== 0;
  if (short < 0x80) return { constructed, content: at, end: at + short };
  if (short === 0x80) return { constructed, content: at, end: undefined };
  let length = 0;
  for (let more = short & 0x7f; more > 0; more -= 1) {
    if (at >= limit || length > limit) return undefined;
    length = length * 0x100 + (bytes[at++] ?? 0);
  }
  return { constructed, content: at, end: at + length };
}
