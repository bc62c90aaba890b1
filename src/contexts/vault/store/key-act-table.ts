import type { ActRow, ActTable } from '../../evidence/index.ts';

const EARLIEST = '00000000-0000-0000-0000-000000000000';

/** What was done with keys, for the self-check of the log. */
export const keyEvents: ActTable = {
  name: 'vault.key_event',
  kinds: ['key-event'],
  whole: true,
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, at as time, facts || jsonb_build_object('event', id, 'what', what) as facts
        from vault.key_event where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from vault.key_event where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};
