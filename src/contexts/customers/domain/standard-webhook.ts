import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The headers of a signed message (standardwebhooks.com, version 1). */
export interface WebhookHeaders {
  readonly 'webhook-id': string;
  /** Seconds since 1970. */
  readonly 'webhook-timestamp': string;
  /** `v1,BASE64`, several with blanks between them. */
  readonly 'webhook-signature': string;
}

/** Why a message is not believed. */
export type WebhookProblem = 'headers' | 'timestamp' | 'signature';

const PREFIX = 'whsec_';
const TOLERANCE_SECONDS = 5 * 60;

/** A new secret: `whsec_` and 256 random bits in base64. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/** The key of a secret; undefined when it is none of 24 to 64 bytes. */
export function webhookKey(secret: string): Buffer | undefined {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}

/** Signs a body: HMAC-SHA256 over `id.timestamp.body`. */
export function signWebhook(key: Buffer, message: { id: string; at: Date; body: Buffer }): WebhookHeaders {
  const timestamp = String(Math.floor(message.at.getTime() / 1000));
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature(key, message.id, timestamp, message.body).toString('base64')}`,
  };
}

/** Checks a signed body against the clock (five minutes to either side) and the key; undefined when it is good. */
export function checkWebhook(
  key: Buffer,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
  now: Date,
): WebhookProblem | undefined {
  const [id, timestamp, signatures] = [
    headers['webhook-id'],
    headers['webhook-timestamp'],
    headers['webhook-signature'],
  ];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return 'headers';
  // A dot in the number of a message would let its parts be read in two ways.
  if (!/^[\x21-\x2d\x2f-\x7e]{1,128}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return 'headers';
  if (Math.abs(Number(timestamp) - now.getTime() / 1000) > TOLERANCE_SECONDS) return 'timestamp';
  const expected = signature(key, id, timestamp, body);
  const good = signatures.split(' ').some((each) => {
    const [version, value = ''] = each.split(',', 2);
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  return good ? undefined : 'signature';
}

function signature(key: Buffer, id: string, timestamp: string, body: Buffer): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
