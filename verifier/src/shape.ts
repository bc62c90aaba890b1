import { fromBase64url } from './bytes.ts';
import { Refusal } from './refusal.ts';
import type { Value } from './strict-json.ts';

/** A value with its place in the file; the readers below refuse whatever has another shape. */
export interface Field {
  readonly value: Value;
  readonly at: string;
}

function wrong(at: string, zh: string, en: string): Refusal {
  return new Refusal('structure', at, zh, en);
}

/** The members of an object that has exactly these names. */
export function members<Name extends string>(field: Field, ...names: Name[]): Record<Name, Field> {
  const { value, at } = field;
  if (!(value instanceof Map)) throw wrong(at, '应为对象', 'must be an object');
  const found = {} as Record<Name, Field>;
  for (const name of names) {
    const member = value.get(name);
    if (member !== undefined) found[name] = { value: member, at: at === '' ? name : `${at}.${name}` };
  }
  for (const name of value.keys())
    if (!Object.hasOwn(found, name)) throw wrong(at, '含有未知成员', 'holds an unknown member');
  for (const name of names) if (found[name] === undefined) throw wrong(`${at}.${name}`, '缺失', 'is missing');
  return found;
}

/** The items of a list of at most `most`. */
export function items({ value, at }: Field, most: number): Field[] {
  if (!Array.isArray(value)) throw wrong(at, '应为列表', 'must be a list');
  if (value.length > most) throw wrong(at, '项目过多', 'holds too many items');
  return value.map((item, index) => ({ value: item, at: `${at}[${index}]` }));
}

/** A text. */
export function text({ value, at }: Field): string {
  if (typeof value !== 'string') throw wrong(at, '应为文本', 'must be a text');
  return value;
}

/** A text of a certain form. */
export function matching(field: Field, pattern: RegExp): string {
  const found = text(field);
  if (!pattern.test(found)) throw wrong(field.at, '格式不符', 'has the wrong form');
  return found;
}

/** A whole number from `least` to 2^53 - 1. */
export function integer({ value, at }: Field, least: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least)
    throw wrong(at, '应为整数', 'must be a whole number');
  return value;
}

/** Exactly this value. */
export function constant({ value, at }: Field, expected: string | number | null): void {
  if (value !== expected) throw wrong(at, '版本或类型不支持', 'is a version or type that this verifier does not know');
}

/** Bytes in base64url without padding, in the only spelling that they have. */
export function bytes(field: Field, length: number): Uint8Array {
  const decoded = fromBase64url(text(field));
  if (decoded?.length !== length)
    throw wrong(field.at, `应为 ${length} 字节的 base64url`, `must be ${length} bytes in base64url`);
  return decoded;
}

/** At most `most` bytes in base64url without padding, at least one. */
export function base64urlBytes(field: Field, most: number): Uint8Array {
  const decoded = fromBase64url(text(field));
  if (decoded === undefined || decoded.length === 0) throw wrong(field.at, '应为 base64url', 'must be base64url');
  if (decoded.length > most) throw wrong(field.at, '过长', 'is too long');
  return decoded;
}

/** A list of 32-byte hashes, at most 64 unless told. */
export function hashes({ value, at }: Field, most = 64): Uint8Array[] {
  if (!Array.isArray(value)) throw wrong(at, '应为列表', 'must be a list');
  if (value.length > most) throw wrong(at, '项目过多', 'holds too many items');
  // Bundles are mostly hashes: a place is only spelled where it is told.
  return value.map((item, index) => {
    const decoded = typeof item === 'string' && item.length === 43 ? fromBase64url(item) : undefined;
    if (decoded === undefined)
      throw wrong(`${at}[${index}]`, '应为 32 字节的 base64url', 'must be 32 bytes in base64url');
    return decoded;
  });
}

/** An instant in UTC with milliseconds, as the log writes it. */
export function instant(field: Field): string {
  const spelled = matching(field, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const time = new Date(spelled);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== spelled)
    throw wrong(field.at, '不是有效的时间', 'is not an instant');
  return spelled;
}

/** A UUID in lower case. */
export function id(field: Field): string {
  return matching(field, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
}

/** Undefined for null. */
export function optional(field: Field): Field | undefined {
  return field.value === null ? undefined : field;
}
