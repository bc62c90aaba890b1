import type { FieldCode } from '../../register/index.ts';
import { IDENTIFIER_TYPES, type IdentifierType, isIdentifierType, TYPE_NUMBERS } from './domain/identifier-types.ts';

/** The field of the register that an identifier of each type is: the linking activity has to declare it. */
const FIELD_OF: Readonly<Record<IdentifierType, FieldCode>> = {
  member_id: 'member_id',
  unionid: 'open_id',
  openid: 'open_id',
  external_userid: 'wecom_id',
  ouid: 'member_id',
  omid: 'member_id',
  field_index: 'order_record',
  oaid: 'device_id',
  anonymous_id: 'device_id',
  email: 'email',
  mobile: 'mobile',
  order_oaid: 'order_record',
  snapshot_openid: 'open_id',
  virtual_number: 'mobile',
};

/** The field of the register that an identifier is; one of a type that OneID does not know is a number of its issuer's. */
export function fieldOfIdentifier(type: string): FieldCode {
  return isIdentifierType(type) ? FIELD_OF[type] : 'member_id';
}

/** Which types an activity with these fields may link by, and the fields among them. */
export function linkable(declared: readonly FieldCode[]): {
  readonly types: readonly IdentifierType[];
  readonly fields: readonly FieldCode[];
} {
  const types = TYPE_NUMBERS.filter((type) => IDENTIFIER_TYPES[type].joins && declared.includes(FIELD_OF[type]));
  return { types, fields: [...new Set(types.map((type) => FIELD_OF[type]))] };
}
