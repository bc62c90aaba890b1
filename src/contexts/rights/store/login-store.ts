import type { Tx } from '../../../platform/database/index.ts';

export type LoginChannel = 'sms' | 'email';

export interface ChallengeRow {
  readonly id: string;
  readonly channel: LoginChannel;
  readonly persons: string[];
  readonly confirmed: boolean;
  readonly expires_at: Date;
  readonly tries: number;
  readonly used_at: Date | null;
}

/** How many codes an address was asked for since an instant. */
export async function countChallenges(tx: Tx, digest: Buffer, since: Date): Promise<number> {
  const row = await tx.one<{ count: number }>(
    'select count(*)::int as count from rights.login_challenge where digest = $1 and created_at >= $2',
    [digest, since],
    'rights.count-challenges',
  );
  return row.count;
}

export async function insertChallenge(
  tx: Tx,
  row: {
    id: string;
    channel: LoginChannel;
    digest: Buffer;
    persons: readonly string[];
    confirmed: boolean;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.execute(
    `insert into rights.login_challenge (id, channel, digest, persons, confirmed, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.id, row.channel, row.digest, row.persons, row.confirmed, row.createdAt, row.expiresAt],
    'rights.insert-challenge',
  );
}

/** A challenge of which nobody knows yet whose it is. */
export async function insertWaiting(
  tx: Tx,
  row: { id: string; channel: LoginChannel; digest: Buffer; createdAt: Date; expiresAt: Date; waiting: Buffer },
): Promise<void> {
  await tx.execute(
    `insert into rights.login_challenge (id, channel, digest, persons, confirmed, created_at, expires_at, waiting)
     values ($1, $2, $3, '{}', false, $4, $5, $6)`,
    [row.id, row.channel, row.digest, row.createdAt, row.expiresAt, row.waiting],
    'rights.insert-waiting',
  );
}

/** One that waits, locked. */
export function takeWaiting(tx: Tx, id: string): Promise<{ waiting: Buffer | null; expiresAt: Date } | undefined> {
  return tx.first(
    'select waiting, expires_at as "expiresAt" from rights.login_challenge where id = $1 for update',
    [id],
    'rights.take-waiting',
  );
}

/** Whose it is, now that it is known; what waited goes. */
export async function fillChallenge(
  tx: Tx,
  row: { id: string; persons: readonly string[]; confirmed: boolean; expiresAt: Date },
): Promise<void> {
  await tx.execute(
    'update rights.login_challenge set persons = $2, confirmed = $3, expires_at = $4, waiting = null where id = $1',
    [row.id, row.persons, row.confirmed, row.expiresAt],
    'rights.fill-challenge',
  );
}

/** The challenge, locked, so that tries are counted one by one. */
export async function lockChallenge(tx: Tx, id: string): Promise<ChallengeRow | undefined> {
  return tx.first<ChallengeRow>(
    'select id, channel, persons, confirmed, expires_at, tries, used_at from rights.login_challenge where id = $1 for update',
    [id],
    'rights.lock-challenge',
  );
}

export async function countTry(tx: Tx, id: string): Promise<void> {
  await tx.execute('update rights.login_challenge set tries = tries + 1 where id = $1', [id], 'rights.count-try');
}

export async function spendChallenge(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.execute('update rights.login_challenge set used_at = $2 where id = $1', [id, at], 'rights.spend-challenge');
}

export interface SessionRow {
  readonly id: string;
  readonly persons: string[];
  readonly confirmed: boolean;
  readonly channel: LoginChannel;
}

export async function insertSession(
  tx: Tx,
  row: SessionRow & { tokenHash: Buffer; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tx.execute(
    `insert into rights.session (token_hash, id, persons, confirmed, channel, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.tokenHash, row.id, row.persons, row.confirmed, row.channel, row.createdAt, row.expiresAt],
    'rights.insert-session',
  );
}

/** A session that was opened at `since`. */
export type OpenSession = SessionRow & { readonly since: Date };

export async function findSession(tx: Tx, tokenHash: Buffer, now: Date): Promise<OpenSession | undefined> {
  return tx.first(
    'select id, persons, confirmed, channel, created_at as since from rights.session where token_hash = $1 and expires_at > $2',
    [tokenHash, now],
    'rights.find-session',
  );
}

export async function sessionById(tx: Tx, id: string): Promise<OpenSession | undefined> {
  return tx.first(
    'select id, persons, confirmed, channel, created_at as since from rights.session where id = $1',
    [id],
    'rights.session-by-id',
  );
}

export async function deleteSession(tx: Tx, id: string): Promise<void> {
  await tx.execute('delete from rights.session where id = $1', [id]);
}
