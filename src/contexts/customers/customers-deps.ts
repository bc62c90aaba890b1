import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database/index.ts';
import type { JobQueue } from '../../platform/jobs/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Gate } from '../consent/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { Register } from '../register/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Analytics } from './events/analytics.ts';
import type { ClickhouseStore } from './segment/clickhouse/clickhouse-store.ts';
import type { SegmentationSettings } from './segment/segmentation.ts';

/** A message to a person as their timeline tells it; its text is the campaign's and holds nothing of the person. */
export interface SentMessage {
  readonly id: string;
  readonly activity: string;
  readonly channel: string;
  readonly state: string;
  readonly text: string | null;
  readonly receipt: string | null;
  readonly reservedAt: Date;
}

/** What every operation of this context works with. */
export interface CustomersDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly gate: Gate;
  readonly register: Pick<Register, 'activity' | 'activities' | 'notice'>;
  readonly vault: Vault;
  readonly evidence: Pick<Evidence, 'recordAct' | 'recordActs'>;
  readonly analytics: Analytics;
  /** Where segments are computed instead of in DuckDB, when it is configured (decision 0071). */
  readonly clickhouse?: ClickhouseStore;
  /** Folder of sealed uploads. */
  readonly files: string;
  readonly log: Logger;
  /** The newest messages to a person; `engagement`, which stands above, gives them. */
  readonly messagesOf: (tx: Tx, person: string, limit: number) => Promise<readonly SentMessage[]>;
  /** Folder in which other systems leave files, one folder each; none are looked for without it. */
  readonly inbox?: string;
  /** Hosts (with their ports) that receivers of word about people may have. */
  readonly outboxHosts: readonly string[];
  /** Hosts with their ports from which rows of warehouses may be pulled. */
  readonly warehouseHosts: readonly string[];
  /** Keys that work while the vault is sealed: for messages of other systems until they are filed, and what these are checked with. */
  readonly service: Pick<ServiceRing, 'key' | 'sealSmall' | 'unsealSmall'>;
  /** Appends to the trail of staff acts, in the act's own transaction; `access` does. */
  readonly noteStaffAct: (
    tx: Tx,
    act: { readonly by: string; readonly act: string; readonly subject?: string },
  ) => Promise<void>;
}

/** What is given to both as it is. */
type Given = 'database' | 'clock' | 'jobs' | 'gate' | 'register' | 'vault' | 'evidence' | 'log' | 'service' | 'inbox';

/** What the context is made of: its operations get the rest of `CustomersDeps` from it. */
export interface CustomersDependencies extends Pick<CustomersDeps, Given>, SegmentationSettings {
  /** Path of the DuckDB file; sealed uploads lie in a folder `imports` beside it. */
  readonly analytics: string;
  /** The newest messages to a person; nobody was sent any unless told. */
  readonly messagesOf?: CustomersDeps['messagesOf'];
  /** Hosts that receivers of word about people may have; none unless told. */
  readonly outboxHosts?: readonly string[];
  /** Hosts with their ports from which rows of warehouses may be pulled; none unless told. */
  readonly warehouseHosts?: readonly string[];
  /** Appends to the trail of staff acts; nothing is appended unless told. */
  readonly noteStaffAct?: CustomersDeps['noteStaffAct'];
}

/** The activity under which staff look at people and segments are analysed unless another is named. */
export const ADMINISTRATION = 'customer-administration';
