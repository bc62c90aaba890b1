import { createHash } from 'node:crypto';

const LABEL = 'zhinuo.session-subject|';

/**
 * Who a session is to the gate while nobody knows the person: a UUIDv8 (RFC 9562) made of the session's name, so that the same session is the
 * same subject on every server and nothing about anybody stands in it.
 */
export function sessionSubject(session: string): string {
  const bytes = createHash('sha256').update(`${LABEL}${session}`, 'utf8').digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
