import type { Json } from '../../../../platform/crypto/index.ts';
import { type Tx, uuidArray } from '../../../../platform/database/index.ts';
import type { FieldCode } from '../../../register/index.ts';

/** Something that was corrected or deleted by hand. */
export interface CorrectionRow {
  readonly id: string;
  readonly receipt: string;
  readonly person: string;
  /** The payload of its entry; see the forms of `correction` in docs/evidence-format.md, section 17. */
  readonly facts: Readonly<Record<string, Json>>;
  readonly reason: Buffer;
  readonly at: Date;
  readonly undoneBy: string | null;
}

export async function insertCorrection(tx: Tx, row: Omit<CorrectionRow, 'undoneBy'>): Promise<void> {
  await tx.execute(
    'insert into customers.correction (id, receipt, person, facts, reason, at) values ($1, $2, $3, $4, $5, $6)',
    [row.id, row.receipt, row.person, JSON.stringify(row.facts), row.reason, row.at],
    'customers.insert-correction',
  );
}

const COLUMNS = 'id, receipt, person, facts, reason, at, undone_by as "undoneBy"';

/** The corrections of these records, newest first. */
export async function correctionsOf(tx: Tx, persons: readonly string[], limit: number): Promise<CorrectionRow[]> {
  return tx.query<CorrectionRow>(
    `select ${COLUMNS} from customers.correction where person = any($1::uuid[]) order by at desc, id desc limit $2`,
    [uuidArray(persons), limit],
    'customers.corrections-of',
  );
}

/** One correction of a person, locked. */
export async function lockCorrection(tx: Tx, id: string, person: string): Promise<CorrectionRow | undefined> {
  return tx.first<CorrectionRow>(
    `select ${COLUMNS} from customers.correction where id = $1 and person = $2 for update`,
    [id, person],
  );
}

export async function noteUndone(tx: Tx, id: string, undoneBy: string): Promise<void> {
  await tx.execute('update customers.correction set undone_by = $2 where id = $1', [id, undoneBy]);
}

/** A value that was taken away by hand. */
export interface RefutedValue {
  readonly person: string;
  readonly field: FieldCode;
  readonly digest: Buffer;
  readonly correction: string;
  readonly lockedUntil: Date | null;
}

export async function insertRefuted(tx: Tx, row: RefutedValue): Promise<void> {
  await tx.execute(
    `insert into customers.refuted_value (person, field, digest, correction, locked_until) values ($1, $2, $3, $4, $5)
     on conflict (person, field, digest) do update set correction = excluded.correction, locked_until = excluded.locked_until`,
    [row.person, row.field, row.digest, row.correction, row.lockedUntil],
    'customers.insert-refuted',
  );
}

const REFUTED = 'person, field, digest, correction, locked_until as "lockedUntil"';

/** What was taken away of these people. */
export async function refutedOf(tx: Tx, persons: readonly string[]): Promise<RefutedValue[]> {
  return tx.query<RefutedValue>(
    `select ${REFUTED} from customers.refuted_value where person = any($1::uuid[])`,
    [uuidArray(persons)],
    'customers.refuted-of',
  );
}

/** What a correction took away and locked. */
export async function refutedBy(tx: Tx, correction: string): Promise<RefutedValue | undefined> {
  return tx.first<RefutedValue>(
    `select ${REFUTED} from customers.refuted_value where correction = $1 and locked_until is not null`,
    [correction],
  );
}

/** Takes a value off the list: it was given back, or the person gave it anew by their own hand. */
export async function deleteRefuted(tx: Tx, value: Pick<RefutedValue, 'person' | 'field' | 'digest'>): Promise<void> {
  await tx.execute('delete from customers.refuted_value where person = $1 and field = $2 and digest = $3', [
    value.person,
    value.field,
    value.digest,
  ]);
}

/** The next locked values whose time is over. */
export async function takeOverdue(tx: Tx, now: Date, limit: number): Promise<RefutedValue[]> {
  return tx.query<RefutedValue>(
    `update customers.refuted_value set locked_until = null where (person, field, digest) in (
       select person, field, digest from customers.refuted_value where locked_until <= $1 order by locked_until limit $2 for update skip locked)
     returning ${REFUTED}`,
    [now, limit],
    'customers.take-overdue-refuted',
  );
}

/** Removes what is kept of an erased person's corrections. */
export async function deleteCorrections(tx: Tx, person: string): Promise<void> {
  await tx.execute('delete from customers.correction where person = $1', [person]);
  await tx.execute('delete from customers.refuted_value where person = $1', [person]);
}
