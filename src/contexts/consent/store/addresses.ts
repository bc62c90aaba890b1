import type { Tx } from '../../../platform/database/index.ts';
import { statementName } from './statement-name.ts';

/** An address of a person on a channel, as the vault's opaque digest. */
export interface AddressRow {
  readonly ordinal: number;
  readonly channel: string;
  readonly digest: Buffer;
}

/** Makes these the current addresses; one that is already current stays, with its confirmation. Returns the ordinals that changed. */
export async function replaceAddresses(tx: Tx, rows: readonly AddressRow[], at: Date): Promise<number[]> {
  const values = [rows.map((row) => row.ordinal), rows.map((row) => row.channel), rows.map((row) => row.digest), at];
  await tx.execute(
    `update consent.address a set ended_at = $4
       from unnest($1::int[], $2::text[], $3::bytea[]) as t (ordinal, channel, digest)
      where a.ordinal = t.ordinal and a.channel = t.channel and a.ended_at is null and a.digest <> t.digest`,
    values,
    statementName('consent.end-addresses', rows.length),
  );
  const added = await tx.query<{ ordinal: number }>(
    `insert into consent.address (ordinal, channel, digest, set_at)
     select distinct t.ordinal, t.channel, t.digest, $4::timestamptz
       from unnest($1::int[], $2::text[], $3::bytea[]) as t (ordinal, channel, digest)
     on conflict (ordinal, channel) where ended_at is null do nothing
     returning ordinal`,
    values,
    statementName('consent.insert-addresses', rows.length),
  );
  return added.map((row) => row.ordinal);
}

/** Marks the current address as confirmed and returns its digest; undefined if there is none, or none that stood when it was asked. */
export async function confirmCurrent(
  tx: Tx,
  ordinal: number,
  channel: string,
  { how, at, askedAt }: { readonly how: string; readonly at: Date; readonly askedAt: Date | undefined },
): Promise<Buffer | undefined> {
  const row = await tx.first<{ digest: Buffer }>(
    `update consent.address set confirmed_at = coalesce(confirmed_at, $3), confirmed_how = coalesce(confirmed_how, $4), last_confirmed_at = $3
      where ordinal = $1 and channel = $2 and ended_at is null and ($5::timestamptz is null or set_at <= $5) returning digest`,
    [ordinal, channel, at, how, askedAt ?? null],
    'consent.confirm-address',
  );
  return row?.digest;
}

/** Notes the entry of the confirmation of the current address. */
export async function noteConfirmation(tx: Tx, ordinal: number, channel: string, receipt: string): Promise<void> {
  await tx.execute(
    'update consent.address set receipt = $3 where ordinal = $1 and channel = $2 and ended_at is null',
    [ordinal, channel, receipt],
    'consent.note-confirmation',
  );
}

/** Ends the current address; false if there is none. */
export async function endCurrent(tx: Tx, ordinal: number, channel: string, at: Date): Promise<boolean> {
  const ended = await tx.execute(
    'update consent.address set ended_at = $3 where ordinal = $1 and channel = $2 and ended_at is null',
    [ordinal, channel, at],
    'consent.end-address',
  );
  return ended > 0;
}

/** The digests of the current addresses of a person, on one channel or on all; locked, so that none moves under another key before the commit. */
export async function digestsOf(
  tx: Tx,
  ordinal: number,
  channel: string | null,
): Promise<{ channel: string; digest: Buffer }[]> {
  return tx.query<{ channel: string; digest: Buffer }>(
    `select channel, digest from consent.address
      where ordinal = $1 and ended_at is null and ($2::text is null or channel = $2) for share`,
    [ordinal, channel],
    'consent.digests-of',
  );
}

/** People whose current address this is. */
export async function personsAt(tx: Tx, channel: string, digest: Buffer, confirmedOnly: boolean): Promise<string[]> {
  const rows = await tx.query<{ person: string }>(
    `select s.person from consent.address a join consent.subject s using (ordinal)
      where a.digest = $2 and a.channel = $1 and a.ended_at is null and (not $3 or a.confirmed_at is not null)
      order by s.ordinal`,
    [channel, digest, confirmedOnly],
    'consent.persons-at',
  );
  return rows.map((row) => row.person);
}

/** Those of these people whose current address of a channel has been theirs since an instant, in their order. */
export async function withAddressSince(
  tx: Tx,
  persons: readonly string[],
  channel: string,
  since: Date,
): Promise<string[]> {
  const rows = await tx.query<{ person: string }>(
    `select s.person from consent.address a join consent.subject s using (ordinal)
      where s.person = any ($1::uuid[]) and a.channel = $2 and a.ended_at is null and a.set_at <= $3`,
    [persons, channel, since],
    'consent.with-address-since',
  );
  const found = new Set(rows.map(({ person }) => person));
  return persons.filter((person) => found.has(person));
}

/** Whether each of these is a current address of the person. */
export async function areAddressesOf(
  tx: Tx,
  entries: readonly { person: string; channel: string; digest: Buffer }[],
  confirmedOnly: boolean,
): Promise<boolean[]> {
  if (entries.length === 0) return [];
  const rows = await tx.query<{ has: boolean }>(
    `select exists (select from consent.address a join consent.subject s using (ordinal)
        where s.person = t.person and a.channel = t.channel and a.digest = t.digest and a.ended_at is null
          and (not $4 or a.confirmed_at is not null)) as has
       from unnest($1::uuid[], $2::text[], $3::bytea[]) with ordinality as t (person, channel, digest, place)
      order by place`,
    [
      entries.map((entry) => entry.person),
      entries.map((entry) => entry.channel),
      entries.map((entry) => entry.digest),
      confirmedOnly,
    ],
    'consent.are-addresses-of',
  );
  return rows.map((row) => row.has);
}

/** People who share a current address with these, these included: a no binds all of them. */
export async function neighboursOf(tx: Tx, ordinal: number): Promise<string[]> {
  const rows = await tx.query<{ person: string }>(
    `select distinct s.person from consent.subject s where s.ordinal = $1
     union
     select s.person from consent.address mine
       join consent.address theirs on theirs.digest = mine.digest and theirs.channel = mine.channel and theirs.ended_at is null
       join consent.subject s on s.ordinal = theirs.ordinal
      where mine.ordinal = $1 and mine.ended_at is null`,
    [ordinal],
    'consent.neighbours',
  );
  return rows.map((row) => row.person);
}
