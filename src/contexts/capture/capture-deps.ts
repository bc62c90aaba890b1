import type { Clock } from '../../platform/clock.ts';
import type { JobQueue } from '../../platform/jobs/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Gate } from '../consent/index.ts';
import type { Customers } from '../customers/index.ts';
import type { Register } from '../register/index.ts';
import type { SealedInbox, Vault } from '../vault/index.ts';

/** What a form needs of the customers context to make a person, and to tell which addresses they have confirmed. */
export type PersonMaker = Pick<Customers, 'createPerson'> & {
  readonly linking: Pick<Customers['linking'], 'tell' | 'confirm'>;
};

/** What the operations of capture work with. */
export interface CaptureDeps {
  readonly clock: Clock;
  readonly service: ServiceRing;
  readonly gate: Gate;
  readonly register: Register;
  readonly jobs: JobQueue;
  readonly persons: PersonMaker;
  /** Takes forms while the root key is away; without it they are refused then. */
  readonly inbox?: SealedInbox;
  /** Keeps scans under their persons' keys, and knows numbers by their digests. */
  readonly vault: Pick<Vault, 'sealForPerson' | 'openForPerson' | 'addressDigests'>;
  /** Where people reach this server, without a slash at the end; part of links in messages. */
  readonly publicUrl: string;
}
