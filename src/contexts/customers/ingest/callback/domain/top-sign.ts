import { createHash, timingSafeEqual } from 'node:crypto';
import iconv from 'iconv-lite';

/** Minutes by which a call's time may be off: what TOP itself allows its callers. */
const MOST_MINUTES = 10;
const OFFSET = '+08:00';

/** A call of the Taobao Open Platform (TOP) to a service of ours (SPI), as it came. */
export interface TopCall {
  /** What stands behind the question mark of its address. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Why a call is not believed. */
export type TopProblem = 'signature' | 'timestamp';

/** The encoding of a call, by its content type, as TOP's own libraries read it: UTF-8, or GBK where it begins with GB. */
export function encodingOf(headers: TopCall['headers']): 'utf8' | 'gbk' {
  const type = String(headers['content-type'] ?? '');
  return /charset\s*=\s*"?gb/i.test(type) ? 'gbk' : 'utf8';
}

/**
 * Checks a call's signature as TOP's libraries do (`SpiUtils.checkSign`): MD5 over the secret, every parameter of the address but `sign` and every header that `top-sign-list`
 * names, in the order of their names, name and value without anything between, then the body and the secret again. Undefined when it is believed.
 */
export function checkTop({ query, headers, body }: TopCall, secret: string, now: Date): TopProblem | undefined {
  const encoding = encodingOf(headers);
  const signed = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const [name, value] = at === -1 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    // A name that comes twice is read by nobody alike.
    if (signed.has(decode(name, encoding))) return 'signature';
    signed.set(decode(name, encoding), decode(value, encoding));
  }
  const told = signed.get('sign') ?? '';
  signed.delete('sign');
  for (const name of String(headers['top-sign-list'] ?? '').split(','))
    if (name.trim() !== '') signed.set(name.trim(), String(headers[name.trim().toLowerCase()] ?? ''));
  const plain = [...signed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => name + value);
  const text = iconv.encode(secret + plain.join(''), encoding);
  const whole = Buffer.concat([text, body, iconv.encode(secret, encoding)]);
  const own = createHash('md5').update(whole).digest('hex').toUpperCase();
  const digest = (value: string) => createHash('sha256').update(value).digest();
  if (!timingSafeEqual(digest(own), digest(told))) return 'signature';
  const minutes = (now.getTime() - timeOf(signed.get('timestamp') ?? '')) / 60_000;
  return Math.abs(minutes) <= MOST_MINUTES ? undefined : 'timestamp';
}

// `yyyy-MM-dd HH:mm:ss` in China; anything else is no time, and no number is near it.
function timeOf(text: string): number {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}${OFFSET}`) : Number.NaN;
}

function decode(text: string, encoding: 'utf8' | 'gbk'): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const hex = /^%([0-9a-f]{2})/i.exec(text.slice(at, at + 3))?.[1];
    if (hex === undefined) bytes.push(...Buffer.from(text[at] === '+' ? ' ' : (text[at] ?? ''), 'utf8'));
    else {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    }
  }
  return iconv.decode(Buffer.from(bytes), encoding);
}
