import type { Tx } from '../../../../platform/database/index.ts';
import type { Bilingual } from '../../../../platform/failure.ts';

/** Somebody outside who holds copies of people. */
export interface ReceiverRow {
  readonly code: string;
  readonly name: Bilingual;
  /** The recipient's name in the register. */
  readonly recipient: string;
  readonly activities: readonly string[];
  readonly identifierType: string;
  readonly issuer: string;
  readonly identifierScope: string;
  readonly url: string;
  /** Sealed under the service ring. */
  readonly secret: Buffer;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

const COLUMNS = `code, name, recipient, activities, identifier_type as "identifierType", issuer, identifier_scope as "identifierScope", url, secret,
  created_by as "createdBy", created_at as "createdAt", ended_at as "endedAt"`;

/** Adds a receiver; false when the code is taken. */
export async function insertReceiver(tx: Tx, row: ReceiverRow): Promise<boolean> {
  const added = await tx.execute(
    `insert into customers.receiver (code, name, recipient, activities, identifier_type, issuer, identifier_scope, url, secret, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (code) do nothing`,
    [
      row.code,
      row.name,
      row.recipient,
      row.activities,
      row.identifierType,
      row.issuer,
      row.identifierScope,
      row.url,
      row.secret,
      row.createdBy,
      row.createdAt,
    ],
  );
  return added === 1;
}

export async function findReceiver(tx: Tx, code: string): Promise<ReceiverRow | undefined> {
  return tx.first<ReceiverRow>(
    `select ${COLUMNS} from customers.receiver where code = $1`,
    [code],
    'customers.receiver',
  );
}

export async function listReceivers(tx: Tx): Promise<ReceiverRow[]> {
  return tx.query<ReceiverRow>(`select ${COLUMNS} from customers.receiver order by code`);
}

/** Puts another secret or address in the place of a receiver's; one that had ended goes on. */
export async function changeReceiver(tx: Tx, code: string, change: { secret?: Buffer; url?: string }): Promise<void> {
  await tx.execute(
    'update customers.receiver set secret = coalesce($2, secret), url = coalesce($3, url), ended_at = null where code = $1',
    [code, change.secret ?? null, change.url ?? null],
  );
}

/** Ends a receiver: nothing more is sent to it. */
export async function endReceiverRow(tx: Tx, code: string, at: Date): Promise<void> {
  await tx.execute('update customers.receiver set ended_at = $2 where code = $1 and ended_at is null', [code, at]);
}
