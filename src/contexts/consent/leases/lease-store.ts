import type { Database } from '../../../platform/database/index.ts';
import { readSnapshot, type Snapshot } from '../columns/snapshot.ts';

/** Where leases are kept; each call is one statement, a transaction of its own. */
export type LeaseDatabase = Pick<Database, 'statement'>;

/** Another server's lease. */
export interface OtherLease {
  readonly server: string;
  /** Undefined while it has applied nothing since it joined. */
  readonly applied: Snapshot | undefined;
  /** Whether it is over by PostgreSQL's clock; out of force once `fence` has removed it. */
  readonly expired: boolean;
}

/**
 * Makes a server known before it reads anything: from now on noes wait for it. `milliseconds` of validity in the row. False when another server has
 * the PostgreSQL to itself; `alone` claims that.
 */
export async function join(
  database: LeaseDatabase,
  server: string,
  milliseconds: number,
  alone: boolean,
): Promise<boolean> {
  const rows = await database.statement(
    `insert into consent.lease (server, renewed_at, expires_at, alone)
     select $1, clock_timestamp(), clock_timestamp() + $2 * interval '1 millisecond', $3
      where $3 or not exists (select 1 from consent.lease where alone and expires_at > clock_timestamp())
     returning server`,
    [server, milliseconds, alone],
    'consent.join',
  );
  return rows.length === 1;
}

/**
 * Extends a lease that has not expired and tells what has been applied. False when it has expired or was removed, and then for ever: a renewal
 * that was long on its way revives nothing.
 */
export async function renew(
  database: LeaseDatabase,
  server: string,
  applied: string,
  milliseconds: number,
): Promise<boolean> {
  const rows = await database.statement(
    `update consent.lease set applied = $2::text::pg_snapshot, renewed_at = clock_timestamp(),
        expires_at = clock_timestamp() + $3 * interval '1 millisecond'
      where server = $1 and expires_at > clock_timestamp() returning server`,
    [server, applied, milliseconds],
    'consent.renew',
  );
  return rows.length === 1;
}

/** The leases of all servers but this. */
export async function readOthers(database: LeaseDatabase, server: string): Promise<OtherLease[]> {
  const rows = await database.statement<{ server: string; applied: string | null; expired: boolean }>(
    `select server::text as server, applied::text as applied, expires_at < clock_timestamp() as expired
       from consent.lease where server <> $1`,
    [server],
    'consent.others',
  );
  return rows.map(({ server, applied, expired }) => ({
    server,
    applied: applied === null ? undefined : readSnapshot(applied),
    expired,
  }));
}

/** Removes those of these leases that have expired; returns which. Waits for a renewal under way, which then wins. */
export async function fence(database: LeaseDatabase, servers: readonly string[]): Promise<string[]> {
  const rows = await database.statement<{ server: string }>(
    `delete from consent.lease where server = any ($1::uuid[]) and expires_at < clock_timestamp()
     returning server::text as server`,
    [servers],
    'consent.fence',
  );
  return rows.map((row) => row.server);
}

/** Gives a lease up. */
export async function leave(database: LeaseDatabase, server: string): Promise<void> {
  await database.statement('delete from consent.lease where server = $1', [server], 'consent.leave');
}

/** Removes every lease; only for whoever is certain to be the only process on this PostgreSQL. */
export async function removeAll(database: LeaseDatabase): Promise<void> {
  await database.statement('delete from consent.lease', [], 'consent.remove-leases');
}

/** Wakes the other servers, so that they catch up at once. */
export async function wakeOthers(database: LeaseDatabase): Promise<void> {
  await database.statement(`select pg_notify('${WAKE_UP}', '')`, [], 'consent.wake');
}

/** The channel of wake-ups. */
export const WAKE_UP = 'zhinuo_consent_no';
