import type { ActRow, ActTable, LoggedAct } from '../../evidence/index.ts';

/** Confirmations of addresses. The row names the entry of the last one; an earlier one must lie between the first and the last that the row tells. */
export const confirmations: ActTable = {
  name: 'consent.address',
  kinds: ['address-confirmed'],
  // Addresses of somebody who was erased are gone.
  expects: ({ payload }) => payload !== undefined,
  async rowsOf(tx, acts) {
    const last = await tx.query<ActRow & { receipt: string }>(
      `select a.id::text as row, a.receipt, s.person, a.last_confirmed_at as time,
         jsonb_build_object('channel', a.channel)
           || case when a.confirmed_at = a.last_confirmed_at then jsonb_build_object('how', a.confirmed_how) else '{}' end as facts,
         case when a.confirmed_at is null or a.confirmed_at > a.last_confirmed_at or a.set_at > a.confirmed_at
             or a.ended_at < a.last_confirmed_at then 'when it was confirmed' end as wrong
        from consent.address a join consent.subject s using (ordinal) where a.receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    );
    const named = new Set(last.map(({ receipt }) => receipt));
    return [
      ...last,
      ...(await earlier(
        tx,
        acts.filter(({ receipt }) => !named.has(receipt)),
      )),
    ];
  },
  receipts: (tx, after, limit) =>
    tx.query(
      // Only addresses that were confirmed before the first that has a receipt have none.
      `select id::text as row, receipt from consent.address where id > $1::bigint and (receipt is not null
         or confirmed_at >= (select last_confirmed_at from consent.address where receipt is not null order by receipt limit 1))
        order by id limit $2`,
      [after ?? '0', limit],
    ),
};

async function earlier(tx: Parameters<ActTable['rowsOf']>[0], acts: readonly LoggedAct[]): Promise<ActRow[]> {
  const known = acts.filter(({ person, payload }) => person !== null && payload !== undefined);
  if (known.length === 0) return [];
  return tx.query<ActRow>(
    `select distinct on (t.receipt) a.id::text as row, t.receipt, t.person,
       case when a.confirmed_at = t.time then jsonb_build_object('how', a.confirmed_how) else '{}' end as facts
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) as t (receipt, person, channel, time)
      join consent.subject s on s.person = t.person
      -- Current addresses and past ones have an index each.
      join lateral (select * from consent.address where ordinal = s.ordinal and channel = t.channel and ended_at is null
        union all select * from consent.address where ordinal = s.ordinal and channel = t.channel and ended_at >= t.time) a
        on a.confirmed_at <= t.time and (a.last_confirmed_at is null or a.last_confirmed_at >= t.time)
     order by t.receipt, a.confirmed_at desc`,
    [
      known.map(({ receipt }) => receipt),
      known.map(({ person }) => person),
      known.map(({ payload }) => payload?.['channel']),
      known.map(({ time }) => time.toISOString()),
    ],
  );
}
