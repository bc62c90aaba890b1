import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode, Operation } from '../../register/index.ts';
import type { MessageFacts } from '../domain/decision.ts';
import { statementName } from './statement-name.ts';

/** A use as it is stored. */
export interface UseRow {
  readonly id: string;
  readonly activity: string;
  readonly revision: number;
  readonly operation: Operation;
  readonly channel: string | null;
  readonly brand: string | null;
  readonly recipient: string | null;
  readonly fields: readonly FieldCode[];
  readonly recipients: readonly string[];
  readonly message: MessageFacts | null;
  readonly purposeNote: string | null;
  readonly subject: string | null;
  readonly by: string;
  readonly at: Date;
  readonly receipt: string;
}

/** Stores a use and its members. */
export async function insertUse(tx: Tx, row: UseRow, ordinals: readonly number[]): Promise<void> {
  await tx.execute(
    `insert into consent.use (id, activity, revision, operation, channel, brand, recipient, fields, recipients, message,
        purpose_note, subject, used_by, used_at, receipt)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      row.id,
      row.activity,
      row.revision,
      row.operation,
      row.channel,
      row.brand,
      row.recipient,
      row.fields,
      row.recipients,
      row.message === null ? null : JSON.stringify(row.message),
      row.purposeNote,
      row.subject,
      row.by,
      row.at,
      row.receipt,
    ],
    'consent.insert-use',
  );
  await tx.execute(
    'insert into consent.use_member (use, ordinal) select $1, unnest($2::int[])',
    [row.id, ordinals],
    statementName('consent.insert-use-members', ordinals.length),
  );
}

const COLUMNS = `u.id, u.activity, u.revision, u.operation, u.channel, u.brand, u.recipient, u.fields, u.recipients, u.message,
  u.purpose_note as "purposeNote", u.subject, u.used_by as by, u.used_at as at, u.receipt`;

/** A use. */
export async function findUse(tx: Tx, id: string): Promise<UseRow | undefined> {
  return tx.first<UseRow>(`select ${COLUMNS} from consent.use u where u.id = $1`, [id], 'consent.use');
}

/** Which of these people are members of a use. */
export async function membersAmong(tx: Tx, use: string, ordinals: readonly number[]): Promise<Set<number>> {
  const rows = await tx.query<{ ordinal: number }>(
    'select ordinal from consent.use_member where use = $1 and ordinal = any ($2::int[])',
    [use, ordinals],
    statementName('consent.use-members-among', ordinals.length),
  );
  return new Set(rows.map((row) => row.ordinal));
}

/** Uses of a person's information, newest first: ids are UUIDv7, so their order is time's. */
export async function listUses(tx: Tx, person: string, before: string | null, limit: number): Promise<UseRow[]> {
  return tx.query<UseRow>(
    `select ${COLUMNS} from consent.use_member m join consent.use u on u.id = m.use
      where m.ordinal = (select ordinal from consent.subject where person = $1) and ($2::uuid is null or m.use < $2)
      order by m.use desc limit $3`,
    [person, before, limit],
    'consent.uses-of',
  );
}
