import { type Bilingual, type FieldError, fieldError } from '../../../../platform/failure.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { badFields } from '../../customers-failures.ts';
import { shanghaiDate } from '../../domain/china-time.ts';
import { collectedFields, type Target } from '../domain/import-kinds.ts';
import { proposeMapping } from '../domain/mapping.ts';
import { checkScope, checkSupplier } from '../supplier.ts';
import { type AskWarehouse, mayConnect, withWarehouse } from './connect-warehouse.ts';
import {
  columnsRead,
  tableErrors,
  type WarehouseConnection,
  type WarehouseMapping,
  type WarehouseRows,
  type WarehouseTable,
} from './domain/warehouse.ts';
import { readColumns, readPages } from './read-table.ts';
import { findWarehouse, saveWarehouseRow } from './store/warehouse-store.ts';
import { warehouseHostNotAllowed } from './warehouse-failures.ts';
import { openPassword, sealPassword } from './warehouse-secret.ts';

/** A connection as it is entered: the password may stay the one before, where host, port and user do too. */
export type ConnectionInput = Omit<WarehouseConnection, 'password'> & { readonly password?: string };

/** A warehouse as it is set up. */
export interface WarehouseInput {
  readonly code: string;
  readonly name: Bilingual;
  readonly rows: WarehouseRows;
  readonly connection: ConnectionInput;
  readonly table: WarehouseTable;
  readonly mapping: WarehouseMapping;
  readonly everyMinutes: number;
  readonly by: string;
}

/** A column of a table with what it seems to hold. */
export interface ColumnShown {
  readonly name: string;
  readonly type: string;
  readonly proposed: Target | null;
}

/**
 * Sets a warehouse up or changes it, with a transaction of its own: its table is looked at and one row is read first. Throws
 * `customers.warehouse-…` and 400 with each bad field; a supplier's rows need its proof as a file does (PIPL 23).
 */
export async function saveWarehouse(deps: CustomersDeps, input: WarehouseInput): Promise<void> {
  const { code, rows, table, mapping } = input;
  checkSupplier(rows.source, rows.supplier ?? undefined, shanghaiDate(deps.clock.now()));
  checkScope(rows.supplier, collectedFields(rows.kind, Object.keys(mapping) as Target[]));
  await deps.database.transaction((tx) => deps.register.activity(tx, rows.activity), { readOnly: true });
  const connection = await whole(deps, code, input.connection);
  const types = await withWarehouse(connection, deps.warehouseHosts, async (ask) => {
    const all = await readColumns(ask, table);
    const errors = tableErrors(rows.kind, table, mapping, all);
    if (errors.length > 0) throw badFields('warehouse-table', errors);
    const own = Object.fromEntries(columnsRead(table, mapping).map((column) => [column, all[column] ?? '']));
    await firstRow(ask, { table, mapping, types: own });
    return own;
  });
  const { password, ...plain } = connection;
  const sealed = sealPassword(deps, code, password);
  const { name, everyMinutes, by } = input;
  await deps.database.transaction(async (tx) => {
    const row = {
      code,
      name,
      declared: rows,
      connection: plain,
      password: sealed,
      table,
      mapping,
      types,
      everyMinutes,
    };
    await saveWarehouseRow(tx, row, by, deps.clock.now());
    await deps.noteStaffAct(tx, { by, act: 'customers.warehouse-saved', subject: code });
  });
}

// Proves that it may be read, and that a view only reads.
async function firstRow(ask: AskWarehouse, plan: Parameters<typeof readPages>[3]): Promise<void> {
  for await (const page of readPages(ask, null, 1, plan)) if (page.rows.length > 0) return;
}

/** The columns of a table, before anything is set up; `code` names a warehouse whose password is used where none is given. */
export async function describeTable(
  deps: CustomersDeps,
  request: {
    readonly code?: string;
    readonly kind: WarehouseRows['kind'];
    readonly connection: ConnectionInput;
    readonly table: Pick<WarehouseTable, 'schema' | 'name'>;
  },
): Promise<ColumnShown[]> {
  const connection = await whole(deps, request.code, request.connection);
  const types = await withWarehouse(connection, deps.warehouseHosts, (ask) => readColumns(ask, request.table));
  const names = Object.keys(types);
  const proposed = new Map(
    Object.entries(proposeMapping(request.kind, names)).map(([target, place]) => [place, target as Target]),
  );
  return names.map((name, place) => ({ name, type: types[name] ?? '', proposed: proposed.get(place) ?? null }));
}

// Threat: a password that was entered for one host must not be sent to another by whoever may set sources up.
async function whole(
  deps: CustomersDeps,
  code: string | undefined,
  { password, ...rest }: ConnectionInput,
): Promise<WarehouseConnection> {
  if (!mayConnect({ ...rest, password: '' }, deps.warehouseHosts)) throw warehouseHostNotAllowed();
  const errors: FieldError[] = [];
  if (rest.ca !== undefined && !rest.ca.includes('-----BEGIN CERTIFICATE-----'))
    errors.push(fieldError('connection.ca', '应为 PEM 格式的证书', 'must be certificates in PEM'));
  const before =
    code === undefined || password !== undefined
      ? undefined
      : await deps.database.transaction((tx) => findWarehouse(tx, code), { readOnly: true });
  const same = (['host', 'port', 'user', 'database'] as const).every((key) => before?.connection[key] === rest[key]);
  if (password === undefined && (before === undefined || !same))
    errors.push(fieldError('connection.password', '请填写密码', 'is needed'));
  if (errors.length > 0) throw badFields('warehouse-connection', errors);
  return {
    ...rest,
    password: password ?? (before === undefined ? '' : openPassword(deps, before.code, before.password)),
  };
}
