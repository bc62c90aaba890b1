import type { Tx } from '../../../platform/database/index.ts';
import { latestBirthDate } from '../domain/age.ts';
import type { GrantState, PersonState, RefusalState, StandingState, SuppressionState } from '../domain/person-state.ts';
import { statementName } from './statement-name.ts';

/** For which activity and channel a state is read. */
export interface StateQuery {
  readonly activity: string;
  readonly channel: string;
  /** Addresses are those current at this instant; null for the present. */
  readonly asOf: Date | null;
}

/** Opens a minor's birth date; undefined when it can't be opened, then the age is unknown. */
type Unseal = (sealed: Buffer) => string | undefined;

interface SubjectRow {
  readonly ordinal: number;
  readonly person: string;
  readonly role: string;
  readonly adult_on: string | null;
  /** Hexadecimal. */
  readonly minor_birth: string | null;
  readonly fourteen_on: string | null;
  readonly signed: boolean;
  readonly closed_at: Date | null;
}

type AddressRow = NonNullable<PersonState['address']>;
type Of<Row> = readonly (Row & { readonly ordinal: number })[];

/** A no, with whether another record of the same human said it. */
type No<Row> = Omit<Row, 'kin'> & { readonly kin: boolean };

/** The rows of each part. */
interface Parts {
  readonly subjects: readonly SubjectRow[];
  readonly standings: Of<StandingState>;
  readonly unproven: Of<unknown>;
  readonly addresses: Of<AddressRow>;
  readonly grants: Of<GrantState>;
  readonly refusals: Of<No<RefusalState>>;
  readonly suppressions: Of<No<SuppressionState>>;
  readonly digestSuppressions: Of<No<SuppressionState>>;
}

// Who else is the same human (decision 0067), now or then. Their noes count for the record; what they agreed to does not.
const CURRENT = (row: string) => `case when {asOf}::timestamptz is null then ${row}.parted_at is null
      else ${row}.joined_at <= {asOf} and (${row}.parted_at is null or ${row}.parted_at > {asOf}) end`;
const KIN = `consent.kin m join consent.kin k on k.label = m.label and k.ordinal <> m.ordinal and ${CURRENT('m')} and ${CURRENT('k')}`;

// Each arm is the condition of an index: of the addresses that people have, and of those that they had.
const HELD = (row: string) => `((${row}.ended_at is null and ({asOf}::timestamptz is null or ${row}.set_at <= {asOf}))
      or (${row}.ended_at is not null and ${row}.set_at <= {asOf} and ${row}.ended_at > {asOf}))`;

