import type { ActRow, ActTable } from '../../evidence/index.ts';

/** Changes of who may do what. What else the trail holds is in no log. */
const trail: ActTable = {
  name: 'access.trail',
  kinds: ['staff-access'],
  expects: ({ payload }) => String(payload?.['act'] ?? '').startsWith('access.'),
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select position::text as row, receipt, time, jsonb_strip_nulls(jsonb_build_object('act', act, 'by', actor, 'subject', subject)) as facts
        from access.trail where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      'select position::text as row, receipt from access.trail where position > $1::bigint and receipt is not null order by position limit $2',
      [after ?? '0', limit],
    ),
};

/** The acts in the tables of access, for the self-check of the log. */
export const accessActTables: readonly ActTable[] = [trail];
