import { integerArray, type Tx, textArray } from '../../../platform/database/index.ts';
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

/** What appending told: the transaction's number, who holds the addresses that were named, and who is the same human as one of those. */
export interface AppendedChanges {
  readonly transaction: number;
  readonly holders: readonly number[];
}

/** Kinds of change that concern nobody but the record itself, also where others are the same human (decision 0067). */
const OF_ONE_RECORD: ReadonlySet<string> = new Set([
  'granted',
  'shown',
  'subject',
  'used-up',
  'address-confirmed',
  'joined',
  'parted',
  'everybody',
]);

/** Appends to the change log. Only what `noteChanges` is given calls it. */
export async function insertChanges(tx: Tx, rows: readonly ChangeRow[], at: Date): Promise<AppendedChanges> {
  const spreads = rows.some((row) => !OF_ONE_RECORD.has(row.kind));
  const columns = changeColumns(rows);
  const row = await tx.one<{ transaction: string; holders: number[] | null }>(
    spreads ? INSERT_SPREADING : INSERT,
    spreads ? [...columns, at, rows.map((each) => each.digest ?? null)] : [...columns, at],
    statementName(spreads ? 'consent.insert-spreading-changes' : 'consent.insert-changes', rows.length),
  );
  return { transaction: Number(row.transaction), holders: row.holders ?? [] };
}

/** The first four parameters of `CHANGES_STATEMENT`. */
function changeColumns(rows: readonly ChangeRow[]): Buffer[] {
  return [
    integerArray(rows.map((row) => row.ordinal)),
    textArray(rows.map((row) => row.kind)),
    textArray(rows.map((row) => row.activity ?? null)),
    textArray(rows.map((row) => row.channel ?? null)),
  ];
}

/** The statement that appends changes which name no address; its five parameters are columns, and when. */
const CHANGES_STATEMENT = `insert into consent.change (ordinal, kind, activity, channel, at)
    select t.*, $5 from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as t returning transaction`;

const INSERT = `
  with added as (${CHANGES_STATEMENT})
  select transaction::text as transaction, null as holders from added limit 1`;

// A no also concerns the holders of its address, and who is the same human as one of those concerned: these are locked as by an act, so that no
// use of theirs that was decided before it is recorded after it.
const INSERT_SPREADING = `
  with said as (
    select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $6::bytea[]) as t (ordinal, kind, activity, channel, digest)),
  holder as (
    select distinct a.ordinal from said join consent.address a on a.digest = said.digest and a.channel = said.channel
     where a.ended_at is null),
  kin as (
    select distinct k.ordinal from consent.kin m
      join consent.kin k on k.label = m.label and k.ordinal <> m.ordinal and k.parted_at is null
     where m.parted_at is null and m.ordinal in (select ordinal from said union all select ordinal from holder)),
  locked as (
    select ordinal from consent.subject where ordinal in (select ordinal from kin) order by ordinal for no key update),
  added as (
    insert into consent.change (ordinal, kind, activity, channel, digest, at)
    select said.*, $5::timestamptz from said union all select ordinal, 'kin', null, null, null, $5::timestamptz from locked
    returning transaction)
  select (select transaction::text from added limit 1) as transaction,
      (select array_agg(ordinal) from (select ordinal from holder union select ordinal from locked) concerned) as holders`;
