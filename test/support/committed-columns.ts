import type { GateWorld } from './gate-world.ts';

/** A column of a table that holds acts. */
export interface ActColumn {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly identity: boolean;
}

/** The columns of these tables. */
export function columnsOfActs(
  rows: <Row>(sql: string) => Promise<Row[]>,
  tables: readonly string[],
): Promise<ActColumn[]> {
  const names = tables.map((table) => `'${table}'`).join(', ');
  return rows<ActColumn>(
    `select table_schema || '.' || table_name as table, column_name as column, udt_name as type, is_identity = 'YES' as identity
       from information_schema.columns where table_schema || '.' || table_name in (${names}) order by 1, ordinal_position`,
  );
}

/** SQL of another value than a column has. */
export function otherValue(type: string, column: string): string {
  const value = `"${column}"`;
  const other = OTHERS[type];
  if (other === undefined) throw new Error(`no other value of type ${type}`);
  return other(value);
}

const OTHERS: Readonly<Record<string, (value: string) => string>> = {
  text: (value) => `coalesce(${value}, '') || 'x'`,
  uuid: () => 'gen_random_uuid()',
  timestamptz: (value) => `coalesce(${value}, '2026-11-11T12:00:00Z') + interval '1 day'`,
  date: (value) => `coalesce(${value}, '2026-01-01') + 1`,
  int2: (value) => `coalesce(${value}, 0) + 1`,
  int4: (value) => `coalesce(${value}, 0) + 1`,
  int8: (value) => `coalesce(${value}, 0) + 1`,
  bool: (value) => `not coalesce(${value}, false)`,
  bytea: (value) => `coalesce(set_byte(${value}, 0, get_byte(${value}, 0) # 1), '\\x01')`,
  // A value changed in place rather than a member put beside the others.
  jsonb: (value) =>
    `case jsonb_typeof(${value}) when 'object' then (select jsonb_object_agg(key, '"else"'::jsonb) from jsonb_each(${value}))
       when 'array' then '[]' else '{"else": 1}' end`,
  _text: (value) => `coalesce(${value}, '{}') || 'x'::text`,
  _int4: (value) => `coalesce(${value}, '{}') || 1`,
};

const PLACE =
  'what the row is found by; where an order follows from it, the order is compared with the times, to two minutes';
const RUNNING = 'of the running of the product: the log does not commit to it';
const SEALED =
  'sealed or a digest under a key of the house; the log commits to none of it, so that keys can be renewed';

/**
 * Columns of the tables with receipts that the log does not commit to, and why a change of them is not found. A column that is new is found or stands here; a
 * table that names receipts and is not compared stands here without columns.
 */
export const NOT_COMMITTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'access.trail': { position: PLACE },
  'access.staff': { email_sealed: SEALED, name_sealed: SEALED, created_at: 'the entry of the invitation has the time' },
  'access.api_key': {
    digest: SEALED,
    label: RUNNING,
  },
  'register.assessment_entry': {
    id: PLACE,
    document_name: 'the log commits to the hash of the document, not to its name',
  },
  'register.contract_entry': { id: PLACE },
  'register.sub_entrustment_entry': { id: PLACE },
  'register.notice_version': { changes: 'computed from the versions, to be read by staff' },
  'consent.grant': {
    id: PLACE,
    used_at: 'that a restore used up what was open has no use; nothing else can be allowed by it',
  },
  'consent.refusal': { id: PLACE },
  'consent.suppression': { id: PLACE, digest: SEALED },
  'consent.use': { recipients: RUNNING, message: RUNNING, stored: RUNNING },
  'consent.presentation': {
    nonce_digest: SEALED,
    session_digest: SEALED,
    ordinal: 'who was shown it before they answered; whose answer it was is in the entry',
    expires_at: RUNNING,
    used_at: 'when it was answered is in the entry of the answer',
    carried: RUNNING,
  },
  'consent.subject': {
    ordinal: PLACE,
    role: RUNNING,
    closed_at: 'when; that whoever was erased stays closed is compared with the erasure',
    registered_at: RUNNING,
  },
  'consent.address': { id: PLACE, digest: SEALED, ended_at: 'no entry tells when an address ended' },
  'vault.reveal': { reason: SEALED },
  'vault.bulk_alert': { reviewed_by: RUNNING, reviewed_at: RUNNING },
  'vault.policy_act': { place: PLACE },
  'customers.export': {
    public_key: RUNNING,
    secret: SEALED,
    reason: SEALED,
    created_at: RUNNING,
    status: RUNNING,
    failure: RUNNING,
    total: RUNNING,
    done: RUNNING,
    excluded: RUNNING,
    bytes: 'the entry has the hash of the file',
    downloads: RUNNING,
  },
  'customers.correction': { reason: SEALED, undone_by: RUNNING },
  'customers.person_tag': { id: 'what the reason is sealed under', reason: SEALED },
  'customers.import': Object.fromEntries(
    'date_shift failure file encoding layout columns header mapping shift_days total done accepted refused duplicate new_people runner run_started_at run_started_done finished_at status created_at created_by'
      .split(' ')
      .map((column) => [column, RUNNING]),
  ),
  // Not compared: what is computed of people follows from acts that are, or is known elsewhere by the receipt alone.
  'customers.computed_trait': {},
  'customers.outbox': {},
};

