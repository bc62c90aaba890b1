import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { JobQueue } from '../../platform/jobs/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Gate } from '../consent/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { Register } from '../register/index.ts';
import type { Vault } from '../vault/index.ts';
import type { CustomersDeps } from './customers-deps.ts';
import type { SegmentationSettings } from './segment/segmentation.ts';

/** What the context is made of. */
export interface CustomersDependencies extends SegmentationSettings {
  readonly database: Database;
  readonly clock: Clock;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly gate: Gate;
  readonly register: Pick<Register, 'activity' | 'activities' | 'notice'>;
  readonly vault: Vault;
  readonly evidence: Pick<Evidence, 'recordAct' | 'recordActs'>;
  /** Path of the DuckDB file; sealed uploads lie in a folder `imports` beside it. */
  readonly analytics: string;
  readonly log: Logger;
  /** The newest messages to a person; nobody was sent any unless told. */
  readonly messagesOf?: CustomersDeps['messagesOf'];
  readonly service: CustomersDeps['service'];
  /** Folder in which other systems leave files at night. */
  readonly inbox?: string;
  /** Hosts that receivers of word about people may have; none unless told. */
  readonly outboxHosts?: readonly string[];
  /** Appends to the trail of staff acts; nothing is appended unless told. */
  readonly noteStaffAct?: CustomersDeps['noteStaffAct'];
}
