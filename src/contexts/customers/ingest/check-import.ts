import type { Bilingual } from '../../../platform/failure.ts';
import { Failure } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields, importNotFound, importState } from '../customers-failures.ts';
import { knownRowKeys } from '../events/event-log.ts';
import { createPeople } from '../identity/create-people.ts';
import { collectedFields, saysWho, type Target } from './domain/import-kinds.ts';
import { type Mapping, mappingErrors } from './domain/mapping.ts';
import { type Refusal, reasonOf } from './domain/refusal.ts';
import type { BatchItem } from './import-batch.ts';
import { findOwners, originOf, toNewPerson } from './join-people.ts';
import { dataRecords, rulesOf, toItem } from './run-import.ts';
import { findImport, type ImportRow } from './store/import-store.ts';
import { knownPersonRows } from './store-people-rows.ts';
import { checkScope } from './supplier.ts';

/** What a run would do, counted without storing anything. */
export interface ImportCheck {
  /** Rows that were read: all of them, or the first 200,000. */
  readonly total: number;
  readonly complete: boolean;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly newPeople: number;
  /** Why rows would be refused, with the first of their line numbers. */
  readonly reasons: (Bilingual & { readonly code: string; readonly count: number; readonly lines: number[] })[];
  /** The number of a last line without an end, while the others have one: the file may be cut there; null otherwise. */
  readonly unendedLine: number | null;
  /** The gate's refusal that would stop the import; null when it permits. */
  readonly failure: {
    readonly code: string;
    readonly article: string | null;
    readonly zh: string;
    readonly en: string;
  } | null;
}

const MOST_ROWS = 200_000;
const BATCH_ROWS = 5_000;
const LINES_SHOWN = 5;
/** New people whom the gate is asked about for certain: it refuses all of a kind alike. */
const TRIED = 200;

class Undone extends Error {}

/**
 * Reads a file as a run would and counts what would become of its rows: the same reading, keys, owners and gate. Nothing stays: where the gate must be
 * asked about people who do not exist yet, some are made in a transaction that is undone. Throws like the start of the import.
 */
export async function checkImport(
  deps: CustomersDeps,
  request: { import: string; mapping: Mapping },
): Promise<ImportCheck> {
  const found = await deps.database.transaction((tx) => findImport(tx, request.import), { readOnly: true });
  if (found === undefined) throw importNotFound();
  if (found.status !== 'uploaded' || found.kind === 'stock') throw importState(found.status);
  const errors = mappingErrors(found.kind, request.mapping, found.columns ?? 0);
  if (errors.length > 0) throw badFields('import-mapping', errors);
  checkScope(found.supplier, collectedFields(found.kind, Object.keys(request.mapping) as Target[]));
  const row: ImportRow = { ...found, mapping: request.mapping };
  const count = new CheckCount();
  const rules = rulesOf(deps, row, 0);
  const occurrences = new Map<string, number>();
  let items: BatchItem[] = [];
  for await (const record of dataRecords(deps, row)) {
    if (count.total + items.length >= MOST_ROWS) {
      count.complete = false;
      break;
    }
    items.push(toItem(deps, row, record, rules, occurrences));
    if (record.unended === true) count.unendedLine = record.line;
    if (items.length < BATCH_ROWS) continue;
    await checkBatch(deps, row, items, count);
    items = [];
  }
  if (items.length > 0) await checkBatch(deps, row, items, count);
  return count.report();
}

async function checkBatch(
  deps: CustomersDeps,
  row: ImportRow,
  items: readonly BatchItem[],
  count: CheckCount,
): Promise<void> {
  const read = items.flatMap((item) => ('row' in item ? [item] : []));
  for (const item of items) if ('refusal' in item) count.refuse(item.refusal, item.record.line);
  await deps.database
    .transaction(async (tx) => {
      const keys = read.map(({ rowKey }) => rowKey);
      const known = await (saysWho(row.kind) ? knownPersonRows : knownRowKeys)(tx, keys);
      const fresh = read.filter(({ rowKey }) => !known.has(rowKey));
      const rows = fresh.map((item) => item.row);
      const { owners, missing, minors, refused, keys: names } = await findOwners(deps, tx, row, rows);
      fresh.forEach((item, index) => {
        const name = names[index] ?? '';
        const owner = owners.get(name);
        const isNew = owner === undefined && missing.has(name);
        if ((owner !== undefined && !refused.has(owner.person)) || isNew) count.accept(isNew ? name : undefined);
        else count.refuse({ code: minors.has(name) ? 'minor' : 'not-permitted' }, item.record.line);
      });
      count.duplicate += known.size;
      if (count.failure === null && missing.size > 0)
        await createPeople(deps, tx, [...missing.values()].slice(0, TRIED).map(toNewPerson), originOf(row));
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (error instanceof Undone) return;
      if (!(error instanceof Failure) || error.kind !== 'refused') throw error;
      count.failure ??= error;
    });
}

class CheckCount {
  complete = true;
  unendedLine: number | null = null;
  accepted = 0;
  refused = 0;
  duplicate = 0;
  failure: Failure | null = null;
  readonly #people = new Set<string>();
  readonly #reasons = new Map<string, { refusal: Refusal; count: number; lines: number[] }>();

  get total(): number {
    return this.accepted + this.refused + this.duplicate;
  }

  accept(newPerson: string | undefined): void {
    this.accepted += 1;
    if (newPerson !== undefined) this.#people.add(newPerson);
  }

  refuse(refusal: Refusal, line: number): void {
    this.refused += 1;
    const key = `${refusal.code}|${refusal.target ?? ''}`;
    const known = this.#reasons.get(key) ?? { refusal, count: 0, lines: [] };
    known.count += 1;
    if (known.lines.length < LINES_SHOWN) known.lines.push(line);
    this.#reasons.set(key, known);
  }

  report(): ImportCheck {
    const { complete, unendedLine, accepted, refused, duplicate, total, failure } = this;
    const reasons = [...this.#reasons.values()].sort((a, b) => b.count - a.count);
    return {
      total,
      complete,
      accepted,
      refused,
      duplicate,
      newPeople: this.#people.size,
      unendedLine,
      reasons: reasons.map(({ refusal, count, lines }) => ({ code: refusal.code, ...reasonOf(refusal), count, lines })),
      failure:
        failure === null
          ? null
          : {
              code: failure.code,
              article: failure.options.article ?? null,
              zh: failure.options.detail?.zh ?? failure.title.zh,
              en: failure.options.detail?.en ?? failure.title.en,
            },
    };
  }
}
