import { lookup } from 'node:dns';
import { lookup as lookupAll } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';

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

/** Whether a configured host names the loopback itself: only then may it be called there; a name that resolves to it may not. */
export function isLoopback(host: string): boolean {
  return /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?$/.test(host);
}

/** Whether an address is one that nothing entered by somebody may make this server call. */
export function isNeverCalled(address: string, family: number = isIP(address)): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped === undefined ? NEVER.check(address, family === 6 ? 'ipv6' : 'ipv4') : NEVER.check(mapped, 'ipv4');
}

/** A look-up of names for an outgoing connection that fails with the code ADDRESS_NOT_ALLOWED where any answer is never called. */
export const guardedLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) return done(error ?? new Error('no address'), '', 4);
    if (addresses.some(({ address, family }) => isNeverCalled(address, family))) return done(notAllowed(), '', 4);
    if (options.all === true) return done(null, addresses);
    return done(null, first.address, first.family);
  });
};

/** The address to connect to for a host without its port; throws with the code ADDRESS_NOT_ALLOWED where that is never called. */
export async function guardedAddress(host: string): Promise<string> {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isLoopback(host)) return bare;
  const addresses = isIP(bare) === 0 ? await lookupAll(bare, { all: true }) : [{ address: bare, family: isIP(bare) }];
  const [first] = addresses;
  if (first === undefined || addresses.some(({ address, family }) => isNeverCalled(address, family)))
    throw notAllowed();
  return first.address;
}

function notAllowed(): Error {
  return Object.assign(new Error('address not allowed'), { code: 'ADDRESS_NOT_ALLOWED' });
}
