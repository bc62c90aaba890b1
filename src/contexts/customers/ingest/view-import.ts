import type { Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { importNotFound } from '../customers-failures.ts';
import { type ImportKind, nameOfTarget } from './domain/import-kinds.ts';
import type { Mapping } from './domain/mapping.ts';
import { reasonOf } from './domain/refusal.ts';
import type { TextEncoding } from './domain/text-encoding.ts';
import {
  findImport,
  firstRefused,
  type ImportFailure,
  type ImportNotice,
  type ImportRow,
  type ImportStatus,
  listImports,
  type RefusedLine,
} from './store/import-store.ts';
import type { SupplierProof } from './supplier.ts';

/** An import with its progress and, at the end, its report: `done` = `accepted` + `refused` + `duplicate`, and at the end `total`. */
export interface ImportView {
  readonly id: string;
  readonly kind: ImportKind;
  readonly activity: string;
  readonly source: string;
  readonly issuer: string;
  readonly notice: ImportNotice | null;
  readonly supplier: SupplierProof | null;
  readonly status: ImportStatus;
  /** The refusal that stopped it. */
  readonly failure: ImportFailure | null;
  readonly encoding: TextEncoding | null;
  readonly bytes: number | null;
  readonly mapping: Mapping | null;
  /** Days by which every date was moved. */
  readonly shiftDays: number | null;
  /** Rows of the file; null until they have been counted. */
  readonly total: number | null;
  readonly done: number;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly newPeople: number;
  /** While it runs. */
  readonly rowsPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  /** Of one import alone: its first refused rows, a hundred at most, without what stood in them. */
  readonly refusedRows?: RefusedRowShown[];
}

/** A refused row: its number in the file, the field at fault where it is one, and why. */
export interface RefusedRowShown extends Bilingual {
  readonly line: number;
  readonly field: Bilingual | null;
}

/** One import. */
export async function viewImport(deps: CustomersDeps, tx: Tx, id: string): Promise<ImportView> {
  const row = await findImport(tx, id);
  if (row === undefined) throw importNotFound();
  const refused = row.refused === 0 ? [] : await firstRefused(tx, id);
  return { ...toView(row, deps.clock.now()), refusedRows: refused.map((each) => refusedShown(row.kind, each)) };
}

function refusedShown(kind: ImportKind, { line, code, target }: RefusedLine): RefusedRowShown {
  return { line, field: target == null ? null : nameOfTarget(kind, target), ...reasonOf({ code }) };
}

/** Imports, newest first; `cursor` is the id of the last one seen. */
export async function viewImports(
  deps: CustomersDeps,
  tx: Tx,
  page: { limit: number; cursor?: string },
): Promise<{ items: ImportView[]; next?: string }> {
  const rows = await listImports(tx, page.limit + 1, page.cursor);
  const items = rows.slice(0, page.limit).map((row) => toView(row, deps.clock.now()));
  const last = items.at(-1);
  return rows.length > page.limit && last !== undefined ? { items, next: last.id } : { items };
}

function toView(row: ImportRow, now: Date): ImportView {
  const { file: _file, layout: _layout, columns: _columns, runner: _runner, ...rest } = row;
  const { dateShift: _shift, createdBy: _by, runStartedAt, runStartedDone, ...shown } = rest;
  const seconds = runStartedAt === null ? 0 : (now.getTime() - runStartedAt.getTime()) / 1000;
  const rate = row.status === 'running' && seconds > 0 ? (row.done - runStartedDone) / seconds : null;
  const left = rate === null || rate === 0 || row.total === null ? null : (row.total - row.done) / rate;
  return {
    ...shown,
    rowsPerSecond: rate === null ? null : Math.round(rate),
    secondsLeft: left === null ? null : Math.ceil(left),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
