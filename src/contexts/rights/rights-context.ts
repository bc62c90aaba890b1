import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { JobQueue } from '../../platform/jobs/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Gate } from '../consent/index.ts';
import type { TagDesk } from '../customers/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { Register } from '../register/index.ts';
import type { Vault } from '../vault/index.ts';

/** What the operations of this context work with. */
export interface RightsContext {
  readonly clock: Clock;
  /** For what takes several transactions, one after the other. */
  readonly database: Database;
  readonly jobs: JobQueue;
  readonly gate: Gate;
  readonly register: Register;
  readonly vault: Vault;
  readonly evidence: Evidence;
  readonly customers: { readonly tags: Pick<TagDesk, 'ofPersons' | 'take'> };
  /** Derives login codes; from the service ring, so that it differs in every deployment. */
  readonly codeKey: Buffer;
  /** Keeps what has to wait for the root key. */
  readonly service: Pick<ServiceRing, 'key' | 'sealSmall' | 'unsealSmall'>;
}
