import { lookup } from 'node:dns';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** How a receiver answered: its status and the beginning of its body; or a word for why there is no answer. */
export type WebhookAnswer = { readonly status: number; readonly body: string } | { readonly failed: string };

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1024;

// Threat: an address that somebody enters makes this server call what only this server can reach. Never the host itself or the metadata of a cloud.
const NEVER = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  NEVER.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  NEVER.addSubnet(net, bits, 'ipv6');

/** Whether an address may be called at all: its host and port are configured word for word, over https, or plain where the entry itself is a loopback. */
export function mayCall(url: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password, hash } = new URL(url);
  if (username !== '' || password !== '' || hash !== '' || !hosts.includes(host)) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(host));
}

// Only an entry that names the loopback itself may be called there; a name that resolves to it may not.
function isLoopback(host: string): boolean {
  return /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?$/.test(host);
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
  if (!loopback && literal !== 0 && isNever(target.hostname.replace(/^\[|\]$/g, ''), literal))
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

const guardedLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) return done(error ?? new Error('no address'), '', 4);
    if (addresses.some(({ address, family }) => isNever(address, family)))
      return done(Object.assign(new Error('address not allowed'), { code: 'ADDRESS_NOT_ALLOWED' }), '', 4);
    if (options.all === true) return done(null, addresses);
    return done(null, first.address, first.family);
  });
};

function isNever(address: string, family: number): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped === undefined ? NEVER.check(address, family === 6 ? 'ipv6' : 'ipv4') : NEVER.check(mapped, 'ipv4');
}

// A word, never the text of the error: it may hold an address.
function wordOf(error: NodeJS.ErrnoException): string {
  const code = error.code ?? (error.name === 'TimeoutError' ? 'timeout' : 'failed');
  return code.toLowerCase().replaceAll('_', '-').slice(0, 40);
}
