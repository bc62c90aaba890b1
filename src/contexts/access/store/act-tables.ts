import type { ActRow, ActTable, LoggedAct } from '../../evidence/index.ts';

const EARLIEST = '00000000-0000-0000-0000-000000000000';

/** Changes of who may do what. What else the trail holds is in no log. */
const trail: ActTable = {
  name: 'access.trail',
  kinds: ['staff-access'],
  expects: ({ payload }) => String(payload?.['act'] ?? '').startsWith('access.'),
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select position::text as row, receipt, time, jsonb_build_object('act', act, 'by', actor, 'subject', subject) as facts
        from access.trail where receipt = any($1::uuid[])`,
      [acts.map(({ receipt }) => receipt)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      `select position::text as row, receipt from access.trail
        where position > $1::bigint and (receipt is not null or act = any($3::text[])) order by position limit $2`,
      [after ?? '0', limit, LOGGED],
    ),
};

const INVITED = ['access.staff-invited', 'access.administrator-created'];
const OF_ROLES = [...INVITED, 'access.role-changed'];
const OF_KEYS = ['access.key-created', 'access.key-revoked'];
/** What the state of a member is after an act; the others change none. */
const STATES: Readonly<Record<string, string>> = {
  'access.staff-invited': 'invited',
  'access.staff-invited-again': 'invited',
  'access.administrator-created': 'active',
  'access.invitation-accepted': 'active',
  'access.sign-in-link-issued': 'active',
  'access.staff-disabled': 'disabled',
};
/** Acts that have an entry whoever did them. */
const LOGGED = [...Object.keys(STATES), 'access.role-changed', ...OF_KEYS];

const actOf = ({ payload }: LoggedAct): string => String(payload?.['act'] ?? '');
const ids = (acts: readonly LoggedAct[]): string[] => acts.map(({ receipt }) => receipt);

/** Who is a member, as what: nobody gets in, gets another role or comes back in silence. */
const staff: ActTable = {
  name: 'access.staff',
  kinds: ['staff-access'],
  besides: true,
  expects: (act) => actOf(act) === 'access.role-changed' || actOf(act) in STATES,
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select s.id::text as row, t.receipt,
         case when t.act = any($2::text[]) and not exists (select from access.trail l where l.subject = t.subject and l.act = any($2::text[])
             and l.receipt is not null and l.position > t.position)
           then jsonb_build_object(case t.act when 'access.role-changed' then 'to' else 'role' end, s.role) else '{}' end as facts,
         case when s.state <> $3::jsonb ->> t.act and not exists (select from access.trail l where l.subject = t.subject and $3::jsonb ? l.act
             and l.receipt is not null and l.position > t.position) then 'the state that its last act left' end as wrong
        from access.trail t join access.staff s on s.id::text = t.subject
       where t.receipt = any($1::uuid[]) and (t.act = 'access.role-changed' or $3::jsonb ? t.act)`,
      [ids(acts), OF_ROLES, JSON.stringify(STATES)],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      `select s.id::text as row, (select t.receipt from access.trail t where t.subject = s.id::text and t.act = any($3::text[]) limit 1) as receipt
        from access.staff s where s.id > $1::uuid order by s.id limit $2`,
      [after ?? EARLIEST, limit, INVITED],
    ),
};

/** API keys: what one may do and see, until when, and whether it still may. */
const keys: ActTable = {
  name: 'access.api_key',
  kinds: ['staff-access'],
  besides: true,
  // Entries of keys that were made before these stood in them.
  passedOver: ['tier', 'expiresAt'],
  expects: (act) => OF_KEYS.includes(actOf(act)),
  rowsOf: (tx, acts) =>
    tx.query<ActRow>(
      `select k.id::text as row, t.receipt,
         case t.act when 'access.key-created' then jsonb_build_object('scopes', k.scopes, 'by', k.created_by, 'tier', k.tier,
           'expiresAt', to_char(k.expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) else '{}' end as facts,
         case when t.act = 'access.key-revoked' and k.revoked_at is null then 'revoked'
           when t.act = 'access.key-created' and k.revoked_at is not null and not exists (select from access.trail l
             where l.subject = t.subject and l.act = 'access.key-revoked' and l.receipt is not null) then 'not revoked'
           -- The row is written a moment before its entry.
           when abs(extract(epoch from case t.act when 'access.key-created' then k.created_at else k.revoked_at end - t.time)) > 120
             then 'the time of its entry' end as wrong
        from access.trail t join access.api_key k on k.id::text = t.subject
       where t.receipt = any($1::uuid[]) and t.act = any($2::text[])`,
      [ids(acts), OF_KEYS],
    ),
  receipts: (tx, after, limit) =>
    tx.query(
      `select k.id::text as row, (select t.receipt from access.trail t where t.subject = k.id::text and t.act = 'access.key-created' limit 1) as receipt
        from access.api_key k where k.id > $1::uuid order by k.id limit $2`,
      [after ?? EARLIEST, limit],
    ),
};

/** The acts in the tables of access, for the self-check of the log. */
export const accessActTables: readonly ActTable[] = [trail, staff, keys];
