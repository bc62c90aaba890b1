import type { Json } from '../../../platform/crypto/index.ts';
import { retryWhenOvertaken, type Tx } from '../../../platform/database/index.ts';
import type {
  Activity,
  ActivityInput,
  ActivityRevision,
  AssessmentState,
  ContractState,
  SubEntrustmentState,
} from '../domain/activity.ts';
import type { Publication } from '../domain/notice.ts';
import type { InForce } from '../register.ts';
import { PUBLICATION } from './notices.ts';

interface RevisionRow {
  readonly revision: number;
  readonly content: ActivityInput;
  readonly saved_at: Date;
}

interface StateRow {
  readonly built_in: boolean;
  readonly ended_at: Date | null;
  readonly assessment: { state: AssessmentState['state']; name: string | null; hash: string | null; at: string } | null;
  readonly contracts:
    | readonly { recipient: string; state: ContractState['state']; hash: string | null; at: string }[]
    | null;
  readonly sub_entrustments:
    | readonly {
        recipient: string;
        sub: string;
        state: SubEntrustmentState['state'];
        hash: string | null;
        at: string;
      }[]
    | null;
}

const STATE = `
  a.built_in, (select n.ended_at from register.activity_end n where n.activity = a.code) as ended_at,
    (select jsonb_build_object('state', e.state, 'name', e.document_name, 'hash', e.document_hash, 'at', e.entered_at)
       from register.assessment_entry e where e.activity = a.code order by e.id desc limit 1) as assessment,
    (select jsonb_agg(jsonb_build_object('recipient', c.recipient, 'state', c.state, 'hash', c.document_hash, 'at', c.entered_at))
       from (select distinct on (recipient) * from register.contract_entry where activity = a.code
             order by recipient, id desc) c) as contracts,
    (select jsonb_agg(jsonb_build_object('recipient', s.recipient, 'sub', s.sub_entrustee, 'state', s.state,
         'hash', s.document_hash, 'at', s.entered_at))
       from (select distinct on (recipient, sub_entrustee) * from register.sub_entrustment_entry where activity = a.code
             order by recipient, sub_entrustee, id desc) s) as sub_entrustments`;

const CURRENT = `
  select r.revision, r.content, r.saved_at, ${STATE}
    from register.activity a join register.activity_revision r on r.code = a.code and r.revision = a.revision`;

/** What may change about an activity while its revision stays. */
type ActivityState = Omit<Activity, keyof ActivityRevision>;

function toRevision(row: RevisionRow): ActivityRevision {
  return { ...row.content, revision: row.revision, savedAt: row.saved_at };
}

function toState(row: StateRow): ActivityState {
  const { assessment, contracts, sub_entrustments } = row;
  return {
    builtIn: row.built_in,
    endedAt: row.ended_at,
    assessment: {
      state: assessment?.state ?? 'none',
      documentName: assessment?.name ?? null,
      documentHash: assessment?.hash ?? null,
      at: assessment === null ? null : new Date(assessment.at),
    },
    contracts: (contracts ?? []).map((each) => ({
      recipient: each.recipient,
      state: each.state,
      documentHash: each.hash,
      at: new Date(each.at),
    })),
    subEntrustments: (sub_entrustments ?? []).map((each) => ({
      recipient: each.recipient,
      subEntrustee: each.sub,
      state: each.state,
      documentHash: each.hash,
      at: new Date(each.at),
    })),
  };
}

/** The current revision of an activity. */
export async function findActivity(tx: Tx, code: string): Promise<Activity | undefined> {
  const row = await tx.first<RevisionRow & StateRow>(`${CURRENT} where a.code = $1`, [code], 'register.activity');
  return row === undefined ? undefined : { ...toRevision(row), ...toState(row) };
}

/** The number of the current revision of an activity, the activity's state and where it is told. */
export async function findStateAsTold(
  tx: Tx,
  code: string,
): Promise<{ revision: number; state: ActivityState; publication: Publication | null } | undefined> {
  const row = await tx.first<StateRow & { current: number } & (Publication | { [column in keyof Publication]: null })>(
    `select a.revision as current, ${STATE}, p.*
       from register.activity a left join (${PUBLICATION}) p on true where a.code = $1`,
    [code],
    'register.state-as-told',
  );
  if (row === undefined) return undefined;
  const { current, built_in, ended_at, assessment, contracts, sub_entrustments, ...publication } = row;
  return {
    revision: current,
    state: toState({ built_in, ended_at, assessment, contracts, sub_entrustments }),
    publication: publication.notice === null ? null : publication,
  };
}

/**
 * Counts that grow with every change of revisions, assessments, contracts, ends and published notices. Counts, not highest numbers: entries can
 * commit out of order.
 */
export async function findStateVersion(tx: Tx): Promise<string> {
  const row = await tx.one<{ version: string }>(
    `select concat_ws('/', (select sum(revision) from register.activity), (select count(*) from register.assessment_entry),
       (select count(*) from register.contract_entry), (select count(*) from register.sub_entrustment_entry), (select sum(version) from register.notice),
       (select count(*) from register.activity_end)) as version`,
    [],
    'register.state-version',
  );
  return row.version;
}

