import type { Tx } from '../../../platform/database/index.ts';

/** What became of a form that was answered while the vault was sealed. */
export interface SealedSubmission {
  readonly id: string;
  readonly form: string;
  readonly receivedAt: Date;
  readonly state: 'waiting' | 'accepted' | 'quarantined' | 'refused';
  readonly reason: string | null;
  /** What a person whose submission was refused is told: a code of a list. */
  readonly word: string | null;
}

/** One that waits, was set aside or refused. */
export interface SetAsideRow extends Omit<SealedSubmission, 'state'> {
  readonly state: 'waiting' | 'quarantined' | 'refused';
  readonly settledAt: Date | null;
}

const MOST_LISTED = 500;

/** What was not taken, and what waits. */
export function listSetAside(tx: Tx): Promise<SetAsideRow[]> {
  return tx.query(
    `select id, form, received_at as "receivedAt", state, reason, word, settled_at as "settledAt" from capture.sealed_submission
      where state <> 'accepted' order by state = 'quarantined' desc, received_at desc, id limit $1`,
    [MOST_LISTED],
  );
}

/** Lets one that was set aside wait again; false if there is none. */
export async function tryAgain(tx: Tx, id: string): Promise<boolean> {
  const changed = await tx.execute(
    `update capture.sealed_submission set state = 'waiting', reason = null, settled_at = null
      where id = $1 and state = 'quarantined' and sealed is not null`,
    [id],
  );
  return changed === 1;
}

/** Refuses one that was set aside, and destroys what was sealed; false if there is none. */
export async function refuseSealed(tx: Tx, id: string, word: string, at: Date): Promise<boolean> {
  const changed = await tx.execute(
    `update capture.sealed_submission set state = 'refused', word = $2, sealed = null, settled_at = $3
      where id = $1 and state = 'quarantined'`,
    [id, word, at],
  );
  return changed === 1;
}

/** Keeps one until the vault is open. */
export async function insertSealed(
  tx: Tx,
  row: { id: string; tokenDigest: Buffer; form: string; receivedAt: Date; sealed: Buffer },
): Promise<void> {
  await tx.execute(
    `insert into capture.sealed_submission (id, token_digest, form, received_at, state, sealed) values ($1, $2, $3, $4, 'waiting', $5)`,
    [row.id, row.tokenDigest, row.form, row.receivedAt, row.sealed],
    'capture.insert-sealed',
  );
}

/** The one behind a token. */
export function findSealed(tx: Tx, tokenDigest: Buffer): Promise<SealedSubmission | undefined> {
  return tx.first(
    'select id, form, received_at as "receivedAt", state, reason, word from capture.sealed_submission where token_digest = $1',
    [tokenDigest],
    'capture.find-sealed',
  );
}

/** The oldest that waits, locked; another server's is passed over. */
export function lockWaiting(tx: Tx): Promise<{ id: string; form: string; sealed: Buffer } | undefined> {
  return tx.first(
    `select id, form, sealed from capture.sealed_submission where state = 'waiting' order by received_at, id limit 1
     for update skip locked`,
    [],
    'capture.lock-waiting',
  );
}

/** It is in: what was sealed goes. */
export async function acceptSealed(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.execute(
    `update capture.sealed_submission set state = 'accepted', sealed = null, settled_at = $2 where id = $1`,
    [id, at],
    'capture.accept-sealed',
  );
}

/** It is set aside; twice changes nothing. */
export async function quarantineSealed(tx: Tx, id: string, reason: string, at: Date): Promise<void> {
  await tx.execute(
    `update capture.sealed_submission set state = 'quarantined', reason = $2, settled_at = $3 where id = $1 and state = 'waiting'`,
    [id, reason, at],
    'capture.quarantine-sealed',
  );
}

/** Forgets what was set aside before an instant. */
export async function forgetSealed(tx: Tx, before: Date): Promise<void> {
  await tx.execute(
    `delete from capture.sealed_submission where state in ('quarantined', 'refused') and settled_at < $1`,
    [before],
  );
}

/** How many are sealed to a generation older than `below`, given as the four bytes in which it stands there. */
export async function countSealedBelow(tx: Tx, below: Buffer): Promise<number> {
  const row = await tx.one<{ count: number }>(
    'select count(*)::int as count from capture.sealed_submission where substring(sealed from 2 for 4) < $1',
    [below],
  );
  return row.count;
}
