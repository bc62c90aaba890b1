import type { ActRow, ActTable } from '../../evidence/index.ts';

/** What was ruled on a group of a stock, with the group as it was ruled on. A group without a ruling has no entry. */
export const stockGroups: ActTable = {
  name: 'customers.stock_group',
  kinds: ['stock-ruling'],
  whole: true,
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select g.import || '/' || g.number as row, g.ruling_receipt as receipt, null::uuid as person,
         jsonb_build_object('import', g.import, 'activity', i.activity, 'ruling', g.ruling, 'notice', g.ruled_notice, 'version', g.ruled_version,
           'reason', g.ruling_reason, 'by', g.ruled_by, 'group', jsonb_build_object('number', g.number, 'grade', g.grade, 'doubt', g.reason,
             'origin', g.origin, 'noticeVersion', g.notice_version, 'how', g.how, 'people', g.people)) as facts,
         -- The row is written a moment after its entry.
         case when g.ruled_at is null or abs(extract(epoch from g.ruled_at - a.at)) > 120 then 'the time of its entry' end as wrong
        from unnest($1::uuid[], $2::timestamptz[]) as a (receipt, at) join customers.stock_group g on g.ruling_receipt = a.receipt
        left join customers.import i on i.id = g.import`,
      [acts.map(({ receipt }) => receipt), acts.map(({ time }) => time.toISOString())],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      `select import || '/' || number as row, ruling_receipt as receipt from customers.stock_group
        where import || '/' || number > $1 and num_nonnulls(ruling, ruling_receipt, ruled_at, ruled_by) > 0 order by 1 limit $2`,
      [after ?? '', limit],
    ),
};
