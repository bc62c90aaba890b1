import { type FieldCode, fieldKind, type MaskKind } from '../../register/index.ts';
import { maskAddress } from './mask-address.ts';
import { maskName } from './mask-name.ts';

/** How much of a value is left: 0 only that there is one, 1 as little as tells two apart, 2 the usual mask, 3 the widest. */
export type MaskLevel = 0 | 1 | 2 | 3;

/** What a mask hides everything behind; says neither the length nor the kind of the value. */
export const HIDDEN = '****';

type Shown = Exclude<MaskLevel, 0>;
type Mask = (value: string, level: Shown) => string;

// Every mask keeps its own output as it is (what is already hidden stays in its place), so that masking twice is masking once.
const MASKS: Readonly<Record<MaskKind, Mask>> = {
  name: maskName,
  mobile: (value, level) => keep(value, /^[\d*]{11}$/, level === 1 ? [0, 4] : [3, 4]),
  landline: maskLandline,
  iot_sim: (value, level) => keep(value, /^[\d*]{13}$/, level === 1 ? [0, 0] : [0, 4]),
  id_number: maskIdNumber,
  passport: (value, level) => keep(value, /^[A-Za-z\d*]{7,11}$/, [1, level === 1 ? 1 : level === 2 ? 3 : 4]),
  bank_card: maskBankCard,
  plate: (value, level) => keep(value, /^[\p{Script=Han}A-Za-z\d*]{7,8}$/u, level === 1 ? [1, 0] : [2, 2]),
  email: maskEmail,
  address: maskAddress,
  postal_code: (value, level) => keep(value, /^[\d*]{6}$/, level === 1 ? [0, 0] : [3, 0]),
  date: maskDate,
  ip_address: maskIpAddress,
  mac_address: maskMacAddress,
  imei: (value, level) => keep(value, /^[\dA-Fa-f*]{14,15}$/, level === 1 ? [0, 0] : [8, 0]),
  // A device identifier is one however it is hashed: nothing of it says anything useful until the widest mask.
  device_id: (value, level) => (level === 3 ? head(value) : HIDDEN),
  platform_id: (value, level) => (level === 1 ? HIDDEN : head(value)),
  social_credit_code: (value, level) => keep(value, /^[\dA-Z*]{18}$/, level === 1 ? [0, 0] : [4, 4]),
  organisation_code: (value, level) => keep(value, /^[\dA-Z*]{9}$/, level === 3 ? [4, 0] : [0, 0]),
  location: maskLocation,
  id: (value, level) => (level === 1 ? HIDDEN : tail(value)),
  short: (value, level) => (level === 1 || [...value].length < 2 ? HIDDEN : `${[...value][0] ?? ''}***`),
  all: () => HIDDEN,
};

/**
 * The masked form of a value (conventions of the field, not of a law: a masked value is still personal information, PIPL 73). A value that is
 * not of its kind's form is hidden whole; masking what is masked changes nothing; nothing is ever thrown.
 */
export function maskValue(kind: MaskKind, value: string, level: MaskLevel): string {
  if (level === 0 || value === '') return HIDDEN;
  if (/^[*·]+$/.test(value)) return value;
  const masked = MASKS[kind](value, level);
  // Short enough to be left over whole: something has to stay hidden. What equals its mask has been masked before.
  return masked !== value && masked.includes(value) ? HIDDEN : masked;
}

/** The masked form of a field's stored value. */
export function maskField(field: FieldCode, value: string, level: MaskLevel): string {
  return maskValue(fieldKind(field).mask, value, level);
}

// Stars in place of what stands between the first and the last characters, so that the form stays readable.
function keep(value: string, form: RegExp, [first, last]: readonly [number, number]): string {
  if (!form.test(value) || first + last === 0) return HIDDEN;
  const characters = [...value];
  return characters.map((character, at) => (at < first || at >= characters.length - last ? character : '*')).join('');
}

