import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database/index.ts';
import type { JobQueue } from '../../platform/jobs/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Gate } from '../consent/index.ts';
import type { CorrectionDesk, TagDesk } from '../customers/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { Register } from '../register/index.ts';
import type { Vault } from '../vault/index.ts';

/** How often something was collected, and when last. */
interface CollectedCount {
  readonly name: string;
  readonly count: number;
  readonly latest: Date;
}

/** Records about people that are kept elsewhere than in the vault. */
export interface CollectedRecords {
  events(tx: Tx, persons: readonly string[]): Promise<readonly CollectedCount[]>;
  traits(tx: Tx, persons: readonly string[]): Promise<readonly CollectedCount[]>;
  /** When messages were sent to them. */
  messages(tx: Tx, persons: readonly string[]): Promise<readonly Date[]>;
}

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
  readonly customers: {
    readonly tags: Pick<TagDesk, 'ofPersons' | 'take'>;
    readonly corrections: Pick<CorrectionDesk, 'correctField' | 'deleteField'>;
  };
  /** Derives login codes; from the service ring, so that it differs in every deployment. */
  readonly codeKey: Buffer;
  /** What other contexts hold about people as records: told by their number, never by their values. */
  readonly records?: CollectedRecords;
  /** The texts of wordings that were tried, by the names that presentations give them; none where nothing is tried. */
  readonly wordings?: (tx: Tx, ids: readonly string[]) => Promise<readonly string[]>;
  /** Keeps what has to wait for the root key. */
  readonly service: Pick<ServiceRing, 'key' | 'sealSmall' | 'unsealSmall'>;
}
