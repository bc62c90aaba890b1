import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Evidence } from '../evidence/index.ts';

/** What the register's operations work with. */
export interface RegisterContext {
  readonly clock: Clock;
  readonly evidence: Pick<Evidence, 'recordActs'>;
  /** Told, in the transaction, that something is changing that decisions depend on. */
  readonly changing?: (tx: Tx) => Promise<void>;
}
