import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { ActRow, ActTable, LoggedAct } from '../../evidence/index.ts';

const ids = (acts: readonly LoggedAct[]): string[] => acts.map(({ receipt }) => receipt);
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const names = (member: string) => (act: LoggedAct) => act.payload?.[member] !== undefined;

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
    }>(
      `select code || '/' || revision as row, receipt, code as activity, revision, content, hash, saved_at as time
         from register.activity_revision where receipt = any($1::uuid[])`,
      [ids(acts)],
    );
    return rows.map(({ row, receipt, activity, revision, content, hash, time }): ActRow => {
      const computed = sha256(canonicalJson(content));
      const wrong = computed === hash.toString('hex') ? null : 'the hash of its content';
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
  expects: names('assessment'),
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select id::text as row, receipt, entered_at as time, jsonb_build_object('activity', activity, 'assessment', state,
         'documentName', document_name, 'documentHash', document_hash, 'by', entered_by) as facts
        from register.assessment_entry where receipt = any($1::uuid[])`,
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
         'recipient', recipient, 'documentHash', document_hash, 'by', entered_by) as facts
        from register.contract_entry where receipt = any($1::uuid[])`,
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
         'recipient', recipient, 'subEntrustee', sub_entrustee, 'documentHash', document_hash, 'by', entered_by) as facts
        from register.sub_entrustment_entry where receipt = any($1::uuid[])`,
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

interface Pages {
  readonly zh: string;
  readonly en: string;
}

const notices: ActTable = {
  name: 'register.notice_version',
  kinds: ['notice-published'],
  async rowsOf(tx, acts) {
    const rows = await tx.query<{
      row: string;
      receipt: string;
      notice: string;
      version: number;
      hash: string;
      content: Json;
      html: Pages;
      shortHtml: Pages;
      time: Date;
    }>(
      `select code || '/' || version as row, receipt, code as notice, version, hash, content, html, short_html as "shortHtml", published_at as time
         from register.notice_version where receipt = any($1::uuid[])`,
      [ids(acts)],
    );
    return rows.map(({ row, receipt, notice, version, hash, content, html, shortHtml, time }): ActRow => {
      const computed = sha256(canonicalJson(content));
      const pages = {
        zh: sha256(html.zh),
        en: sha256(html.en),
        shortZh: sha256(shortHtml.zh),
        shortEn: sha256(shortHtml.en),
      };
      const wrong = computed === hash ? null : 'the hash of its content';
      return { row, receipt, time, facts: { notice, version, hash: computed, pages }, wrong };
    });
  },
  receipts: (tx, after, limit) =>
    tx.query(
      `select code || '/' || version as row, receipt from register.notice_version
        where code || '/' || version > $1 order by 1 limit $2`,
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
    }>(
      `select code || '/' || version as row, receipt, code as agreement, version, hash, content, published_at as time
         from register.agreement_version where receipt = any($1::uuid[])`,
      [ids(acts)],
    );
    return rows.map(({ row, receipt, agreement, version, hash, content, time }): ActRow => {
      const computed = sha256(canonicalJson(content));
      const wrong = computed === hash ? null : 'the hash of its content';
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