/** What changing a column of the last row does not try: rows of another kind in a table that has several. */
export const FURTHER_ATTACKS: readonly { readonly table: string; readonly name: string; readonly sql: string }[] = [
  {
    table: 'consent.subject',
    name: 'a sign of minority forgotten',
    sql: `update consent.subject set minority_sign_at = null, minority_receipt = null
           where minority_receipt = (select minority_receipt from consent.subject where minority_sign_at is not null order by 1 desc limit 1)`,
  },
  {
    table: 'consent.subject',
    name: 'a sign of minority replaced by a declaration',
    sql: `update consent.subject set minority_sign_at = null, adult_on = '2026-01-01'
           where minority_receipt = (select minority_receipt from consent.subject where minority_sign_at is not null order by 1 desc limit 1)`,
  },
  {
    table: 'consent.subject',
    name: 'a sign of minority put in',
    sql: `update consent.subject set minority_sign_at = now() where ordinal = (select ordinal from consent.subject
           where minority_receipt is null and closed_at is null and num_nonnulls(adult_on, minor_birth, fourteen_on) = 0 limit 1)`,
  },
  {
    table: 'consent.subject',
    name: 'the age of somebody who is there declared',
    sql: `update consent.subject set adult_on = '2026-01-01' where ordinal = (select max(ordinal) from consent.subject
           where closed_at is null and minority_receipt is null and num_nonnulls(adult_on, minor_birth, fourteen_on, minority_sign_at) = 0)`,
  },
  {
    table: 'consent.subject',
    name: 'somebody who was erased opened again',
    sql: 'update consent.subject set closed_at = null where ordinal = (select max(ordinal) from consent.subject where closed_at is not null)',
  },
  {
    table: 'consent.subject',
    name: 'a minor made an adult',
    sql: `update consent.subject set adult_on = '2026-01-01', adult_born = true, minor_birth = null
           where ordinal = (select min(ordinal) from consent.subject where minor_birth is not null)`,
  },
  {
    table: 'consent.subject',
    name: 'the age of another, with its seal',
    sql: `update consent.subject set (adult_on, adult_born, minor_birth, age_seal) = (select adult_on, adult_born, minor_birth, age_seal
             from consent.subject where adult_on is not null and age_seal is not null order by ordinal desc limit 1)
           where ordinal = (select min(ordinal) from consent.subject where minor_birth is not null)`,
  },
  {
    table: 'consent.subject',
    name: 'a day of being of age changed',
    sql: `update consent.subject set adult_on = adult_on - 400 where ordinal = (select min(ordinal) from consent.subject where adult_on is not null)`,
  },
  {
    table: 'consent.standing',
    name: 'the proof made better',
    sql: `update consent.standing set grade = case grade when 'A' then 'B' else 'A' end
           where (activity, ordinal) = (select activity, ordinal from consent.standing order by ordinal desc limit 1)`,
  },
  {
    table: 'consent.standing',
    name: 'what another was told, put in',
    sql: `insert into consent.standing
          select s.ordinal, t.activity, t.source, t.grade, t.notice, t.notice_version, t.revision, t.notice_shown_at, t.keep_until, t.how, t.recorded_at, t.seal
            from (select * from consent.standing where seal is not null order by ordinal limit 1) t,
                 (select ordinal from consent.subject order by ordinal desc) s
           where not exists (select 1 from consent.standing h where h.ordinal = s.ordinal and h.activity = t.activity) limit 1`,
  },
  {
    table: 'customers.person_tag',
    name: 'whom a rule gave it to',
    sql: `update customers.person_tag set (person, ordinal) = (select id, ordinal from customers.person order by ordinal limit 1)
           where id = (select id from customers.person_tag where by_rule limit 1)`,
  },
  {
    table: 'customers.person_tag',
    name: 'one more whom a rule gave it to',
    sql: `insert into customers.person_tag select gen_random_uuid(), t.tag, p.id, p.ordinal, true, t.given_by, t.given_at, t.ends_at, null, t.receipt
            from (select * from customers.person_tag where by_rule limit 1) t, (select * from customers.person order by ordinal limit 1) p`,
  },
  {
    table: 'customers.deleted_tag',
    name: 'that the person took it off forgotten',
    sql: 'delete from customers.deleted_tag where by_person',
  },
  {
    table: 'customers.cluster_member',
    name: 'a record joined to others',
    sql: `insert into customers.cluster_member select max(o.ordinal), (select min(head) from customers.cluster_member) from customers.person o
           where o.ordinal not in (select ordinal from customers.cluster_member)`,
  },
];

/** Drops what would refuse a change in the contexts' tables before anything could find it. */
export async function dropConstraints({ act }: Pick<GateWorld, 'act'>): Promise<void> {
  await act(async (tx) => {
    const rows = await tx.query<{ sql: string }>(
      `select format('alter table %s drop constraint if exists %I cascade', conrelid::regclass, conname) as sql from pg_constraint
        where contype in ('c', 'f', 'u', 'p') and connamespace::regnamespace::text in ('access', 'register', 'consent', 'vault', 'customers')
       union all
       select format('drop index if exists %s', indexrelid::regclass) from pg_index where indisunique and not indisprimary
          and indrelid::regclass::text ~ '^(access|register|consent|vault|customers)[.]'
          and not exists (select from pg_constraint where conindid = indexrelid)`,
    );
    for (const { sql } of rows) await tx.execute(sql);
  });
}
