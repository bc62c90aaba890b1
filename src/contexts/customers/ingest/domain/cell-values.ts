import { DAY_MS } from '../../domain/china-time.ts';

const FULL_WIDTH = /[\uff01-\uff5e]/g;
const BLANKS = /[\s\u00a0\u3000\ufeff]+/g;
// Zero-width characters, direction marks, soft hyphen: two equal-looking cells must not differ.
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]/gu;
const NOTHING_TO_CLEAN = /^[\w.:/-]*$/;
const ASCII = /^[ -~]*$/;
const LARGEST_YUAN_DIGITS = 9;

/**
 * A cell as the person at the keyboard saw it: without the tab, apostrophe or `="…"` that exports put around long numbers to keep Excel from
 * rounding them, and without blanks at its ends.
 */
export function cleanCell(raw: string): string {
  if (NOTHING_TO_CLEAN.test(raw)) return raw;
  const trimmed = raw.replace(INVISIBLE, '').trim();
  const unwrapped = /^="([^"]*)"$/.exec(trimmed)?.[1] ?? trimmed;
  const plain = /^'\d+$/.test(unwrapped) ? unwrapped.slice(1) : unwrapped;
  return plain.trim();
}

/** Full-width forms (１３８, ￥ excepted) as ASCII. */
function halfWidth(text: string): string {
  if (ASCII.test(text)) return text;
  return text.replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0));
}

/** Fen of an amount such as "¥1,234.56", "1234.5元" or "11.77"; undefined if it isn't one, is negative or over 10^9 yuan. */
export function parseFen(cell: string): number | undefined {
  const bare = halfWidth(cell)
    .replace(BLANKS, '')
    .replace(/^(?:[¥￥$]|RMB|CNY)/i, '')
    .replace(/(?:元|RMB|CNY)$/i, '');
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2})0*)?$/.exec(bare);
  if (match === null) return undefined;
  const yuan = (match[1] ?? '').replaceAll(',', '').replace(/^0+(?=\d)/, '');
  if (yuan.length > LARGEST_YUAN_DIGITS) return undefined;
  return Number(yuan) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** A count from 0 to a million; undefined if it isn't one. */
export function parseQuantity(cell: string): number | undefined {
  const match = /^(\d{1,7})(?:\.0+)?$/.exec(halfWidth(cell).replace(BLANKS, '').replaceAll(',', ''));
  const value = match === null ? Number.NaN : Number(match[1]);
  return value <= 1_000_000 ? value : undefined;
}

const FORMS = [
  /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
  /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})(?<H>\d{2})(?<M>\d{2})(?<S>\d{2})$/,
  /^(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})(?:[ T]+(?<H>\d{1,2}):(?<M>\d{2})(?::(?<S>\d{2})(?:\.\d{1,9})?)?)? ?(?<z>Z|[+-]\d{2}:?\d{2})?$/,
  /^(?<y>\d{4})年(?<m>\d{1,2})月(?<d>\d{1,2})日(?: *(?<H>\d{1,2})[时:](?<M>\d{1,2})(?:分|:)?(?:(?<S>\d{1,2})秒?)?)?$/,
];
const SHANGHAI_MINUTES = 480;

/** An instant as exports write it; without a zone it is Asia/Shanghai, without a time the first moment of the day. */
export function parseInstant(cell: string): Date | undefined {
  const text = halfWidth(cell).replace(BLANKS, ' ').trim();
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return toInstant(groups);
  }
  return undefined;
}

function toInstant(groups: Readonly<Record<string, string | undefined>>): Date | undefined {
  const [year, month, day] = [Number(groups['y']), Number(groups['m']), Number(groups['d'])];
  const [hour, minute, second] = [Number(groups['H'] ?? 0), Number(groups['M'] ?? 0), Number(groups['S'] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const midnight = Date.UTC(year, month - 1, day);
  const calendar = new Date(midnight);
  // Date.UTC rolls 31 June over into July; a day that doesn't exist is an error of the file, not another day.
  if (calendar.getUTCFullYear() !== year || calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== day)
    return undefined;
  const minutes = zoneMinutes(groups['z']);
  if (minutes === undefined) return undefined;
  return new Date(midnight + (hour * 3600 + minute * 60 + second) * 1000 - minutes * 60_000);
}

function zoneMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined) return SHANGHAI_MINUTES;
  if (zone === 'Z') return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  if (minutes > 14 * 60) return undefined;
  return digits.startsWith('-') ? -minutes : minutes;
}

const EARLIEST = Date.UTC(1990, 0, 1);

/** Whether a purchase can have happened then: from 1990 to a day ahead of `now` (a clock may be wrong). */
export function isPlausible(instant: Date, now: Date): boolean {
  return instant.getTime() >= EARLIEST && instant.getTime() <= now.getTime() + DAY_MS;
}

/** What a shop writes into the column for the mobile number. */
export type MobileCell =
  | { readonly kind: 'none' }
  | { readonly kind: 'mobile'; readonly value: string }
  /** A privacy number (隐私号, with an extension or in a virtual range) or a mask: it reaches somebody else tomorrow and never joins people. */
  | { readonly kind: 'unusable' }
  | { readonly kind: 'bad' };

/** Reads a mobile number of mainland China; +86 and blanks are dropped, extensions and masks are told apart. */
export function readMobile(cell: string): MobileCell {
  const text = halfWidth(cell).replace(/[\s\u00a0\u3000]/g, '');
  if (text === '' || text === '-' || text === '无') return { kind: 'none' };
  if (/^1[\d*]{10}$/.test(text) && text.includes('*')) return { kind: 'unusable' };
  if (/^(?:\+?86)?1\d{10}(?:-|,|转|#|ext\.?)\d{1,6}$/i.test(text)) return { kind: 'unusable' };
  const digits = text.replace(/-/g, '').replace(/^(?:\+86|0086|86(?=1\d{10}$))/, '');
  return /^1[3-9]\d{9}$/.test(digits) ? { kind: 'mobile', value: digits } : { kind: 'bad' };
}

const EMAIL_LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const EMAIL_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** Whether a text is an e-mail address in the everyday form (ASCII, dot-atom); at most 254 characters. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  return text.length <= 254 && local.length <= 64 && EMAIL_LOCAL.test(local) && EMAIL_DOMAIN.test(text.slice(at + 1));
}
