import type { Tx } from '../../../platform/database/index.ts';

export type ConfirmationChannel = 'sms' | 'email';

/** A question to an address that waits for its code or click. */
export interface Confirmation {
  readonly id: string;
  readonly submission: string | null;
  readonly person: string;
  readonly channel: ConfirmationChannel;
  readonly form: string | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly tries: number;
  readonly confirmedAt: Date | null;
}

const COLUMNS = `id, submission, person, channel, form, issued_at as "issuedAt", expires_at as "expiresAt", tries,
  confirmed_at as "confirmedAt"`;

export async function insertConfirmation(tx: Tx, entry: Confirmation): Promise<void> {
  await tx.execute(
    `insert into capture.confirmation (id, submission, person, channel, form, issued_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [entry.id, entry.submission, entry.person, entry.channel, entry.form, entry.issuedAt, entry.expiresAt],
    'capture.insert-confirmation',
  );
}

export async function findConfirmation(tx: Tx, id: string): Promise<Confirmation | undefined> {
  return tx.first<Confirmation>(
    `select ${COLUMNS} from capture.confirmation where id = $1 for update`,
    [id],
    'capture.find-confirmation',
  );
}

/** The newest confirmation of a person's channel, locked. */
export async function newestConfirmation(
  tx: Tx,
  person: string,
  channel: ConfirmationChannel,
): Promise<Confirmation | undefined> {
  return tx.first<Confirmation>(
    `select ${COLUMNS} from capture.confirmation where person = $1 and channel = $2
      order by issued_at desc, id desc limit 1 for update`,
    [person, channel],
    'capture.newest-confirmation',
  );
}

export async function countIssuedSince(
  tx: Tx,
  person: string,
  channel: ConfirmationChannel,
  since: Date,
): Promise<number> {
  const row = await tx.one<{ count: number }>(
    'select count(*) as count from capture.confirmation where person = $1 and channel = $2 and issued_at > $3',
    [person, channel, since],
    'capture.count-issued',
  );
  return row.count;
}

export async function countTry(tx: Tx, id: string): Promise<void> {
  await tx.execute('update capture.confirmation set tries = tries + 1 where id = $1', [id], 'capture.count-try');
}

export async function markConfirmed(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.execute(
    'update capture.confirmation set confirmed_at = $2 where id = $1 and confirmed_at is null',
    [id, at],
    'capture.mark-confirmed',
  );
}

/** Removes every confirmation of a person. */
export async function deleteConfirmations(tx: Tx, person: string): Promise<void> {
  await tx.execute('delete from capture.confirmation where person = $1', [person]);
}
