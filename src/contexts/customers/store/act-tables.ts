import type { ActRow, ActTable } from '../../evidence/index.ts';
import { clusterActTables } from './cluster-act-tables.ts';
import { stockGroups } from './stock-act-table.ts';
import { tagActTables } from './tag-act-tables.ts';

const EARLIEST = '00000000-0000-0000-0000-000000000000';

const exports: ActTable = {
  name: 'customers.export',
  kinds: ['export'],
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, null::uuid as person, finished_at as time, jsonb_build_object('export', id, 'activity', activity,
         'operation', operation, 'fields', fields, 'segment', segment, 'recipient', recipient, 'persons', exported, 'by', created_by,
         'sha256', rtrim(translate(encode(sha256, 'base64'), '+/', '-_'), '='),
         'expiresAt', to_char(expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as facts
        from customers.export where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      `select id::text as row, receipt from customers.export where id > $1::uuid and (receipt is not null or status = 'finished') order by id limit $2`,
      [after ?? EARLIEST, limit],
    ),
};

const corrections: ActTable = {
  name: 'customers.correction',
  kinds: ['correction'],
  whole: true,
  // Rows of a person go with them; what can't be opened any more is of somebody who was erased.
  expects: ({ payload }) => payload !== undefined,
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, person, at as time, facts || jsonb_build_object('correction', id) as facts from customers.correction where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from customers.correction where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

/** Files that were taken in. The row holds no receipt: the entry names the row. */
const imports: ActTable = {
  name: 'customers.import',
  kinds: ['import'],
  async rowsOf(tx, acts) {
    const named = acts.flatMap(({ receipt, payload }) => {
      const id = payload?.['import'];
      return typeof id === 'string' ? [{ receipt, id }] : [];
    });
    return tx.query<ActRow>(
      `select i.id::text as row, a.receipt, null::uuid as person, jsonb_build_object('import', i.id, 'kind', i.kind, 'activity', i.activity,
         'issuer', i.issuer, 'notice', i.notice, 'bytes', i.bytes,
         'source', case when i.supplier is null then to_jsonb(i.source) else i.supplier || jsonb_build_object('kind', i.source) end) as facts
        from unnest($1::uuid[], $2::uuid[]) as a (receipt, id) join customers.import i on i.id = a.id`,
      [named.map(({ receipt }) => receipt), named.map(({ id }) => id)],
    );
  },
  receipts: async () => [],
};

/** The acts in the tables of this context, for the self-check of the log. */
export const customersActTables: readonly ActTable[] = [
  exports,
  ...tagActTables,
  ...clusterActTables,
  corrections,
  imports,
  stockGroups,
];
