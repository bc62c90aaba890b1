import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { Notice } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { importNotFound } from '../customers-failures.ts';
import { findImport, type ImportRow } from '../ingest/store/import-store.ts';

/** A stock by its import; anything else is not found. */
export async function findStock(tx: Tx, id: string): Promise<ImportRow> {
  const row = await findImport(tx, id);
  if (row === undefined || row.kind !== 'stock') throw importNotFound();
  return row;
}

/** A stock-take in the list. */
export interface StockTake {
  readonly id: string;
  readonly activity: string;
  readonly issuer: string;
  readonly status: string;
  readonly total: number | null;
  readonly done: number;
  readonly createdAt: string;
}

/** The newest stock-takes, at most 200. */
export async function listStocks(tx: Tx): Promise<StockTake[]> {
  const rows = await tx.query<Omit<StockTake, 'createdAt'> & { createdAt: Date }>(
    `select id, activity, issuer, status, total, done, created_at as "createdAt" from customers.import where kind = 'stock' order by id desc limit 200`,
  );
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}

/** A published version of a notice; undefined when there is none. */
export async function publishedNotice(
  deps: Pick<CustomersDeps, 'register'>,
  tx: Tx,
  notice: string,
  version: number,
): Promise<Notice | undefined> {
  try {
    return await deps.register.notice(tx, notice, version);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not-found') return undefined;
    throw error;
  }
}
