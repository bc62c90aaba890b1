import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { StaffAuthentication } from './authentication/staff-authentication.ts';

/** What the operations of this context share. */
export interface AccessContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly service: Pick<ServiceRing, 'key' | 'sealSmall' | 'unsealSmall'>;
  readonly evidence: Pick<Evidence, 'recordAct'>;
  readonly authentication: StaffAuthentication;
  readonly pseudonymKey: Buffer;
}
