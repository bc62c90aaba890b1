import { createHash } from 'node:crypto';
import { type AgeRecipients, ageEncrypt } from '../../../platform/age/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { type FieldCode, fieldKind } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { BYTE_ORDER_MARK, csvLine } from '../ingest/domain/refused-file.ts';
import { addExclusions } from './domain/add-exclusions.ts';
import {
  type ExportRow,
  endExport,
  findExport,
  finishBatch,
  finishExport,
  insertChunk,
  nextBatch,
  sealedParts,
} from './store/export-store.ts';

const CHUNK_BYTES = 1_048_576;

/**
 * What the job `customers.export` does. A batch, its use with its receipt, its sealed part of the list and the counts commit together; the file is
 * made of the parts in one last transaction. Safe to call again after a crash at any point.
 */
export async function runExport(
  deps: CustomersDeps,
  id: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  for (let more = true; more && options.signal?.aborted !== true; )
    more = await deps.database.transaction((tx) => step(deps, tx, id));
}

async function step(deps: CustomersDeps, tx: Tx, id: string): Promise<boolean> {
  const row = await findExport(tx, id, 'for update');
  if (row === undefined || (row.status !== 'queued' && row.status !== 'running')) return false;
  if (row.expiresAt <= deps.clock.now()) {
    await endExport(tx, id, 'expired', null);
    return false;
  }
  const batch = await nextBatch(tx, id);
  if (batch === undefined) {
    await makeFile(deps, tx, row);
    return false;
  }
  await takeBatch(deps, tx, row, batch);
  return true;
}

async function takeBatch(
  deps: CustomersDeps,
  tx: Tx,
  row: ExportRow,
  { place, ordinals }: { place: number; ordinals: number[] },
): Promise<void> {
  const { id, fields, activity, operation, recipient, createdBy } = row;
  const persons = await deps.gate.personsOf(tx, ordinals);
  const grant = await deps.gate.usePersons(tx, {
    activity,
    operation,
    fields,
    persons,
    ...(recipient === null ? {} : { recipient }),
    operatorPermitted: true,
    by: createdBy,
    subject: `export:${id}`,
  });
  const excluded = addExclusions(row.excluded, [...grant.refused.values()]);
  const allowed = persons.filter((person) => !grant.refused.has(person));
  if (grant.permit === null || allowed.length === 0) {
    await finishBatch(tx, id, { place, of: ordinals.length, use: null, sealed: null }, [], excluded);
    return;
  }
  const values = await deps.vault.open(tx, grant.permit, allowed, fields);
  const lines = allowed.map((person) => csvLine([person, ...fields.map((field) => values.get(person)?.[field] ?? '')]));
  await deps.vault.noteDisclosure(tx, {
    id: grant.use,
    by: createdBy,
    fields,
    person: null,
    persons: allowed.length,
  });
  const sealed = deps.vault.sealBlob(partLabel(id, place), Buffer.from(lines.join(''), 'utf8'));
  const used = (await deps.gate.ordinalsOf(tx, allowed)).flatMap((ordinal) => ordinal ?? []);
  await finishBatch(tx, id, { place, of: ordinals.length, use: grant.use, sealed }, used, excluded);
}

async function makeFile(deps: CustomersDeps, tx: Tx, row: ExportRow): Promise<void> {
  const { id } = row;
  if (row.exported === 0) {
    await endExport(tx, id, 'failed', 'customers.nobody-to-export');
    return;
  }
  const parts: Buffer[] = [Buffer.from(BYTE_ORDER_MARK + csvLine(['person', ...row.fields.map(heading)]), 'utf8')];
  for (const { place, sealed } of await sealedParts(tx, id))
    parts.push(deps.vault.openBlob(partLabel(id, place), sealed));
  const file = ageEncrypt(recipientsOf(deps, row), Buffer.concat(parts));
  for (let at = 0; at * CHUNK_BYTES < file.length; at += 1)
    await insertChunk(tx, id, at, file.subarray(at * CHUNK_BYTES, (at + 1) * CHUNK_BYTES));
  const sha256 = createHash('sha256').update(file).digest();
  const at = deps.clock.now();
  const receipt = await deps.evidence.recordAct(tx, {
    kind: 'export',
    payload: {
      export: id,
      activity: row.activity,
      operation: row.operation,
      fields: [...row.fields],
      segment: row.segment,
      recipient: row.recipient,
      persons: row.exported,
      sha256: sha256.toString('base64url'),
      expiresAt: row.expiresAt.toISOString(),
      by: row.createdBy,
    },
    time: at,
  });
  await finishExport(tx, id, { bytes: file.length, sha256, receipt: receipt.id, at });
}

function recipientsOf(deps: CustomersDeps, { id, publicKey, secret }: ExportRow): AgeRecipients {
  if (publicKey !== null) return { recipients: [publicKey] };
  if (secret === null) throw new Error('an export under a passphrase has lost it');
  return { passphrase: deps.vault.openBlob(`export-secret/${id}`, secret).toString('utf8') };
}

function heading(field: FieldCode): string {
  return fieldKind(field).label.zh;
}

function partLabel(id: string, place: number): string {
  return `export-part/${id}/${place}`;
}
