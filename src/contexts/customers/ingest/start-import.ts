import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields, importNotFound, importState } from '../customers-failures.ts';
import { collectedFields, type Target } from './domain/import-kinds.ts';
import { type Mapping, mappingErrors } from './domain/mapping.ts';
import { readHeaders } from './read-headers.ts';
import { saveMapping } from './saved-mapping.ts';
import { findImport, setQueued } from './store/import-store.ts';
import { storedUnder } from './stored-under.ts';
import { checkScope } from './supplier.ts';

/** The task that runs an import. */
export const IMPORT_TASK = 'customers.import';

/**
 * Starts the import with what the columns mean. Its evidence entry says what was declared about source and notice. Whether the activity may
 * collect these fields from this source the gate says about the first people; if not, the import fails with the article and nothing is in.
 */
export async function startImport(
  deps: CustomersDeps,
  tx: Tx,
  request: { import: string; mapping: Mapping; by: string },
): Promise<{ receipt: string }> {
  const row = await findImport(tx, request.import, 'for update');
  if (row === undefined) throw importNotFound();
  if (row.status !== 'uploaded') throw importState(row.status);
  const errors = mappingErrors(row.kind, request.mapping, row.columns ?? 0);
  if (errors.length > 0) throw badFields('import-mapping', errors);
  const fields = collectedFields(row.kind, Object.keys(request.mapping) as Target[]);
  checkScope(row.supplier, fields);
  const { activity, source, issuer, kind } = row;
  await setQueued(tx, row.id, request.mapping);
  const { by } = request;
  const headers = await readHeaders(deps, tx, row.id);
  await saveMapping(tx, { issuer, kind, mapping: request.mapping, headers, by, at: deps.clock.now() });
  const receipt = await deps.evidence.recordAct(tx, {
    kind: 'import',
    payload: {
      import: row.id,
      kind,
      activity,
      storedUnder: storedUnder(row),
      // A supplier's proof stands with the source: it is where the people's information comes from.
      source: row.supplier === null ? source : { kind: source, ...row.supplier, scope: [...row.supplier.scope] },
      issuer,
      fields,
      notice: row.notice === null ? null : { ...row.notice },
      bytes: row.bytes,
      by: request.by,
    },
  });
  await deps.jobs.enqueue(tx, IMPORT_TASK, { import: row.id });
  return { receipt: receipt.id };
}
