import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Journal } from '../../platform/journal/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { LawSettings } from '../law/index.ts';
import type { Register } from '../register/index.ts';
import type { Columns } from './columns/columns.ts';
import type { Judge } from './domain/judge-person.ts';
import type { GivenOutMemory } from './given-out.ts';
import type { JournalledNo } from './journal-no.ts';
import type { Leases } from './leases/leases.ts';
import type { ShownCounts } from './shown-counts.ts';

/** What the gate's operations work with. */
export interface GateContext {
  readonly clock: Clock;
  readonly evidence: Pick<
    Evidence,
    'foresee' | 'foreseeUnread' | 'chainless' | 'recordActs' | 'recordUseBatch' | 'signAhead' | 'erasePerson'
  >;
  readonly register: Pick<
    Register,
    | 'activities'
    | 'findActivity'
    | 'findActivityAsTold'
    | 'activityRevision'
    | 'notice'
    | 'inForce'
    | 'expectInForce'
    | 'noticeHash'
    | 'changesBetween'
    | 'changesTo'
    | 'stateVersion'
  >;
  readonly service: Pick<ServiceRing, 'sealSmall' | 'unsealSmall'>;
  /** Where every no is kept besides, for a restore. */
  readonly journal: Pick<Journal, 'note'>;
  /** Writes, in the transaction of a no, what others who hold copies of the person must be told; nobody is told unless given. */
  readonly tellOutside?: (tx: Tx, no: JournalledNo) => Promise<void>;
  /** What is held in memory; absent where every decision is made from PostgreSQL. */
  readonly columns?: Columns;
  /** Until when this server may allow, and when a no is in force on every server; absent where there is one server only. */
  readonly leases?: Leases;
  /** What presentations that sessions carry are sealed with, and how they are counted (decision 0090). */
  readonly presenting: {
    readonly key: Uint8Array;
    readonly shown: ShownCounts;
    /** What was lately given out to people, so that their answers need no reading (decision 0129). */
    readonly given: GivenOutMemory;
  };
  /** What rows are sealed under that no entry of the log tells (decision 0143). */
  readonly rowKey: Uint8Array;
  /** The law context's pure function. */
  readonly judge: Judge;
  /** The settings that `judge` goes by, for telling the way to its verdict; the usual ones unless told. */
  readonly lawSettings?: LawSettings;
}

/** What the gate is made of; the rest of its context it makes itself. */
export type GateParts = Omit<GateContext, 'presenting' | 'rowKey'> & { readonly service: Pick<ServiceRing, 'key'> };
