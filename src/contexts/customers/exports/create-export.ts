import { randomBytes } from 'node:crypto';
import { readRecipient } from '../../../platform/age/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { FieldCode, Operation } from '../../register/index.ts';
import { redactReason } from '../../vault/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { computeSegment } from '../segment/compute-segment.ts';
import { badExport, exportTooLarge, nobodyToExport } from './export-failures.ts';
import { insertBatch, insertExport } from './store/export-store.ts';

/** The task that runs an export. */
export const EXPORT_TASK = 'customers.export';

/** Most people in one file. */
export const MOST_EXPORTED = 100_000;
const BATCH = 1_000;
const HOUR_MS = 3_600_000;

/** What somebody wants to take out. */
export interface ExportInput {
  readonly activity: string;
  /** Everybody of a segment, or these people. */
  readonly segment?: string;
  readonly persons?: readonly string[];
  readonly fields: readonly FieldCode[];
  /** A recipient whom the activity registers; nobody: for whoever asks. */
  readonly recipient?: string;
  /** `age1…`: only its owner opens the file. Without it the answer holds a passphrase, once. */
  readonly publicKey?: string;
  /** Why, in words; sealed. */
  readonly reason: string;
  readonly hours: number;
  readonly by: string;
}

/** An export that has been queued; `passphrase` is shown this once. */
export interface QueuedExport {
  readonly id: string;
  readonly passphrase?: string;
}

/**
 * Queues an export. Who may be in it is decided when it runs, batch by batch, and again at each download. Throws `customers.bad-export` with
 * the field, `customers.export-too-large` or `customers.nobody-to-export`.
 */
export async function createExport(deps: CustomersDeps, tx: Tx, input: ExportInput): Promise<QueuedExport> {
  const { activity, segment, recipient, publicKey, by } = input;
  const operation = await operationOf(deps, tx, input);
  if (publicKey !== undefined && readRecipient(publicKey) === undefined)
    throw badExport('publicKey', '不是有效的 age 公钥（age1…）', 'is not a public key of age (age1…)');
  const ordinals = await listed(deps, tx, input);
  if (ordinals.length === 0) throw nobodyToExport();
  if (ordinals.length > MOST_EXPORTED) throw exportTooLarge(MOST_EXPORTED);
  const id = newId(deps.clock);
  const passphrase = publicKey === undefined ? newPassphrase() : undefined;
  const now = deps.clock.now();
  await insertExport(tx, {
    id,
    activity,
    operation,
    fields: [...new Set(input.fields)],
    segment: segment ?? null,
    recipient: recipient ?? null,
    publicKey: publicKey ?? null,
    secret: passphrase === undefined ? null : deps.vault.sealBlob(`export-secret/${id}`, Buffer.from(passphrase)),
    reason: deps.vault.sealBlob(`export-reason/${id}`, Buffer.from(redactReason(input.reason), 'utf8')),
    createdBy: by,
    createdAt: now,
    expiresAt: new Date(now.getTime() + input.hours * HOUR_MS),
    total: ordinals.length,
  });
  for (let at = 0; at < ordinals.length; at += BATCH)
    await insertBatch(tx, id, at / BATCH, ordinals.slice(at, at + BATCH));
  await deps.noteStaffAct(tx, { by, act: 'customers.export-queued', subject: id });
  await deps.jobs.enqueue(tx, EXPORT_TASK, { export: id });
  return passphrase === undefined ? { id } : { id, passphrase };
}

async function operationOf(
  deps: CustomersDeps,
  tx: Tx,
  { activity, fields, recipient }: ExportInput,
): Promise<Operation> {
  const known = await deps.register.activity(tx, activity);
  for (const [index, field] of fields.entries())
    if (!known.fields.some((each) => each.field === field))
      throw badExport(`fields[${index}]`, '该处理活动没有登记此字段', 'is not a field of the activity');
  if (recipient === undefined) return 'staff_bulk_export';
  const registered = known.recipients.find((each) => each.name === recipient);
  if (registered === undefined)
    throw badExport('recipient', '该处理活动没有登记此接收方', 'is not a recipient of the activity');
  return registered.role === 'entrustee' ? 'entrust' : 'provide';
}

async function listed(deps: CustomersDeps, tx: Tx, { segment, persons, by }: ExportInput): Promise<number[]> {
  if (segment !== undefined) return [...(await computeSegment(deps, tx, { code: segment, by })).ordinals];
  const ordinals = await deps.gate.ordinalsOf(tx, persons ?? []);
  return [...new Set(ordinals.flatMap((ordinal) => ordinal ?? []))].sort((a, b) => a - b);
}

// 25 characters of 32 that nobody confuses: 125 bits.
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

function newPassphrase(): string {
  const characters = [...randomBytes(25)].map((byte) => ALPHABET[byte % 32]).join('');
  return (characters.match(/.{5}/g) ?? []).join('-');
}
