import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const SIGNATURE_ALGORITHM = 'ACS3-HMAC-SHA256';

/**
 * The canonical request of signature V3 as the vendor rebuilds it from what arrived. Written apart from the client in
 * `contexts/engagement/channels`, so that the stand-in doesn't share its mistakes.
 */
export function canonicalRequest(request: IncomingMessage, signedHeaders: readonly string[], body: string): string {
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const pairs = [...new URLSearchParams(search)].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  let headers = '';
  for (const name of signedHeaders) headers += `${name}:${String(request.headers[name] ?? '').trim()}\n`;
  return `${request.method}\n${path}\n${pairs.join('&')}\n${headers}\n${signedHeaders.join(';')}\n${hexSha256(body)}`;
}

/** Lower-case hexadecimal SHA-256. */
export function hexSha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function encode(text: string): string {
  let out = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    out += /[A-Za-z0-9\-_.~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
