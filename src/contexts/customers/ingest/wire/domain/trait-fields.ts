import type { FieldCode } from '../../../../register/index.ts';
import { type Members, membersOf } from './source-event.ts';

/** The reserved traits of Segment and 神策, with the field that each is. */
const TRAITS: Readonly<Record<string, FieldCode>> = {
  name: 'name',
  $name: 'name',
  email: 'email',
  $email: 'email',
  phone: 'mobile',
  mobile: 'mobile',
  $phone: 'mobile',
  birthday: 'birth_date',
  $birthday: 'birth_date',
  gender: 'gender',
  $gender: 'gender',
  city: 'city',
  $city: 'city',
};

/** What an event says of a person: fields with their values, and names that stand for no field. */
export interface TraitFields {
  readonly fields: ReadonlyMap<FieldCode, string>;
  readonly unknown: readonly string[];
}

/** Reads traits as fields; values that are no text or number are unknown. */
export function traitFields(traits: Members): TraitFields {
  const fields = new Map<FieldCode, string>();
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(traits)) {
    const field = Object.hasOwn(TRAITS, name) ? TRAITS[name] : undefined;
    const text = field === undefined ? undefined : textOf(field, value);
    if (field !== undefined && text !== undefined) fields.set(field, text);
    else if (name === 'address' && readAddress(value, fields)) continue;
    else unknown.push(name);
  }
  return { fields, unknown };
}

function textOf(field: FieldCode, value: unknown): string | undefined {
  if (typeof value === 'number' && field !== 'birth_date') return String(value);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  // A time stands for its day; the client wrote it in its own zone.
  return field === 'birth_date' ? value.slice(0, 10) : value;
}

// Segment's address is an object; a client may also send one line.
function readAddress(value: unknown, fields: Map<FieldCode, string>): boolean {
  if (typeof value === 'string' && value.trim() !== '') fields.set('address', value);
  const city = membersOf(value)?.['city'];
  if (typeof city === 'string' && city !== '') fields.set('city', city);
  return fields.has('address') || (typeof city === 'string' && city !== '');
}
