import type { Tx } from '../../../platform/database/index.ts';
import { statementName } from './statement-name.ts';

/** Something that alters a decision. */
export interface ChangeRow {
  /** 0 where it is not about one person: an address (with its digest), or everybody. */
  readonly ordinal: number;
  readonly kind: string;
  readonly activity?: string | null;
  readonly channel?: string | null;
  /** Whoever holds this address on the channel, now or in a transaction still open. */
  readonly digest?: Buffer;
}

/** What appending told: the transaction's number, and who holds the addresses that were named. */
export interface AppendedChanges {
  readonly transaction: number;
  readonly holders: readonly number[];
}

/** Appends to the change log. Only `noteChanges` calls it. */
export async function insertChanges(tx: Tx, rows: readonly ChangeRow[], at: Date): Promise<AppendedChanges> {
  const named = rows.some((row) => row.digest !== undefined);
  const columns = [
    rows.map((row) => row.ordinal),
    rows.map((row) => row.kind),
    rows.map((row) => row.activity ?? null),
    rows.map((row) => row.channel ?? null),
  ];
  const row = await tx.one<{ transaction: string; holders: number[] | null }>(
    named ? INSERT_NAMED : INSERT,
    named ? [...columns, at, rows.map((each) => each.digest ?? null)] : [...columns, at],
    statementName(named ? 'consent.insert-changes-of-addresses' : 'consent.insert-changes', rows.length),
  );
  return { transaction: Number(row.transaction), holders: row.holders ?? [] };
}

const INSERT = `
  with added as (
    insert into consent.change (ordinal, kind, activity, channel, at)
    select t.*, $5 from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as t returning transaction)
  select transaction::text as transaction, null as holders from added limit 1`;

const INSERT_NAMED = `
  with added as (
    insert into consent.change (ordinal, kind, activity, channel, digest, at)
    select t.o, t.k, t.a, t.c, t.d, $5
      from unnest($1::int[], $2::text[], $3::text[], $4::text[], $6::bytea[]) as t (o, k, a, c, d)
    returning transaction, channel, digest)
  select (select transaction::text from added limit 1) as transaction,
      (select array_agg(distinct a.ordinal) from consent.address a
         join added on a.digest = added.digest and a.channel = added.channel where a.ended_at is null) as holders`;
