import { hash } from 'node:crypto';
import { IDENTIFIER_TYPES, type IdentifierType, isIdentifierType } from './identifier-types.ts';

const DAY_MS = 86_400_000;
/** Bytes of a digest that a claim keeps. */
export const DIGEST_BYTES = 16;

/** That a record has an identifier: its keyed digest, and from when to when that is held to be true. */
export interface Claim {
  /** The record's ordinal. */
  readonly ordinal: number;
  readonly type: IdentifierType;
  readonly issuer: string;
  readonly scope: string;
  /** The first 16 bytes of a keyed digest that covers type, issuer, scope and value. */
  readonly digest: Buffer;
  readonly from: Date;
  /** Null: as long as the issuer's account. */
  readonly to: Date | null;
  readonly verifiedAt: Date | null;
}

/** An identifier as a source tells it. */
export interface ToldIdentifier {
  readonly type: string;
  readonly value: string;
  readonly issuer?: string;
  readonly scope?: string;
  /** When the issuer or the person last confirmed it. */
  readonly verifiedAt?: Date;
}

/** Why an identifier is not taken. */
export type IdentifierProblem =
  | 'unknown-type'
  | 'empty'
  | 'issuer-missing'
  | 'scope-missing'
  | 'opted-out'
  | 'virtual-number'
  | 'malformed';

/** What is left of an identifier when it has been read: its value in one spelling. */
export interface ReadIdentifier {
  readonly type: IdentifierType;
  readonly value: string;
  readonly issuer: string;
  readonly scope: string;
}

// The device's number of somebody who turned it off, as it is and as its usual digest.
const ZERO = '00000000-0000-0000-0000-000000000000';
const OPTED_OUT: ReadonlySet<string> = new Set(
  [ZERO, ZERO.replaceAll('-', '')].flatMap((zeros) => [zeros, hash('md5', zeros, 'hex')]),
);
const LONGEST = 512;
const VISIBLE = /^[!-~]+$/;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]/u;
const isBlank = (name: string): boolean => name === '' || name.trim() === '';
/** An extension behind a number: a privacy number of a platform or carrier (`18877771111-123`, `13800138000转1009`). */
const VIRTUAL = /^\+?[\d\s-]{7,}(?:[-,;#*xX]|转|ext\.?)\s*\d{1,6}$/u;

/** Whether a phone number carries an extension: it is a platform's privacy number, which names nobody. */
export function isVirtualNumber(value: string): boolean {
  const text = value.normalize('NFKC').trim();
  const tail = /-\s*(\d{1,6})$/.exec(text);
  // Hyphens also group the digits of an ordinary number; what is an extension makes it longer than one.
  if (tail !== null && text.replace(/^\+?86/, '').replace(/\D/g, '').length <= 11) return false;
  return VIRTUAL.test(text);
}

/** Reads an identifier in its one spelling, or says why it is none. Pure. */
export function readIdentifier(told: ToldIdentifier): ReadIdentifier | { readonly problem: IdentifierProblem } {
  const { type, issuer = '', scope = '' } = told;
  if (!isIdentifierType(type)) return { problem: 'unknown-type' };
  // Visible ASCII, as nearly all of them, is in its one spelling already.
  const visible = VISIBLE.test(told.value);
  const value = visible ? told.value : told.value.normalize('NFKC').replace(/[\s\p{Cc}\p{Cf}]+/gu, '');
  if (value === '') return { problem: 'empty' };
  if (value.length > LONGEST || !value.isWellFormed()) return { problem: 'malformed' };
  // What looks like a name of somebody and is none would part or join records by what nobody sees.
  if (INVISIBLE.test(issuer) || INVISIBLE.test(scope)) return { problem: 'malformed' };
  const { unique } = IDENTIFIER_TYPES[type];
  if (unique === 'scope' && isBlank(scope)) return { problem: 'scope-missing' };
  if (unique !== 'everywhere' && type !== 'member_id' && isBlank(issuer) && isBlank(scope))
    return { problem: 'issuer-missing' };
  if (type === 'oaid') {
    const device = value.toLowerCase();
    if (OPTED_OUT.has(device)) return { problem: 'opted-out' };
    return { type, value: device, issuer: '', scope: '' };
  }
  if (type === 'mobile' && isVirtualNumber(told.value)) return { problem: 'virtual-number' };
  if (type === 'email' || type === 'mobile') return { type, value, issuer: '', scope: '' };
  return { type, value, issuer, scope: unique === 'scope' ? scope : '' };
}

/** From when to when an identifier that was told or verified at `at` is held to be true. */
export function validity(type: IdentifierType, at: Date): { from: Date; to: Date | null } {
  const { termDays } = IDENTIFIER_TYPES[type];
  return { from: at, to: termDays === null ? null : new Date(at.getTime() + termDays * DAY_MS) };
}

/** Whether a claim may join its record with others at all. */
export function mayJoin(claim: Pick<Claim, 'type' | 'verifiedAt'>): boolean {
  const { joins, verified } = IDENTIFIER_TYPES[claim.type];
  return joins && (!verified || claim.verifiedAt !== null);
}