// One plain query for each table, put together by ordinal in the program: a join of all of them is planned badly right after an import,
// before PostgreSQL has statistics of the new rows. `{who}` stands where a query is limited to some people.
const QUERIES: { readonly [part in keyof Parts]: string } = {
  subjects: `
  select ordinal, person, role, adult_on::text, encode(minor_birth, 'hex') as minor_birth, fourteen_on::text,
      minority_sign_at is not null as signed, closed_at
    from consent.subject where {who} order by ordinal`,

  standings: `
  select ordinal, grade, revision, notice_shown_at as "noticeShownAt", keep_until as "keepUntil"
    from consent.standing where activity = {activity} and {who}`,

  unproven: `select distinct ordinal from consent.standing where grade = 'C' and {who}`,

  addresses: `
  select ordinal, set_at as "setAt", confirmed_at as "confirmedAt" from consent.address a
   where channel = {channel} and {who} and ${HELD('a')}`,

  grants: `
  select ordinal, revision, channel, kind, how, notice, notice_version as "noticeVersion", shown_at as "shownAt",
      given_at as "givenAt", valid_until as "validUntil", keep_until as "keepUntil", one_time as "oneTime", recipient,
      withdrawn_at as "withdrawnAt", used_at as "usedAt", used_by as "usedBy",
      guardian is not null as guardian
    from consent."grant" where activity = {activity} and {who} order by id`,

  refusals: `
  select ordinal, kind, channel, at, kin from (
    select ordinal, kind, channel, said_at as at, false as kin, id from consent.refusal where activity = {activity} and {who}
    union all
    select m.ordinal, r.kind, r.channel, r.said_at, true, r.id
      from ${KIN} join consent.refusal r on r.ordinal = k.ordinal and r.activity = {activity} where m.{who}
  ) noes order by kin, id`,

  suppressions: `
  select ordinal, kind, channel, at, "liftedAt", kin from (
    select ordinal, kind, channel, said_at as at, lifted_at as "liftedAt", false as kin, id from consent.suppression
     where ordinal is not null and {who}
    union all
    select m.ordinal, p.kind, p.channel, p.said_at, null, true, p.id
      from ${KIN} join consent.suppression p on p.ordinal = k.ordinal where m.{who}
  ) noes order by kin, id`,

  // A no on a digest reaches everyone whose address it is, whoever said it.
  digestSuppressions: `
  select ordinal, kind, channel, at, "liftedAt", kin from (
    select a.ordinal, p.kind, p.channel, p.said_at as at, p.lifted_at as "liftedAt", false as kin, p.id
      from consent.suppression p
      join consent.address a on a.digest = p.digest and a.channel = p.channel
     where p.digest is not null and a.{who} and ${HELD('a')}
    union all
    select m.ordinal, p.kind, p.channel, p.said_at, p.lifted_at, true, p.id
      from ${KIN} join consent.address a on a.ordinal = k.ordinal and ${HELD('a')}
      join consent.suppression p on p.digest = a.digest and p.channel = a.channel and p.digest is not null
     where m.{who}
  ) noes order by kin, id`,
};

// A condition in two parts names the row in its second part as the query does before its first.
function limited(sql: string, who: string): string {
  return sql.replace(/(\w+\.)?\{who\}/g, (_, row = '') => row + who.replaceAll('{row}', row));
}

/** Numbers the parameters that a statement names. */
function bind(sql: string, given: Readonly<Record<string, unknown>>): { text: string; values: unknown[] } {
  const names: string[] = [];
  const text = sql.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, values: names.map((name) => given[name]) };
}

/** Whom a state is read of: these ordinals, or all from one to before another. */
export type Whose = readonly number[] | { readonly from: number; readonly to: number };

/** Reads everything person-dependent about one activity and channel, in ordinal order. */
export async function readPersonStates(
  tx: Tx,
  { ordinals, ...query }: StateQuery & { readonly ordinals: Whose },
  unseal: Unseal,
): Promise<PersonState[]> {
  const range = 'from' in ordinals;
  const who = range ? 'ordinal >= {from} and {row}ordinal < {to}' : 'ordinal in (select unnest({ordinals}::int[]))';
  const given = range ? { ...query, ...ordinals } : { ...query, ordinals };
  const read = <Part extends keyof Parts>(part: Part) => {
    const { text, values } = bind(limited(QUERIES[part], who), given);
    const name = `consent.state-${part}`;
    // A range has no name: a plan made for no range in particular may read the whole table for each.
    return tx.query<Parts[Part][number]>(text, values, range ? undefined : statementName(name, ordinals.length));
  };
  return assemble(
    {
      subjects: await read('subjects'),
      standings: await read('standings'),
      unproven: await read('unproven'),
      addresses: await read('addresses'),
      grants: await read('grants'),
      refusals: await read('refusals'),
      suppressions: await read('suppressions'),
      digestSuppressions: await read('digestSuppressions'),
    },
    unseal,
  );
}

const OF_ONE = `with who as materialized (select ordinal from consent.subject where person = {person})
  select ${Object.entries(QUERIES)
    .map(([part, sql]) => {
      const ofOne = limited(sql, 'ordinal = (select ordinal from who)');
      return `(select coalesce(json_agg(part), '[]') from (${ofOne}) part) as "${part}"`;
    })
    .join(', ')}`;

