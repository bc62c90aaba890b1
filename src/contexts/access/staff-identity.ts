import { keyedDigest } from '../../platform/crypto/index.ts';
import type { AccessContext } from './access-context.ts';
import type { Role } from './domain/roles.ts';
import type { StaffRow, StaffState } from './store/staff-store.ts';

/** A member of staff as administrators see them. */
export interface StaffMember {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly state: StaffState;
  readonly createdAt: Date;
}

/**
 * What the authentication library sees instead of an address: an HMAC under the service ring, at a domain that cannot exist (RFC 2606).
 * Addresses are compared without regard to case.
 */
export function pseudonymOf(context: AccessContext, email: string): string {
  const digest = keyedDigest(context.pseudonymKey, email.trim().normalize('NFKC').toLowerCase());
  return `${digest.toString('hex').slice(0, 40)}@staff.invalid`;
}

/** Seals a value of a member's own; the label binds it to the member and the field. */
export function sealOf(context: AccessContext, id: string, field: 'email' | 'name', value: string): Buffer {
  return context.service.sealSmall(`access.staff.${field}`, Buffer.from(`${id}\n${value}`, 'utf8'));
}

/** A row with its sealed values opened. */
export function openStaff(context: AccessContext, row: StaffRow): StaffMember {
  const open = (field: 'email' | 'name', sealed: Buffer) => {
    const [id, value] =
      context.service.unsealSmall(`access.staff.${field}`, sealed)?.toString('utf8').split('\n', 2) ?? [];
    if (id !== row.id || value === undefined) throw new Error('a sealed value of staff does not open');
    return value;
  };
  return {
    id: row.id,
    email: open('email', row.emailSealed),
    name: open('name', row.nameSealed),
    role: row.role,
    state: row.state,
    createdAt: row.createdAt,
  };
}
