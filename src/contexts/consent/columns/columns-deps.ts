import type { Clock } from '../../../platform/clock.ts';
import type { Database } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging.ts';
import type { Judge } from '../domain/judge-person.ts';
import type { GateContext } from '../gate-context.ts';
import type { ClassLimits } from './activity-column.ts';
import type { Unseal } from './subject-store.ts';

/** What the gate in memory works with. */
export interface ColumnsDeps {
  /** Best a pool of its own, so that catching up waits for nobody: three connections suffice. */
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly register: GateContext['register'];
  readonly judge: Judge;
  readonly unseal: Unseal;
  readonly limits?: ClassLimits;
}
