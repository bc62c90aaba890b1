const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function valuesOf(alphabet: string): Int16Array {
  const values = new Int16Array(128).fill(-1);
  for (let at = 0; at < 64; at += 1) values[alphabet.charCodeAt(at)] = at;
  return values;
}
const BASE64_VALUES = valuesOf(BASE64);
const BASE64URL_VALUES = valuesOf(BASE64URL);

/** The bytes of base64url without padding (RFC 4648 section 5); undefined unless it is the only spelling of them. */
export function fromBase64url(text: string): Uint8Array | undefined {
  return decode(text, BASE64URL_VALUES);
}

/** The bytes of base64 with padding (RFC 4648 section 4); undefined unless it is the only spelling of them. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const bare = text.replace(/={1,2}$/, '');
  return (4 - (bare.length % 4)) % 4 === text.length - bare.length ? decode(bare, BASE64_VALUES) : undefined;
}

function decode(text: string, values: Int16Array): Uint8Array | undefined {
  const left = text.length % 4;
  if (left === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let place = 0;
  let at = 0;
  // Whatever is no letter of the alphabet is negative, and makes the whole group negative.
  const valueAt = (index: number) => values[text.charCodeAt(index)] ?? -1;
  for (const end = text.length - left; at < end; at += 4) {
    const group = (valueAt(at) << 18) | (valueAt(at + 1) << 12) | (valueAt(at + 2) << 6) | valueAt(at + 3);
    if (group < 0) return undefined;
    bytes[place] = group >> 16;
    bytes[place + 1] = (group >> 8) & 0xff;
    bytes[place + 2] = group & 0xff;
    place += 3;
  }
  if (left === 0) return bytes;
  const third = left === 3 ? valueAt(at + 2) : 0;
  const group = (valueAt(at) << 18) | (valueAt(at + 1) << 12) | (third << 6);
  if (group < 0) return undefined;
  bytes[place] = group >> 16;
  if (left === 3) bytes[place + 1] = (group >> 8) & 0xff;
  // Bits that no byte takes must be zero, or the same bytes had several spellings.
  return (group & (left === 3 ? 0xff : 0xffff)) === 0 ? bytes : undefined;
}

/** Base64url without padding. */
export function toBase64url(bytes: Uint8Array): string {
  return encode(bytes, BASE64URL);
}

/** Base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  const text = encode(bytes, BASE64);
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    text += alphabet.charAt(first >> 2) + alphabet.charAt(((first & 3) << 4) | ((second ?? 0) >> 4));
    if (second !== undefined) text += alphabet.charAt(((second & 15) << 2) | ((third ?? 0) >> 6));
    if (third !== undefined) text += alphabet.charAt(third & 63);
  }
  return text;
}

/** Hexadecimal digits in lower case. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of an even number of hexadecimal digits, in either case; undefined for anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Whether two byte strings are the same. Nothing here is secret, so time need not be constant. */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

/** The parts one after another; texts as UTF-8. */
export function concat(...parts: (string | Uint8Array)[]): Uint8Array {
  const pieces = parts.map((part) => (typeof part === 'string' ? utf8(part) : part));
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

const encoder = new TextEncoder();

/** A text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}
