import { canonicalJson, type Json, keyedDigest, toBase64url } from '../crypto/index.ts';

/** Something that a restore must know of. Holds opaque ids, codes, times and keyed digests, never personal information. */
export type JournalEvent = { readonly kind: string } & { readonly [key: string]: Json };

const MAC_BYTES = 16;
const DAY = /^(\d{4}-\d{2}-\d{2})\.journal$/;

/** A line of the journal: HMAC-SHA256 cut to 128 bits, base64url, a space, canonical JSON of the instant of writing and the event. */
export function journalLine(secret: Uint8Array, at: Date, event: JournalEvent): string {
  const text = canonicalJson({ at: at.toISOString(), event });
  return `${macOf(secret, text)} ${text}\n`;
}

/** The content of a line (without its end); undefined if it is torn, changed, or of another installation's keys. */
export function readLine(secret: Uint8Array, line: string): { at: Date; event: JournalEvent } | undefined {
  const space = line.indexOf(' ');
  const text = line.slice(space + 1);
  if (space < 0 || line.slice(0, space) !== macOf(secret, text)) return undefined;
  const { at, event } = JSON.parse(text) as { at: string; event: JournalEvent };
  return { at: new Date(at), event };
}

/** The file of an instant's day in Asia/Shanghai. */
export function journalFile(at: Date): string {
  return `${dayOf(at)}.journal`;
}

/** Whether a file's name is one of the journal's, of a day before that of the instant. */
export function isBefore(name: string, at: Date): boolean {
  const day = DAY.exec(name)?.[1];
  return day !== undefined && day < dayOf(at);
}

/** Whether a file's name is one of the journal's, of the day of the instant or a later one. */
export function isSince(name: string, at: Date): boolean {
  return DAY.test(name) && !isBefore(name, at);
}

function dayOf(at: Date): string {
  // China has had one time zone and no summer time since 1991.
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

function macOf(secret: Uint8Array, text: string): string {
  return toBase64url(keyedDigest(secret, text).subarray(0, MAC_BYTES));
}
