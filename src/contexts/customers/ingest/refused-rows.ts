import { Readable } from 'node:stream';
import type { CustomersDeps } from '../customers-deps.ts';
import { importNotFound } from '../customers-failures.ts';
import { BYTE_ORDER_MARK, csvLine } from './domain/refused-file.ts';
import { readHeaders } from './read-headers.ts';
import { findImport, type ImportRow, nextRefusedRows } from './store/import-store.ts';

/** The label under which a piece of refused rows is sealed. */
export function refusedLabel(id: string, position: number): string {
  return `customers/refused/${id}/${position}`;
}

/**
 * The refused rows as CSV for a spreadsheet (UTF-8 with BOM), as they stood, with line and reason in the last columns; opened piece by piece. They are
 * in clear, so that handing them out is recorded before the first byte leaves.
 */
export async function refusedRows(deps: CustomersDeps, request: { import: string; by: string }): Promise<Readable> {
  const row = await deps.database.transaction(async (tx) => {
    const found = await findImport(tx, request.import);
    if (found === undefined) throw importNotFound();
    const payload = { act: 'refused-rows', import: found.id, rows: found.refused, by: request.by };
    await deps.evidence.recordAct(tx, { kind: 'staff-access', payload });
    return found;
  });
  return Readable.from(pieces(deps, row));
}

async function* pieces(deps: CustomersDeps, row: ImportRow): AsyncGenerator<Buffer> {
  yield Buffer.from(
    `${BYTE_ORDER_MARK}${csvLine([...(await deps.database.transaction((tx) => readHeaders(deps, tx, row.id), { readOnly: true })), '行号 line', '原因 reason'])}`,
  );
  let after = -1;
  for (;;) {
    const from = after;
    const piece = await deps.database.transaction((tx) => nextRefusedRows(tx, row.id, from), { readOnly: true });
    if (piece === undefined) return;
    yield deps.vault.openBlob(refusedLabel(row.id, piece.position), piece.sealed);
    after = piece.position;
  }
}
