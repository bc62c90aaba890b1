import { type Permit, permitCovers } from '../consent/index.ts';
import type { FieldCode } from '../register/index.ts';
import { permitDoesNotCover } from './vault-failures.ts';

/**
 * Throws `vault.permit-does-not-cover` unless the gate's own permit names this field of this person for this kind of access. A permit to
 * collect stores and never reads; any other reads and never stores.
 */
export function assertCovered(permit: Permit, access: 'collect' | 'read', person: string, field: FieldCode): void {
  if (!permitCovers(permit, person, field)) throw permitDoesNotCover();
  if ((permit.operation === 'collect') !== (access === 'collect')) throw permitDoesNotCover();
}
