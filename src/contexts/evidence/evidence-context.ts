import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { ChainMemory } from './chain-memory.ts';
import type { CheckPayload } from './domain/payload-table.ts';

/** What every operation of evidence works with. */
export interface EvidenceContext {
  readonly clock: Clock;
  readonly service: Omit<ServiceRing, 'key'>;
  readonly database: Database;
  readonly log: Logger;
  /** The name of the log in checkpoints (C2SP tlog-checkpoint): without spaces or plus signs, the same for as long as the log lives. */
  readonly origin: string;
  /** How long after an act its entry must be in the log, in milliseconds. */
  readonly mergeDelay: number;
  /** Refuses, as a bug, what does not have the form of its kind. */
  readonly checkPayload: CheckPayload;
  /** Where this process left people's chains. */
  readonly chains: ChainMemory;
  /** Whether checkpoints may be signed: not while a copy of the log shows more than the database, or something else. */
  readonly maySign: () => Promise<boolean>;
  /** Looks, every few seconds at most, whether the log's signing key was rotated elsewhere. */
  readonly followKeys: () => Promise<void>;
  /** Called after the commit of a transaction that left entries pending. */
  readonly wake: () => void;
}