/** Reads the same of one person by the same queries, in one statement; undefined when nobody is known by the id. */
export async function readPersonState(
  tx: Tx,
  query: StateQuery & { readonly person: string },
  unseal: Unseal,
): Promise<PersonState | undefined> {
  const { text, values } = bind(OF_ONE, { ...query });
  const row = await tx.one<{ readonly [part in keyof Parts]: readonly object[] }>(text, values, 'consent.state-of-one');
  const parts = Object.entries(row).map(([part, rows]) => [part, rows.map(withTimes)]);
  return assemble(Object.fromEntries(parts) as Parts, unseal)[0];
}

type TimeOf<Row> = { [column in keyof Row]-?: Row[column] extends Date | null ? column : never }[keyof Row];

// JSON has no times; the type holds this list complete.
const TIMES: Record<
  | TimeOf<SubjectRow>
  | TimeOf<StandingState>
  | TimeOf<AddressRow>
  | TimeOf<GrantState>
  | TimeOf<RefusalState>
  | TimeOf<SuppressionState>,
  true
> = {
  closed_at: true,
  noticeShownAt: true,
  keepUntil: true,
  setAt: true,
  confirmedAt: true,
  shownAt: true,
  givenAt: true,
  validUntil: true,
  withdrawnAt: true,
  usedAt: true,
  at: true,
  liftedAt: true,
};

function withTimes(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'string' && Object.hasOwn(TIMES, column) ? timeOf(value) : value,
    ]),
  );
}

function timeOf(text: string): Date {
  const time = new Date(text);
  // An unreadable time compares as neither earlier nor later: nothing may be decided by it.
  if (Number.isNaN(time.getTime())) throw new Error('a time that no Date can hold');
  return time;
}

function assemble(parts: Parts, unseal: Unseal): PersonState[] {
  const standings = byOrdinal(parts.standings);
  const unproven = new Set(parts.unproven.map((row) => row.ordinal));
  const addresses = byOrdinal(parts.addresses);
  const grants = byOrdinal(parts.grants);
  const refusals = byOrdinal(parts.refusals);
  const suppressions = byOrdinal([...parts.suppressions, ...parts.digestSuppressions]);
  return parts.subjects.map((row) => ({
    ordinal: row.ordinal,
    person: row.person,
    role: row.role,
    birthDate: birthDateOf(row, unseal),
    minoritySign: row.signed,
    closedAt: row.closed_at,
    standing: standings.get(row.ordinal)?.map(withoutOrdinal)[0] ?? null,
    unproven: unproven.has(row.ordinal),
    grants: (grants.get(row.ordinal) ?? []).map(withoutOrdinal),
    refusals: (refusals.get(row.ordinal) ?? []).map(noOf),
    suppressions: (suppressions.get(row.ordinal) ?? []).map(noOf),
    address: addresses.get(row.ordinal)?.map(withoutOrdinal)[0] ?? null,
  }));
}

function byOrdinal<Row extends { readonly ordinal: number }>(rows: readonly Row[]): Map<number, Row[]> {
  const map = new Map<number, Row[]>();
  for (const row of rows) {
    const list = map.get(row.ordinal);
    if (list === undefined) map.set(row.ordinal, [row]);
    else list.push(row);
  }
  return map;
}

function birthDateOf(row: SubjectRow, unseal: Unseal): string | null {
  if (row.adult_on !== null) return latestBirthDate(row.adult_on, 18);
  if (row.fourteen_on !== null) return latestBirthDate(row.fourteen_on, 14);
  return row.minor_birth === null ? null : (unseal(Buffer.from(row.minor_birth, 'hex')) ?? null);
}

function noOf<Row extends { readonly ordinal: number; readonly kin: boolean }>({
  ordinal: _ordinal,
  kin,
  ...rest
}: Row) {
  return kin ? { ...rest, kin: true as const } : rest;
}

function withoutOrdinal<Row extends { readonly ordinal: number }>(row: Row): Omit<Row, 'ordinal'> {
  const { ordinal: _ordinal, ...rest } = row;
  return rest;
}
