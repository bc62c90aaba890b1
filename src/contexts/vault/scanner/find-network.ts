import type { Finding, ScannedText } from './finding.ts';

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)/;
const MAC = /^(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![0-9a-z:-])/i;
const PAIR = /^(-?\d{1,3}\.\d{4,9})\s?[,，;\s]\s?(-?\d{1,3}\.\d{4,9})(?!\d)/;

/** Addresses of networks and places that begin at a digit: a public IPv4 address, a MAC address, a pair of coordinates to about 11 m or finer. */
export function findNetwork({ text: whole }: ScannedText, start: number): Finding | undefined {
  const text = whole.slice(start, start + 32);
  const before = whole.slice(Math.max(0, start - 4), start);
  const mac = /[0-9a-f:.-]$/i.test(before) ? null : MAC.exec(text);
  if (mac !== null) return { kind: 'mac_address', start, end: start + mac[0].length, confidence: 0.9 };
  if (/[\w.-]$/.test(before)) return undefined;
  const address = IPV4.exec(text);
  if (address !== null) return ipAddress(address, start, before);
  const pair = PAIR.exec(text);
  if (pair === null) return undefined;
  const [first, second] = [Math.abs(Number(pair[1])), Math.abs(Number(pair[2]))];
  const inChina =
    (first >= 73 && first <= 136 && second >= 3 && second <= 54) ||
    (second >= 73 && second <= 136 && first >= 3 && first <= 54);
  return inChina ? { kind: 'location', start, end: start + pair[0].length, confidence: 0.85 } : undefined;
}

function ipAddress(match: RegExpExecArray, start: number, before: string): Finding | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((part) => part > 255) || a === 0 || a >= 224) return undefined;
  const isPrivate =
    a === 10 || a === 127 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254);
  // 1.2.3.4 with small numbers is a version more often than a host.
  const isVersion = /(?:版本|v)\s?$/i.test(before) || [a, b, c, d].every((part) => part < 20);
  if (isPrivate || isVersion) return undefined;
  return { kind: 'ip_address', start, end: start + match[0].length, confidence: 0.8 };
}