function head(value: string): string {
  const characters = [...value];
  return characters.length >= 8 ? characters.slice(0, 4).join('') + HIDDEN : HIDDEN;
}

function tail(value: string): string {
  const characters = [...value];
  const kept = characters.length >= 8 ? 4 : characters.length >= 5 ? 2 : 0;
  return HIDDEN + (kept === 0 ? '' : characters.slice(-kept).join(''));
}

function maskLandline(value: string, level: Shown): string {
  const [, area, end] = /^(?:(0\d{2,3}|[48]00)-?)?(?:\d{3,4}|\*{4})-?(\d{4})(?:-\d{1,6})?$/.exec(value) ?? [];
  if (end === undefined) return HIDDEN;
  return (level === 1 || area === undefined ? '' : `${area}-`) + HIDDEN + end;
}

// Resident numbers show where they were issued at the widest (the birth date never); foreigners' and 15-digit ones only their ends.
function maskIdNumber(value: string, level: Shown): string {
  if (level === 1) return HIDDEN;
  if (level === 3 && /^[\d*]{17}[\dXx]$/.test(value)) return keep(value, /./, [6, 4]);
  return keep(value, /^(?:[\d*]{14}[\d]|[\d*]{17}[\dXx]|[A-Za-z][A-Za-z*]{2}[\d*]{11}\d)$/, [1, 1]);
}

function maskBankCard(value: string, level: Shown): string {
  if (!/^[\d*]{8,19}$/.test(value)) return HIDDEN;
  return level === 3 && value.length >= 13 ? keep(value, /./, [6, 4]) : HIDDEN + value.slice(-4);
}

function maskEmail(value: string, level: Shown): string {
  const at = value.lastIndexOf('@');
  const [local, domain] = [[...value.slice(0, Math.max(at, 0))], value.slice(at)];
  if (at < 1 || !/^@[A-Za-z0-9.-]+$/.test(domain)) return HIDDEN;
  if (level === 1 || local.length < 2 || local[0] === '*') return `***${domain}`;
  const [shownFirst, shownLast] = level === 3 && local.length >= 5 ? [2, 1] : [1, 0];
  return `${local.slice(0, shownFirst).join('')}***${shownLast === 0 ? '' : (local.at(-1) ?? '')}${domain}`;
}

function maskDate(value: string, level: Shown): string {
  const [, year, month] = /^(\d{4})-(\d{2}|\*\*)-(?:\d{2}|\*\*)$/.exec(value) ?? [];
  if (year === undefined || level === 1) return HIDDEN;
  return `${year}-${level === 3 ? month : '**'}-**`;
}

function maskIpAddress(value: string, level: Shown): string {
  if (level === 1) return HIDDEN;
  const [, four] = /^((?:\d{1,3}\.){3})(?:\d{1,3}|\*)$/.exec(value) ?? [];
  if (four !== undefined) return `${four}*`;
  const [, six] = /^((?:[\dA-Fa-f]{1,4}:){3})[\dA-Fa-f:.*]+$/.exec(value) ?? [];
  return six === undefined ? HIDDEN : `${six}*`;
}

function maskMacAddress(value: string, level: Shown): string {
  if (level === 1 || !/^[\dA-Fa-f]{2}(?:[:-](?:[\dA-Fa-f]{2}|\*\*)){5}$/.test(value)) return HIDDEN;
  return value.slice(0, 8) + value.slice(8).replace(/[\dA-Fa-f]/g, '*');
}

// Two decimals are about a kilometre, four decimals eleven metres (obligations, section 8).
function maskLocation(value: string, level: Shown): string {
  const match = /^(-?\d{1,3})\.(\d{1,2})[\d*]*,\s*(-?\d{1,3})\.(\d{1,2})[\d*]*$/.exec(value);
  if (match === null || level === 1) return HIDDEN;
  const [, north, northPart, east, eastPart] = match;
  const decimals = level === 3 ? 2 : 1;
  return `${north}.${northPart?.slice(0, decimals)}**,${east}.${eastPart?.slice(0, decimals)}**`;
}
