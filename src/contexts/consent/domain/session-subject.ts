import { hash } from 'node:crypto';

const LABEL = 'zhinuo.session-subject|';
const VARIANTS = '89ab';

/**
 * Who a session is to the gate while nobody knows the person: a UUIDv8 (RFC 9562) made of the session's name, so that the same session is the
 * same subject on every server and nothing about anybody stands in it.
 */
export function sessionSubject(session: string): string {
  const hex = hash('sha256', LABEL + session, 'hex');
  // Version 8 and the variant of RFC 9562 take the place of six bits.
  const variant = VARIANTS[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
