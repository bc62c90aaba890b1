import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP } from 'node:net';
import { guardedLookup, isLoopback, isNeverCalled } from '../../../platform/guarded-address.ts';

/** How a receiver answered: its status and the beginning of its body; or a word for why there is no answer. */
export type WebhookAnswer = { readonly status: number; readonly body: string } | { readonly failed: string };

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1024;

/** Whether an address may be called at all: its host and port are configured word for word, over https, or plain where the entry itself is a loopback. */
export function mayCall(url: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password, hash } = new URL(url);
  if (username !== '' || password !== '' || hash !== '' || !hosts.includes(host)) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(host));
}

/** Posts signed JSON. Follows no redirect, waits ten seconds, reads 64 KB, and calls no address that a name should not resolve to. */
export function postWebhook(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<WebhookAnswer> {
  const target = new URL(url);
  const request = target.protocol === 'https:' ? requestTls : requestPlain;
  const loopback = isLoopback(target.host);
  const literal = isIP(target.hostname.replace(/^\[|\]$/g, ''));
  if (!loopback && literal !== 0 && isNeverCalled(target.hostname.replace(/^\[|\]$/g, ''), literal))
    return Promise.resolve({ failed: 'address-not-allowed' });
  return new Promise((resolve) => {
    const sent = request(
      target,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': body.length, ...headers },
        timeout: TIMEOUT_MS,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(loopback ? {} : { lookup: guardedLookup }),
      },
      (answer) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        answer.on('data', (part: Buffer) => {
          bytes += part.length;
          if (bytes <= MOST_BYTES) parts.push(part);
          else answer.destroy();
        });
        answer.on('close', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
        );
        answer.on('error', () => undefined);
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => resolve({ failed: wordOf(error) }));
    sent.on('timeout', () => sent.destroy());
    sent.end(body);
  });
}

// A word, never the text of the error: it may hold an address.
function wordOf(error: NodeJS.ErrnoException): string {
  const code = error.code ?? (error.name === 'TimeoutError' ? 'timeout' : 'failed');
  return code.toLowerCase().replaceAll('_', '-').slice(0, 40);
}
