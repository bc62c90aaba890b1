import { retryWhenOvertaken, type Tx, uuidArray } from '../../../platform/database/index.ts';
import { statementName } from './statement-name.ts';

/** A no to be stored: on a person or on a digest. */
export interface SuppressionRow {
  readonly kind: string;
  readonly ordinal: number | null;
  readonly digest: Buffer | null;
  readonly channel: string | null;
}

/** Stores the rows of one no. */
export async function insertSuppressions(
  tx: Tx,
  rows: readonly SuppressionRow[],
  said: { at: Date; through: string; receipt: string },
): Promise<void> {
  await tx.execute(
    `insert into consent.suppression (kind, ordinal, digest, channel, said_at, said_through, receipt)
     select t.*, $5, $6, $7 from unnest($1::text[], $2::int[], $3::bytea[], $4::text[]) as t`,
    [
      rows.map((row) => row.kind),
      rows.map((row) => row.ordinal),
      rows.map((row) => row.digest),
      rows.map((row) => row.channel),
      said.at,
      said.through,
      said.receipt,
    ],
    'consent.insert-suppressions',
  );
}

// The no of the erasure was lifted by a grant, or whoever holds the address now has shown since that it is theirs.
const RETURNED = `(s.lifted_at is not null or exists (
  select 1 from consent.address a where a.digest = s.digest and a.channel = s.channel and a.ended_at is null and a.confirmed_at > s.said_at))`;

/** Which of these digests are of addresses whose person was erased and has not verifiably come back since. */
export async function erasedAddresses(tx: Tx, channel: string, digests: readonly Buffer[]): Promise<Buffer[]> {
  const rows = await tx.query<{ digest: Buffer }>(
    `select distinct s.digest from consent.suppression s
      where s.digest = any ($2::bytea[]) and s.channel = $1 and s.said_through = 'erasure' and not ${RETURNED}`,
    [channel, digests],
    'consent.erased-addresses',
  );
  return rows.map(({ digest }) => digest);
}

/** Which of these are of addresses whose person was erased and has verifiably come back after every erasure. */
export async function returnedAddresses(tx: Tx, channel: string, digests: readonly Buffer[]): Promise<Buffer[]> {
  const rows = await tx.query<{ digest: Buffer }>(
    `select s.digest from consent.suppression s
      where s.digest = any ($2::bytea[]) and s.channel = $1 and s.said_through = 'erasure'
      group by s.digest having bool_and(${RETURNED})`,
    [channel, digests],
    'consent.returned-addresses',
  );
  return rows.map(({ digest }) => digest);
}

/** A channel that a grant of a person has named. */
export interface NamedChannel {
  readonly ordinal: number;
  readonly channel: string;
}

// Of the people $1, those that an unsubscription binds, their own or one of a current address.
const UNSUBSCRIBED = `from consent.subject p
      where p.person = any ($1::uuid[])
        and (exists (select 1 from consent.suppression s
                      where s.ordinal = p.ordinal and s.kind = 'unsubscribe' and s.lifted_at is null)
          or exists (select 1 from consent.address a
                       join consent.suppression s on s.digest = a.digest and s.channel = a.channel
                      where a.ordinal = p.ordinal and a.ended_at is null and s.kind = 'unsubscribe' and s.lifted_at is null))`;

/** The ordinals of these people that an unsubscription binds: those whom a grant may have to free. */
export async function findUnsubscribed(tx: Tx, persons: readonly string[]): Promise<Set<number>> {
  const rows = await tx.query<{ ordinal: number }>(
    `select p.ordinal ${UNSUBSCRIBED}`,
    [uuidArray(persons)],
    statementName('consent.unsubscribed', persons.length),
  );
  return new Set(rows.map((row) => row.ordinal));
}

/** Fails, so that the transaction is tried again and reads, when an unsubscription binds one of these people. */
export async function expectSubscribed(tx: Tx, persons: readonly string[]): Promise<void> {
  await retryWhenOvertaken(
    tx.execute(
      `select 1 / (not exists (select 1 ${UNSUBSCRIBED}))::integer`,
      [uuidArray(persons)],
      statementName('consent.expect-subscribed', persons.length),
    ),
  );
}

/**
 * Ends the unsubscriptions of people on the channels that they named; one for all channels is replaced by one for each channel they did not
 * name.
 */
export async function liftPersonSuppressions(
  tx: Tx,
  named: readonly NamedChannel[],
  channels: readonly string[],
  at: Date,
): Promise<void> {
  if (named.length === 0) return;
  await tx.execute(
    `with named as (select * from unnest($1::int[], $2::text[]) as row (ordinal, channel)),
     lifted as (
       update consent.suppression s set lifted_at = $3
        where s.ordinal = any ($1::int[]) and s.kind = 'unsubscribe' and s.lifted_at is null
          and (s.channel is null or (s.ordinal, s.channel) in (select ordinal, channel from named))
        returning *)
     insert into consent.suppression (kind, ordinal, channel, said_at, said_through, receipt)
     select l.kind, l.ordinal, o, l.said_at, l.said_through, l.receipt from lifted l, unnest($4::text[]) as o
      where l.channel is null and (l.ordinal, o) not in (select ordinal, channel from named)`,
    [named.map((each) => each.ordinal), named.map((each) => each.channel), at, channels],
    statementName('consent.lift-person', named.length),
  );
}

/**
 * Ends the unsubscriptions of the confirmed current addresses of people, where a standing grant of theirs names the channel. Returns the
 * addresses, since others may share them.
 */
export async function liftDigestSuppressions(
  tx: Tx,
  named: readonly NamedChannel[],
  at: Date,
): Promise<{ channel: string; digest: Buffer }[]> {
  if (named.length === 0) return [];
  // An address may be shared, so its rows are not covered by the lock on the person: they are locked in one order.
  return tx.query<{ channel: string; digest: Buffer }>(
    `with reached as (
       select s.id
         from unnest($1::int[], $2::text[]) as row (ordinal, channel)
         join consent.address a on a.ordinal = row.ordinal and a.channel = row.channel and a.ended_at is null
              and a.confirmed_at is not null
         join consent.suppression s on s.digest = a.digest and s.channel = a.channel and s.kind = 'unsubscribe'
              and s.lifted_at is null
        where exists (select 1 from consent."grant" g where g.ordinal = row.ordinal and g.channel = row.channel
                and g.withdrawn_at is null and g.given_at >= s.said_at and g.shown_at >= s.said_at)
        order by s.id for update of s)
     update consent.suppression set lifted_at = $3 where id in (select id from reached) and lifted_at is null
     returning channel, digest`,
    [named.map((each) => each.ordinal), named.map((each) => each.channel), at],
    statementName('consent.lift-digest', named.length),
  );
}

interface StandingNo {
  readonly kind: string;
  readonly channel: string | null;
  readonly saidAt: Date;
  readonly receipt: string;
  readonly through: string;
}

/** The noes in force for a person: their own and those bound to their current addresses. */
export async function listSuppressions(tx: Tx, person: string): Promise<StandingNo[]> {
  return tx.query<StandingNo>(
    `select distinct s.kind, s.channel, s.said_at as "saidAt", s.receipt, s.said_through as through
       from consent.subject p
       left join consent.address a on a.ordinal = p.ordinal and a.ended_at is null
       join consent.suppression s on (s.ordinal = p.ordinal or (s.digest = a.digest and s.channel = a.channel)) and s.lifted_at is null
      where p.person = $1 order by s.said_at`,
    [person],
    'consent.list-suppressions',
  );
}
