import type { Tx } from '../../../../platform/database/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import type { ImportCheck } from '../check-import.ts';
import { checkWarehouse } from './check-warehouse.ts';
import { type PullOptions, pullDue } from './pull-warehouse.ts';
import { type ColumnShown, describeTable, saveWarehouse, type WarehouseInput } from './save-warehouse.ts';
import {
  deleteWarehouse,
  listWarehouses,
  type PullCounts,
  pullCounts,
  setDue,
  type WarehouseRow,
} from './store/warehouse-store.ts';
import { warehouseNotFound } from './warehouse-failures.ts';

/** A warehouse with what became of its rows. */
export interface WarehouseView extends Omit<WarehouseRow, 'password'> {
  readonly state: 'waiting' | 'pulled' | 'running' | 'stopped';
  readonly counts: Omit<PullCounts, 'code'> | null;
  /** For how long what is held has been behind the warehouse, in milliseconds; null before everything was read once. */
  readonly lagMs: number | null;
}

/** Warehouses whose rows are pulled. */
export interface Warehouses {
  /** With a transaction of its own: the warehouse is looked at first. */
  save(input: WarehouseInput): Promise<void>;
  describe(request: Parameters<typeof describeTable>[1]): Promise<ColumnShown[]>;
  /** What the next pull would do, counted without storing anything. */
  check(code: string): Promise<ImportCheck>;
  remove(tx: Tx, request: { readonly code: string; readonly by: string }): Promise<void>;
  pullSoon(tx: Tx, code: string): Promise<void>;
  view(tx: Tx): Promise<WarehouseView[]>;
  /** Pulls from those whose turn it is; returns how many imports were begun. */
  pull(options?: PullOptions): Promise<number>;
}

/** Opens them; nothing is pulled until `pull` is called. */
export function createWarehouses(deps: CustomersDeps): Warehouses {
  return {
    save: (input) => saveWarehouse(deps, input),
    describe: (request) => describeTable(deps, request),
    check: (code) => checkWarehouse(deps, code),
    async remove(tx, { code, by }) {
      if (!(await deleteWarehouse(tx, code))) throw warehouseNotFound();
      await deps.noteStaffAct(tx, { by, act: 'customers.warehouse-removed', subject: code });
    },
    async pullSoon(tx, code) {
      if (!(await setDue(tx, code, deps.clock.now()))) throw warehouseNotFound();
    },
    view: (tx) => view(deps, tx),
    pull: (options) => pullDue(deps, options),
  };
}

async function view(deps: CustomersDeps, tx: Tx): Promise<WarehouseView[]> {
  const now = deps.clock.now().getTime();
  const counts = new Map((await pullCounts(tx)).map(({ code, ...rest }) => [code, rest]));
  return (await listWarehouses(tx)).map(({ password: _password, ...row }) => {
    const own = counts.get(row.code) ?? null;
    const well = (own?.running ?? 0) > 0 ? 'running' : row.pulledAt === null ? 'waiting' : 'pulled';
    return {
      ...row,
      state: row.failure === null ? well : 'stopped',
      counts: own,
      lagMs: row.caughtUpAt === null ? null : Math.max(0, now - row.caughtUpAt.getTime()),
    };
  });
}
