import type { Clock } from './clock.ts';
import { pooledRandom } from './crypto/index.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A UUIDv7 (RFC 9562, section 5.7) in lower-case text: 48 bits of milliseconds, 74 random bits. */
export function newId(clock: Clock): string {
  return newIdAt(clock.now());
}

const DIGITS = Buffer.from('0123456789abcdef', 'latin1');
// Bytes of an id before which its text has a hyphen.
const HYPHENS = new Set([4, 6, 8, 10]);
// Where each byte's two digits stand in the text.
const PLACES = Uint8Array.from({ length: 16 }, (_, byte) => 2 * byte + [...HYPHENS].filter((at) => at <= byte).length);
// Making an id is synchronous, so one text with its hyphens serves all.
const idText = Buffer.alloc(36, '-', 'latin1');

/** A UUIDv7 as `newId` makes them, of a given time. */
export function newIdAt(time: Date): string {
  const bytes = pooledRandom(16);
  bytes.writeUIntBE(time.getTime(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  for (let at = 0; at < 16; at += 1) {
    const byte = bytes[at] as number;
    const place = PLACES[at] as number;
    idText[place] = DIGITS[byte >> 4] as number;
    idText[place + 1] = DIGITS[byte & 0x0f] as number;
  }
  return idText.toString('latin1');
}

/** The milliseconds since 1970 in a UUIDv7. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Whether a text is a UUID in the lower-case form that this platform issues. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
