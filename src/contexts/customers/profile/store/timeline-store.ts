import type { Tx } from '../../../../platform/database/index.ts';

/** A row of one person's log. */
export interface LoggedRow {
  readonly seq: string;
  readonly ordinal: number;
  readonly name: string;
  readonly at: Date;
  readonly quantity: number | null;
  readonly amountFen: number | null;
  readonly value: string | null;
  readonly properties: Buffer | null;
  readonly rowKey: string | null;
}

/** Which rows: the person's own acts, or generalised traits that were set. */
export type LoggedKind = 'event' | 'trait';

/** The bounds of a page: rows before `until`, from `from` on, behind the place of the last one seen. */
export interface LogPage {
  readonly kind: LoggedKind;
  readonly from: Date | null;
  readonly until: Date | null;
  /** Of rows at exactly this instant only those below `seq` follow; all, where it is null. */
  readonly before: { readonly at: Date; readonly inclusive: boolean; readonly seq: string | null } | null;
  readonly limit: number;
}

/** People's own rows, newest first; each person's are walked down one index, so that a long life costs no more than a page. */
export async function readLog(tx: Tx, ordinals: readonly number[], page: LogPage): Promise<LoggedRow[]> {
  const { kind, from, until, before, limit } = page;
  return tx.query<LoggedRow>(
    `select e.seq::text as seq, e.ordinal, e.name, e.happened_at as at, e.quantity, e.amount_fen as "amountFen", e.value, e.properties,
        e.row_key as "rowKey"
       from unnest($1::int[]) as record (ordinal)
       cross join lateral (
         select * from customers.event e where e.ordinal = record.ordinal
            and case when $2 = 'trait' then e.name like '$trait.%' and e.name <> '$trait.organisation' else e.name not like '$%' end
            and ($3::timestamptz is null or e.happened_at >= $3) and ($4::timestamptz is null or e.happened_at < $4)
            and ($5::timestamptz is null or e.happened_at <= $5)
            and ($5::timestamptz is null or e.happened_at < $5 or ($6 and ($7::bigint is null or e.seq < $7)))
          order by e.happened_at desc, e.seq desc limit $8) e
      order by e.happened_at desc, e.seq desc limit $8`,
    [ordinals, kind, from, until, before?.at ?? null, before?.inclusive ?? false, before?.seq ?? null, limit],
    'customers.read-log-of-person',
  );
}
