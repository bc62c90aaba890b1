import type { Clock } from '../../platform/clock.ts';
import type { Evidence } from '../evidence/index.ts';

/** What the register's operations work with. */
export interface RegisterContext {
  readonly clock: Clock;
  readonly evidence: Pick<Evidence, 'recordActs'>;
}
