import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { ActRow, ActTable, LoggedAct } from '../../evidence/index.ts';
import { notices } from './notice-act-table.ts';

const ids = (acts: readonly LoggedAct[]): string[] => acts.map(({ receipt }) => receipt);
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const names = (member: string) => (act: LoggedAct) => act.payload?.[member] !== undefined;

// The newest entry is in force: one that was put behind a later one would be. Two minutes are what the clocks of servers may differ by.
const outOfOrder = (table: string, ...same: readonly string[]) =>
  `case when exists (select from register.${table} o where ${same.map((each) => `o.${each} = e.${each}`).join(' and ')}
     and o.id > e.id and o.entered_at < e.entered_at - interval '2 minutes') then 'the order of entering' end as wrong`;

const revisions: ActTable = {
  name: 'register.activity_revision',
  kinds: ['activity-revised'],
  expects: names('hash'),
  async rowsOf(tx, acts) {
    const rows = await tx.query<{
      row: string;
      receipt: string;
      activity: string;
      revision: number;
      content: Json;
      hash: Buffer;
      time: Date;
      current: boolean;
    }>(
      `select code || '/' || revision as row, receipt, code as activity, revision, content, hash, saved_at as time,
         exists (select from register.activity a where a.code = r.code and a.revision =
           (select max(l.revision) from register.activity_revision l where l.code = r.code)) as current
         from register.activity_revision r where receipt = any($1::uuid[])`,
      [ids(acts)],
    );
    return rows.map(({ row, receipt, activity, revision, content, hash, time, current }): ActRow => {
      const computed = sha256(canonicalJson(content));
      const wrong =
        computed !== hash.toString('hex') ? 'the hash of its content' : current ? null : 'the newest revision in force';
      return { row, receipt, time, facts: { activity, revision, hash: computed }, wrong };
    });
  },
  receipts: (tx, after, limit) =>
    tx.query(
      `select code || '/' || revision as row, receipt from register.activity_revision
        where code || '/' || revision > $1 order by 1 limit $2`,
      [after ?? '', limit],
    ),
};

const assessments: ActTable = {
  name: 'register.assessment_entry',
  kinds: ['activity-revised'],
  // The log commits to the document, not to what it is called.
  passedOver: ['documentName'],
  expects: names('assessment'),
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, entered_at as time, jsonb_build_object('activity', activity, 'assessment', state,
         'documentName', document_name, 'documentHash', document_hash, 'by', entered_by) as facts, ${outOfOrder('assessment_entry', 'activity')}
        from register.assessment_entry e where receipt = any($1::uuid[])`,
      [ids(acts)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      'select id::text as row, receipt from register.assessment_entry where id > $1::bigint order by id limit $2',
      [after ?? '0', limit],
    ),
};

const contracts: ActTable = {
  name: 'register.contract_entry',
  kinds: ['activity-revised'],
  expects: names('contract'),
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, entered_at as time, jsonb_build_object('activity', activity, 'contract', state,
         'recipient', recipient, 'documentHash', document_hash, 'by', entered_by) as facts, ${outOfOrder('contract_entry', 'activity', 'recipient')}
        from register.contract_entry e where receipt = any($1::uuid[])`,
      [ids(acts)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      'select id::text as row, receipt from register.contract_entry where id > $1::bigint order by id limit $2',
      [after ?? '0', limit],
    ),
};

const subEntrustments: ActTable = {
  name: 'register.sub_entrustment_entry',
  kinds: ['activity-revised'],
  expects: names('subEntrustment'),
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, entered_at as time, jsonb_build_object('activity', activity, 'subEntrustment', state,
         'recipient', recipient, 'subEntrustee', sub_entrustee, 'documentHash', document_hash, 'by', entered_by) as facts,
         ${outOfOrder('sub_entrustment_entry', 'activity', 'recipient', 'sub_entrustee')}
        from register.sub_entrustment_entry e where receipt = any($1::uuid[])`,
      [ids(acts)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      'select id::text as row, receipt from register.sub_entrustment_entry where id > $1::bigint order by id limit $2',
      [after ?? '0', limit],
    ),
};

const ends: ActTable = {
  name: 'register.activity_end',
  kinds: ['activity-revised'],
  expects: names('ended'),
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select activity as row, receipt, ended_at as time,
         jsonb_build_object('activity', activity, 'ended', true, 'reason', reason, 'by', entered_by) as facts
        from register.activity_end where receipt = any($1::uuid[])`,
      [ids(acts)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      'select activity as row, receipt from register.activity_end where activity > $1 order by activity limit $2',
      [after ?? '', limit],
    ),
};

const agreements: ActTable = {
  name: 'register.agreement_version',
  kinds: ['agreement-published'],
  async rowsOf(tx, acts) {
    const rows = await tx.query<{
      row: string;
      receipt: string;
      agreement: string;
      version: number;
      hash: string;
      content: Json;
      time: Date;
      current: boolean;
    }>(
      `select code || '/' || version as row, receipt, code as agreement, version, hash, content, published_at as time,
         exists (select from register.agreement a where a.code = v.code and a.version =
           (select max(l.version) from register.agreement_version l where l.code = v.code)) as current
         from register.agreement_version v where receipt = any($1::uuid[])`,
      [ids(acts)],
    );
    return rows.map(({ row, receipt, agreement, version, hash, content, time, current }): ActRow => {
      const computed = sha256(canonicalJson(content));
      const wrong = computed !== hash ? 'the hash of its content' : current ? null : 'the newest version in force';
      return { row, receipt, time, facts: { agreement, version, hash: computed }, wrong };
    });
  },
  receipts: (tx, after, limit) =>
    tx.query(
      `select code || '/' || version as row, receipt from register.agreement_version
        where code || '/' || version > $1 order by 1 limit $2`,
      [after ?? '', limit],
    ),
};

/** The acts in the tables of the register, for the self-check of the log. */
export const registerActTables: readonly ActTable[] = [
  revisions,
  assessments,
  contracts,
  subEntrustments,
  ends,
  notices,
  agreements,
];
