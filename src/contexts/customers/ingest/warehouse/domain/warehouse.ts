import { type FieldError, fieldError } from '../../../../../platform/failure.ts';
import { type ImportKind, importKinds, type Target, targetNames } from '../../domain/import-kinds.ts';
import type { ImportNotice } from '../../store/import-store.ts';
import type { SupplierProof } from '../../supplier.ts';

/** Where a warehouse is and who reads there: anything that speaks the protocol of PostgreSQL. */
export interface WarehouseConnection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Roots in PEM that its certificate must lead to; those of the system unless told. */
  readonly ca?: string;
}

/** The table or view that is read, in the order of its cursor and key. */
export interface WarehouseTable {
  readonly schema: string;
  readonly name: string;
  /** A column that only grows as rows are added or changed: a time or a number. */
  readonly cursor: string;
  /** A column by which rows of the same cursor are told apart. */
  readonly key: string;
}

/** Which column holds which target. */
export type WarehouseMapping = Partial<Readonly<Record<Target, string>>>;

/** What is declared about the rows, as about a file. */
export interface WarehouseRows {
  readonly kind: Exclude<ImportKind, 'stock'>;
  readonly activity: string;
  readonly source: string;
  readonly issuer: string;
  readonly notice: ImportNotice | null;
  readonly supplier: SupplierProof | null;
}

/** The type of each column, by name. */
export type ColumnTypes = Readonly<Record<string, string>>;

const TIMES: ReadonlySet<string> = new Set(['timestamp without time zone', 'timestamp with time zone', 'date']);
const NUMBERS: ReadonlySet<string> = new Set(['smallint', 'integer', 'bigint', 'numeric']);
const KEYS: ReadonlySet<string> = new Set([...NUMBERS, 'text', 'character varying', 'uuid']);
const NO_TEXT: ReadonlySet<string> = new Set(['bytea']);

/** Whether a cursor of this type is a time. */
export function isTime(type: string): boolean {
  return TIMES.has(type);
}

/** The columns that are read: the cursor, the key and what is mapped, each once. */
export function columnsRead(table: WarehouseTable, mapping: WarehouseMapping): string[] {
  return [...new Set([table.cursor, table.key, ...Object.values(mapping)])];
}

/** What is wrong with a table and a mapping, given its columns; empty when it can be read. */
export function tableErrors(
  kind: WarehouseRows['kind'],
  table: WarehouseTable,
  mapping: WarehouseMapping,
  types: ColumnTypes,
): FieldError[] {
  const errors: FieldError[] = [];
  const has = (column: string) => Object.hasOwn(types, column);
  const missing = (path: string, column: string) =>
    errors.push(fieldError(path, `表中没有“${column}”列`, `the table has no column "${column}"`));
  if (!has(table.cursor)) missing('table.cursor', table.cursor);
  else if (!TIMES.has(types[table.cursor] ?? '') && !NUMBERS.has(types[table.cursor] ?? ''))
    errors.push(fieldError('table.cursor', '增量列应为时间或数值', 'the cursor must be a time or a number'));
  if (!has(table.key)) missing('table.key', table.key);
  else if (!KEYS.has(types[table.key] ?? ''))
    errors.push(fieldError('table.key', '主键列应为数值、文本或 UUID', 'the key must be a number, a text or a UUID'));
  const rules = importKinds[kind];
  const taken = new Set<string>();
  for (const [target, column] of Object.entries(mapping)) {
    const path = `mapping.${target}`;
    if (!(rules.targets as readonly string[]).includes(target))
      errors.push(fieldError(path, '此类导入没有这个字段', 'this kind of import has no such field'));
    else if (!has(column)) missing(path, column);
    else if (taken.has(column)) errors.push(fieldError(path, '同一列被使用了两次', 'the column is used twice'));
    else if (NO_TEXT.has(types[column] ?? '')) errors.push(fieldError(path, '不是文本', 'is not text'));
    taken.add(column);
  }
  for (const target of rules.required)
    if (mapping[target] === undefined) {
      const { zh, en } = targetNames[target];
      errors.push(fieldError(`mapping.${target}`, `缺少“${zh}”列`, `the ${en} column is missing`));
    }
  return errors;
}

/** How a table has changed since it was set up: the first column that is gone or of another type. */
export function driftOf(
  before: ColumnTypes,
  now: ColumnTypes,
): { readonly column: string; readonly was: string; readonly is: string | null } | undefined {
  for (const [column, was] of Object.entries(before)) {
    const is = now[column] ?? null;
    if (is !== was) return { column, was, is };
  }
  return undefined;
}
