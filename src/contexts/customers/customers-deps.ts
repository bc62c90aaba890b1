import type { Clock } from '../../platform/clock.ts';
import type { Json } from '../../platform/crypto/index.ts';
import type { Database, Tx } from '../../platform/database/index.ts';
import type { JobQueue } from '../../platform/jobs/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Gate } from '../consent/index.ts';
import type { Analytics } from './events/analytics.ts';
import type { VaultPort } from './vault-port.ts';

/** The part of the evidence log that this context writes to. */
export interface EvidencePort {
  recordAct(tx: Tx, act: { kind: 'import' | 'use-batch'; payload: Json }): Promise<{ readonly id: string }>;
}

/** What every operation of this context works with. */
export interface CustomersDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly gate: Gate;
  readonly vault: VaultPort;
  readonly evidence: EvidencePort;
  readonly analytics: Analytics;
  /** Folder of sealed uploads. */
  readonly files: string;
  readonly log: Logger;
}

/** The activity under which staff look at people and segments are analysed unless another is named. */
export const ADMINISTRATION = 'customer-administration';
