import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { appendEvents, knownRowKeys } from '../events/event-log.ts';
import { cleanCell } from './domain/cell-values.ts';
import { saysWho } from './domain/import-kinds.ts';
import type { PurchaseRow } from './domain/read-row.ts';
import type { SourceRecord } from './domain/record-reader.ts';
import { type Refusal, refusalText } from './domain/refusal.ts';
import { csvLine } from './domain/refused-file.ts';
import { joinPeople, type Owner } from './join-people.ts';
import { refusedLabel } from './refused-rows.ts';
import { advance, type BatchCounts, type ImportRow, insertRefusedRows } from './store/import-store.ts';
import { knownPersonRows, rememberPersonRows, updatePeople } from './store-people-rows.ts';

/** A record of the file, read or refused, with the key by which it is known again. */
export type BatchItem =
  | { readonly record: SourceRecord; readonly row: PurchaseRow; readonly rowKey: string }
  | { readonly record: SourceRecord; readonly refusal: Refusal };

interface Accepted {
  readonly record: SourceRecord;
  readonly row: PurchaseRow;
  readonly rowKey: string;
}

/**
 * Takes in some records in the caller's transaction, with the counts and the position: after a crash either all of it is there or nothing.
 * Every record ends up in exactly one count.
 */
export async function importBatch(
  deps: CustomersDeps,
  tx: Tx,
  row: ImportRow,
  batch: { readonly position: number; readonly items: readonly BatchItem[] },
): Promise<BatchCounts> {
  const refused: { record: SourceRecord; refusal: Refusal }[] = [];
  const read: Accepted[] = [];
  for (const item of batch.items) {
    if ('row' in item) read.push(item);
    else refused.push(item);
  }
  const known = await (saysWho(row.kind) ? knownPersonRows : knownRowKeys)(
    tx,
    read.map((item) => item.rowKey),
  );
  const fresh = read.filter((item) => !known.has(item.rowKey));
  const { owners, minors, made, newPeople } = await joinPeople(
    deps,
    tx,
    row,
    fresh.map((item) => item.row),
  );
  let owned: (Accepted & { owner: Owner })[] = [];
  fresh.forEach((item, index) => {
    const owner = owners[index];
    const code = minors[index] === true ? 'minor' : 'not-permitted';
    if (owner === undefined) refused.push({ record: item.record, refusal: { code } });
    else owned.push({ ...item, owner });
  });
  if (saysWho(row.kind)) {
    const before = owned.filter(({ owner }) => !made.has(owner.person));
    const withheld = await updatePeople(deps, tx, row, before);
    for (const { record, owner } of owned)
      if (withheld.has(owner.person)) refused.push({ record, refusal: { code: 'not-permitted' } });
    owned = owned.filter(({ owner }) => !withheld.has(owner.person));
  }
  const added = await (saysWho(row.kind) ? rememberPersonRows(tx, owned) : appendPurchases(deps, tx, owned));
  await keepRefused(deps, tx, row, batch.position, refused);
  const counts: BatchCounts = {
    accepted: added,
    refused: refused.length,
    duplicate: known.size + owned.length - added,
    newPeople,
  };
  await advance(tx, row.id, counts);
  return counts;
}

async function appendPurchases(
  deps: CustomersDeps,
  tx: Tx,
  owned: readonly (Accepted & { owner: Owner })[],
): Promise<number> {
  const detailed = owned.filter(({ row }) => row.orderId !== undefined || row.product !== undefined);
  const sealed = await deps.vault.sealForPersons(
    tx,
    detailed.map(({ owner, row, rowKey }) => ({
      person: owner.person,
      label: `order_record/${rowKey}` as const,
      bytes: Buffer.from(JSON.stringify({ orderId: row.orderId, product: row.product })),
    })),
  );
  const properties = new Map(detailed.map(({ rowKey }, index) => [rowKey, sealed[index] ?? null]));
  const added = await appendEvents(
    tx,
    owned.map(({ owner, row, rowKey }) => ({
      ordinal: owner.ordinal,
      name: 'purchase',
      at: row.at,
      quantity: row.quantity,
      amountFen: row.amountFen,
      properties: properties.get(rowKey) ?? null,
      rowKey,
    })),
  );
  return added.size;
}

async function keepRefused(
  deps: CustomersDeps,
  tx: Tx,
  row: ImportRow,
  position: number,
  refused: readonly { record: SourceRecord; refusal: Refusal }[],
): Promise<void> {
  if (refused.length === 0) return;
  const width = row.columns ?? 0;
  const sorted = [...refused].sort((a, b) => a.record.line - b.record.line);
  const lines = sorted.map(({ record, refusal }) =>
    csvLine([...inColumns(record, width), String(record.line), refusalText(refusal)]),
  );
  const sealed = deps.vault.sealBlob(refusedLabel(row.id, position), Buffer.from(lines.join('')));
  const reasons = sorted.map(({ record, refusal }) => ({ line: record.line, ...refusal }));
  await insertRefusedRows(tx, row.id, { position, count: refused.length, sealed, reasons });
}

/** The cells of a refused record; what is too much for the header stays in the last one, so that the reason always stands in the same column. */
export function inColumns(record: SourceRecord, width: number): string[] {
  const cells = record.cells.map(cleanCell);
  if (cells.length > width) return [...cells.slice(0, width - 1), cells.slice(width - 1).join(' ')];
  return [...cells, ...Array.from({ length: width - cells.length }, () => '')];
}
