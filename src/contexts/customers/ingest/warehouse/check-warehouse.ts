import { Readable } from 'node:stream';
import type { CustomersDeps } from '../../customers-deps.ts';
import { checkImport, type ImportCheck } from '../check-import.ts';
import { createImport } from '../create-import.ts';
import { plainCsvLine } from '../domain/plain-csv.ts';
import { removeUnneededFiles } from '../remove-unneeded-files.ts';
import { findImport } from '../store/import-store.ts';
import { uploadFile } from '../upload-file.ts';
import { withWarehouse } from './connect-warehouse.ts';
import { columnsRead, driftOf } from './domain/warehouse.ts';
import { declaredOf, placesOf } from './pull-warehouse.ts';
import { type Page, readColumns, readPages } from './read-table.ts';
import { deleteUnstarted, findWarehouse } from './store/warehouse-store.ts';
import { columnChanged, warehouseNotFound } from './warehouse-failures.ts';
import { openPassword } from './warehouse-secret.ts';

const TRIED = 1_000;
const NOTHING: ImportCheck = {
  unendedLine: null,
  ...{ total: 0, complete: true, accepted: 0, refused: 0, duplicate: 0, newPeople: 0 },
  reasons: [],
  failure: null,
};

/** What a pull would do with the next thousand rows, counted as a file's check counts; nothing of them stays. */
export async function checkWarehouse(deps: CustomersDeps, code: string): Promise<ImportCheck> {
  const row = await deps.database.transaction((tx) => findWarehouse(tx, code), { readOnly: true });
  if (row === undefined) throw warehouseNotFound();
  const place = row.cursor === null || row.key === null ? null : { cursor: row.cursor, key: row.key };
  const connection = { ...row.connection, password: openPassword(deps, code, row.password) };
  const pages = await withWarehouse(connection, deps.warehouseHosts, async (ask) => {
    const drift = driftOf(row.types, await readColumns(ask, row.table));
    if (drift !== undefined) throw columnChanged(drift);
    const all: Page[] = [];
    for await (const page of readPages(ask, place, TRIED, row)) all.push(page);
    return all;
  });
  if (pages.length === 0) return NOTHING;
  const rows = pages.flatMap((page) => page.rows);
  const declared = { ...declaredOf(row), by: `warehouse-check:${code}` };
  const { id } = await deps.database.transaction((tx) => createImport(deps, tx, declared));
  try {
    const lines = [columnsRead(row.table, row.mapping), ...rows].map(plainCsvLine).join('');
    await uploadFile(deps, { import: id, body: Readable.from([Buffer.from(lines)]) });
    return await checkImport(deps, { import: id, mapping: placesOf(row) });
  } finally {
    const file = await deps.database.transaction(async (tx) => {
      const found = await findImport(tx, id);
      await deleteUnstarted(tx, id);
      return found?.file ?? null;
    });
    if (file !== null) await removeUnneededFiles(deps, [file]);
  }
}
