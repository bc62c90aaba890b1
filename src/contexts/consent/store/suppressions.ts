import type { Tx } from '../../../platform/database/index.ts';

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

/** Ends the unsubscriptions of a person on one channel; one for all channels is replaced by one for each of the others. */
export async function liftPersonSuppressions(
  tx: Tx,
  ordinal: number,
  channel: string,
  others: readonly string[],
  at: Date,
): Promise<void> {
  await tx.execute(
    `with lifted as (
       update consent.suppression set lifted_at = $3
        where ordinal = $1 and kind = 'unsubscribe' and lifted_at is null and (channel is null or channel = $2)
        returning *)
     insert into consent.suppression (kind, ordinal, channel, said_at, said_through, receipt)
     select l.kind, l.ordinal, o, l.said_at, l.said_through, l.receipt from lifted l, unnest($4::text[]) as o
      where l.channel is null`,
    [ordinal, channel, at, others],
    'consent.lift-person',
  );
}

/** Ends the unsubscriptions of the confirmed current address of a person, if a standing grant of theirs names the channel. */
export async function liftDigestSuppressions(tx: Tx, ordinal: number, channel: string, at: Date): Promise<void> {
  await tx.execute(
    `update consent.suppression s set lifted_at = $3
       from consent.address a
      where a.ordinal = $1 and a.channel = $2 and a.ended_at is null and a.confirmed_at is not null
        and s.digest = a.digest and s.channel = $2 and s.kind = 'unsubscribe' and s.lifted_at is null
        and exists (select 1 from consent."grant" g where g.ordinal = $1 and g.channel = $2
              and g.withdrawn_at is null and g.given_at >= s.said_at)`,
    [ordinal, channel, at],
    'consent.lift-digest',
  );
}

/** The noes in force for a person: their own and those bound to their current addresses. */
export async function listSuppressions(
  tx: Tx,
  person: string,
): Promise<{ kind: string; channel: string | null; saidAt: Date; receipt: string }[]> {
  return tx.query<{ kind: string; channel: string | null; saidAt: Date; receipt: string }>(
    `select distinct s.kind, s.channel, s.said_at as "saidAt", s.receipt
       from consent.subject p
       left join consent.address a on a.ordinal = p.ordinal and a.ended_at is null
       join consent.suppression s on (s.ordinal = p.ordinal or (s.digest = a.digest and s.channel = a.channel)) and s.lifted_at is null
      where p.person = $1 order by s.said_at`,
    [person],
    'consent.list-suppressions',
  );
}
