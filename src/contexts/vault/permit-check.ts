import { type Permit, permitCovers } from '../consent/index.ts';
import type { FieldCode } from '../register/index.ts';
import { permitDoesNotCover } from './vault-failures.ts';

/** What someone wants of the vault. */
export type Access = 'store' | 'mask' | 'open' | 'reveal';

// A permit to collect stores and never reads. One for staff access shows masks; its clear values come only through a reveal, with a reason.
const OPERATIONS: Readonly<Record<Access, (operation: Permit['operation']) => boolean>> = {
  store: (operation) => operation === 'collect',
  mask: (operation) => operation !== 'collect',
  open: (operation) => operation !== 'collect' && operation !== 'staff_access',
  reveal: (operation) => operation === 'staff_access',
};

/** Throws `vault.permit-does-not-cover` unless the gate's own permit names this field of this person for this kind of access. */
export function assertCovered(permit: Permit, access: Access, person: string, field: FieldCode): void {
  if (!permitCovers(permit, person, field) || !OPERATIONS[access](permit.operation)) throw permitDoesNotCover();
}
