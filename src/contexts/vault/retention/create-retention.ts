import type { Tx } from '../../../platform/database/index.ts';
import type { Receipt } from '../../evidence/index.ts';
import {
  type ErasureOrderRow,
  type ForecastRow,
  latestRuns,
  type RetentionActRow,
  type RetentionRunRow,
  selectForecast,
  selectOrders,
  selectRetentionActs,
} from '../store/retention-table.ts';
import { type OrderInput, orderErasure } from './order-erasure.ts';
import type { RetentionDeps } from './retention-deps.ts';
import { beginRetention, runRetention } from './run-retention.ts';

/** As short as promised (PIPL 19, 47): what nobody needs any more is erased or locked, with proof. */
export interface Retention {
  /** Begins a sweep over everybody unless one is under way. */
  begin(tx: Tx, by: string): Promise<boolean>;
  /** Begins one unless the last began within so many milliseconds. */
  beginIfOlder(tx: Tx, age: number): Promise<boolean>;
  /** Goes on with the sweep under way, with transactions of its own; safe after a crash at any point. */
  run(signal?: AbortSignal): Promise<void>;
  order(tx: Tx, input: OrderInput): Promise<Receipt>;
  orders(tx: Tx): Promise<ErasureOrderRow[]>;
  /** How many values end when, by field. */
  forecast(tx: Tx): Promise<ForecastRow[]>;
  /** Erasures and locks, newest first; never a value. */
  acts(tx: Tx, limit: number): Promise<RetentionActRow[]>;
  runs(tx: Tx, limit: number): Promise<RetentionRunRow[]>;
}

/** Opens retention; `transaction` runs work in a transaction of its own. */
export function createRetention(
  deps: RetentionDeps,
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
): Retention {
  return {
    begin: (tx, by) => beginRetention(deps, tx, by),
    beginIfOlder: async (tx, age) => {
      const [last] = await latestRuns(tx, 1);
      if (last !== undefined && deps.clock.now().getTime() - last.startedAt.getTime() < age) return false;
      return beginRetention(deps, tx, 'schedule');
    },
    run: (signal) => runRetention(deps, transaction, signal),
    order: (tx, input) => orderErasure(deps, tx, input),
    orders: selectOrders,
    forecast: selectForecast,
    acts: selectRetentionActs,
    runs: latestRuns,
  };
}