/** What one revision of an activity says. */
export async function findRevision(tx: Tx, code: string, revision: number): Promise<ActivityRevision | undefined> {
  const row = await tx.first<RevisionRow>(
    'select revision, content, saved_at from register.activity_revision where code = $1 and revision = $2',
    [code, revision],
    'register.activity-revision',
  );
  return row === undefined ? undefined : toRevision(row);
}

/** The current revisions of all activities, by code. */
export async function listActivities(tx: Tx): Promise<Activity[]> {
  const rows = await tx.query<RevisionRow & StateRow>(`${CURRENT} order by a.built_in, a.code`);
  return rows.map((row) => ({ ...toRevision(row), ...toState(row) }));
}

/** The contents of the revisions `from` to `to` of an activity, in order. */
export async function listRevisions(tx: Tx, code: string, from: number, to: number): Promise<ActivityInput[]> {
  const rows = await tx.query<{ content: ActivityInput }>(
    'select content from register.activity_revision where code = $1 and revision between $2 and $3 order by revision',
    [code, from, to],
    'register.revisions-between',
  );
  return rows.map((row) => row.content);
}

/** The number and hash of the newest revision; locks the activity until the end of the transaction. */
export async function lockActivity(
  tx: Tx,
  code: string,
): Promise<{ revision: number; hash: Buffer; builtIn: boolean } | undefined> {
  const row = await tx.first<{ revision: number; hash: Buffer; built_in: boolean }>(
    `select a.revision, r.hash, a.built_in from register.activity a
       join register.activity_revision r on r.code = a.code and r.revision = a.revision
      where a.code = $1 for update of a`,
    [code],
  );
  return row === undefined ? undefined : { revision: row.revision, hash: row.hash, builtIn: row.built_in };
}

/** Adds a revision and makes it the current one. */
export async function insertRevision(
  tx: Tx,
  revision: {
    code: string;
    revision: number;
    content: Json;
    hash: Buffer;
    builtIn: boolean;
    at: Date;
    receipt: string;
  },
): Promise<void> {
  await tx.execute(
    `insert into register.activity (code, revision, built_in) values ($1, $2, $3)
       on conflict (code) do update set revision = excluded.revision`,
    [revision.code, revision.revision, revision.builtIn],
  );
  await tx.execute(
    `insert into register.activity_revision (code, revision, content, hash, saved_at, receipt)
     values ($1, $2, $3, $4, $5, $6)`,
    [revision.code, revision.revision, JSON.stringify(revision.content), revision.hash, revision.at, revision.receipt],
  );
}

/** Ends an activity; false when it had ended before. */
export async function insertEnd(
  tx: Tx,
  entry: { activity: string; reason: string; by: string; at: Date; receipt: string },
): Promise<boolean> {
  const added = await tx.execute(
    `insert into register.activity_end (activity, reason, entered_by, ended_at, receipt) values ($1, $2, $3, $4, $5)
     on conflict (activity) do nothing`,
    [entry.activity, entry.reason, entry.by, entry.at, entry.receipt],
  );
  return added === 1;
}

/** Whether an activity has ended. */
export async function hasEnded(tx: Tx, code: string): Promise<boolean> {
  return (await tx.first('select 1 from register.activity_end where activity = $1', [code])) !== undefined;
}

/** The newest version of every published notice, and the activities that have ended. */
export async function findInForce(tx: Tx): Promise<InForce> {
  const row = await tx.one<{ notices: Record<string, number> | null; ended: string[] | null }>(
    `select (select jsonb_object_agg(code, version) from register.notice where version > 0) as notices,
        (select array_agg(activity) from register.activity_end) as ended`,
    [],
    'register.in-force',
  );
  return { notices: new Map(Object.entries(row.notices ?? {})), ended: new Set(row.ended ?? []) };
}

/** Fails, so that the transaction is tried again and reads, unless this is still what `findInForce` would find. */
export async function expectInForce(tx: Tx, { notices, ended }: InForce): Promise<void> {
  await retryWhenOvertaken(
    tx.execute(
      `select 1 / (coalesce((select jsonb_object_agg(code, version) from register.notice where version > 0), '{}') = $1::jsonb
          and (select array(select activity from register.activity_end order by activity collate "C")) = $2::text[])::integer`,
      [JSON.stringify(Object.fromEntries(notices)), [...ended].sort()],
      'register.expect-in-force',
    ),
  );
}

/** Receipts of what the register recorded about an activity before an instant: revisions, assessments, contracts, the end. */
export async function listActReceipts(tx: Tx, activity: string, before: Date): Promise<string[]> {
  const rows = await tx.query<{ receipt: string }>(
    `select receipt from register.activity_revision where code = $1 and saved_at < $2 and receipt is not null
     union all select receipt from register.assessment_entry where activity = $1 and entered_at < $2 and receipt is not null
     union all select receipt from register.contract_entry where activity = $1 and entered_at < $2 and receipt is not null
     union all select receipt from register.sub_entrustment_entry where activity = $1 and entered_at < $2
     union all select receipt from register.activity_end where activity = $1 and ended_at < $2`,
    [activity, before],
    'register.act-receipts',
  );
  return rows.map(({ receipt }) => receipt);
}
