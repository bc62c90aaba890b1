import { createHash } from 'node:crypto';

const SESSION_COOKIE = /(?:^|;\s*)(?:__Secure-)?zhinuo\.session_token=([^;\s]+)/;

/** What a session is known by here: the SHA-256 of its cookie's value; undefined when the Cookie header holds none. */
export function sessionDigest(cookie: string): Buffer | undefined {
  const value = SESSION_COOKIE.exec(cookie)?.[1];
  return value === undefined ? undefined : createHash('sha256').update(value).digest();
}
