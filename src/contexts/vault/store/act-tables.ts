import type { ActRow, ActTable } from '../../evidence/index.ts';
import { keyEvents } from './key-act-table.ts';

const EARLIEST = '00000000-0000-0000-0000-000000000000';

const reveals: ActTable = {
  name: 'vault.reveal',
  kinds: ['reveal'],
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, person, at as time, jsonb_build_object('reveal', id, 'use', use_id, 'activity', activity,
         'fields', fields, 'by', shown_to) as facts
        from vault.reveal where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from vault.reveal where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

const alerts: ActTable = {
  name: 'vault.bulk_alert',
  kinds: ['bulk-alert'],
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, null::uuid as person, at as time, jsonb_build_object('alert', id, 'to', disclosed_to,
         'class', class, 'threshold', threshold, 'counted', counted) as facts
        from vault.bulk_alert where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from vault.bulk_alert where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

const retention: ActTable = {
  name: 'vault.retention_act',
  kinds: ['retention'],
  // Orders are of the same kind; what can't be opened any more is of somebody who was erased, and an order is nobody's.
  expects: ({ payload }) => payload === undefined || 'retention' in payload,
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, person, at as time, jsonb_build_object('retention', id, 'action', action, 'fields', fields,
         'endedBy', ended_by, 'activities', activities) as facts
        from vault.retention_act where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from vault.retention_act where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

const orders: ActTable = {
  name: 'vault.erasure_order',
  kinds: ['retention'],
  expects: ({ payload }) => payload !== undefined && 'order' in payload,
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, null::uuid as person, ordered_at as time, jsonb_build_object('order', id, 'activity', activity,
         'fields', fields, 'ground', ground, 'law', law, 'by', ordered_by) as facts
        from vault.erasure_order where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query('select id::text as row, receipt from vault.erasure_order where id > $1::uuid order by id limit $2', [
      after ?? EARLIEST,
      limit,
    ]),
};

const settings: ActTable = {
  name: 'vault.policy_act',
  kinds: ['protection-set'],
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, null::uuid as person, set_at as time, jsonb_build_object('protection', id, 'key', key,
         'value', value, 'grade', grade, 'reason', reason, 'by', set_by) as facts,
         -- The last one is in force: one that was put behind a later one would be.
         case when exists (select from vault.policy_act o where o.key = p.key and o.place > p.place
           and o.set_at < p.set_at - interval '2 minutes') then 'the order of setting' end as wrong
        from vault.policy_act p where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      // Only settings from before there were receipts have none.
      `select id::text as row, receipt from vault.policy_act p where id > $1::uuid and (receipt is not null
         or exists (select from vault.policy_act o where o.receipt is not null and (o.place < p.place or o.set_at <= p.set_at)))
        order by id limit $2`,
      [after ?? EARLIEST, limit],
    ),
};

/** The acts in the tables of the vault, for the self-check of the log. */
export const vaultActTables: readonly ActTable[] = [reveals, alerts, keyEvents, retention, orders, settings];
