import { createHash, randomBytes } from 'node:crypto';

const SECRET = /^[A-Za-z0-9_-]{43}$/;
const API_KEY_PREFIX = 'zn_';

/** A new secret of 256 random bits as 43 characters of base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text has the form of our secrets; what has not is refused without a look into the database. */
export function isSecret(text: string): boolean {
  return SECRET.test(text);
}

/** A new API key: a recognisable prefix, so that scanners of leaked secrets find it, and a secret. */
export function newApiKey(): string {
  return API_KEY_PREFIX + newSecret();
}

/** Whether a text has the form of our API keys. */
export function isApiKey(text: string): boolean {
  return text.startsWith(API_KEY_PREFIX) && isSecret(text.slice(API_KEY_PREFIX.length));
}

/** SHA-256 of a secret, which is all that is stored: with 256 random bits nothing slower is needed. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
