import type { Tx } from '../../../platform/database/index.ts';
import { latestBirthDateOfAdult } from '../domain/age.ts';
import type { GrantState, PersonState, RefusalState, StandingState, SuppressionState } from '../domain/person-state.ts';
import { statementName } from './statement-name.ts';

/** Whose state is read, for which activity and channel. */
export interface StateQuery {
  readonly activity: string;
  readonly channel: string;
  /** Addresses are those current at this instant; null for the present. */
  readonly asOf: Date | null;
  readonly ordinals: readonly number[] | 'all';
}

interface SubjectRow {
  readonly ordinal: number;
  readonly person: string;
  readonly role: string;
  readonly adult_on: string | null;
  readonly minor_birth: Buffer | null;
  readonly closed_at: Date | null;
}

/** Rows of one table, read for one name of statement. */
interface Part {
  readonly name: string;
  /** `{who}` stands where the statement is limited to some people. */
  readonly sql: string;
  readonly values: readonly unknown[];
}

// One plain statement for each table, put together by ordinal in the program: a join of all of them is planned badly right after an import,
// before PostgreSQL has statistics of the new rows.
const SUBJECTS = `
  select ordinal, person, role, adult_on::text, minor_birth, closed_at from consent.subject where {who} order by ordinal`;

const STANDINGS = `
  select ordinal, grade, revision, notice_shown_at as "noticeShownAt", keep_until as "keepUntil"
    from consent.standing where activity = $1 and {who}`;

const UNPROVEN = `select distinct ordinal from consent.standing where grade = 'C' and {who}`;

const ADDRESSES = `
  select ordinal, set_at as "setAt", confirmed_at as "confirmedAt" from consent.address
   where channel = $1 and {who} and case when $2::timestamptz is null then ended_at is null
      else set_at <= $2 and (ended_at is null or ended_at > $2) end`;

const GRANTS = `
  select ordinal, revision, channel, kind, how, notice, notice_version as "noticeVersion", shown_at as "shownAt",
      given_at as "givenAt", valid_until as "validUntil", keep_until as "keepUntil", one_time as "oneTime", recipient,
      withdrawn_at as "withdrawnAt", used_at as "usedAt", used_by as "usedBy"
    from consent."grant" where activity = $1 and {who} order by id`;

const REFUSALS = `
  select ordinal, kind, channel, said_at as at from consent.refusal where activity = $1 and {who} order by id`;

const SUPPRESSIONS = `
  select ordinal, kind, channel, said_at as at, lifted_at as "liftedAt" from consent.suppression
   where ordinal is not null and {who} order by id`;

// A no on a digest reaches everyone whose address it is, whoever said it.
const DIGEST_SUPPRESSIONS = `
  select a.ordinal, p.kind, p.channel, p.said_at as at, p.lifted_at as "liftedAt"
    from consent.suppression p
    join consent.address a on a.digest = p.digest and a.channel = p.channel
   where p.digest is not null and a.{who} and case when $1::timestamptz is null then a.ended_at is null
      else a.set_at <= $1 and (a.ended_at is null or a.ended_at > $1) end
   order by p.id`;

async function read<Row>(tx: Tx, part: Part, ordinals: readonly number[] | 'all'): Promise<Row[]> {
  if (ordinals === 'all')
    return tx.query<Row>(part.sql.replace('{who}', 'ordinal is not null'), [...part.values], `${part.name}-all`);
  const limited = `ordinal in (select unnest($${part.values.length + 1}::int[]))`;
  return tx.query<Row>(
    part.sql.replace('{who}', limited),
    [...part.values, ordinals],
    statementName(part.name, ordinals.length),
  );
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

/**
 * Reads everything person-dependent about one activity and channel, for some people or all, in ordinal order. The one seam between the
 * gate's rules and where states are kept: `unseal` opens a minor's birth date (undefined when it can't be opened, then the age is unknown).
 */
export async function readPersonStates(
  tx: Tx,
  query: StateQuery,
  unseal: (sealed: Buffer) => string | undefined,
): Promise<PersonState[]> {
  const { activity, channel, asOf, ordinals } = query;
  const of = <Row>(name: string, sql: string, ...values: unknown[]) =>
    read<Row & { readonly ordinal: number }>(tx, { name: `consent.state-${name}`, sql, values }, ordinals);
  const subjects = await of<SubjectRow>('subjects', SUBJECTS);
  const standings = byOrdinal(await of<StandingState>('standings', STANDINGS, activity));
  const unproven = new Set((await of('unproven', UNPROVEN)).map((row) => row.ordinal));
  const addresses = byOrdinal(
    await of<{ setAt: Date; confirmedAt: Date | null }>('addresses', ADDRESSES, channel, asOf),
  );
  const grants = byOrdinal(await of<GrantState>('grants', GRANTS, activity));
  const refusals = byOrdinal(await of<RefusalState>('refusals', REFUSALS, activity));
  const suppressions = byOrdinal([
    ...(await of<SuppressionState>('suppressions', SUPPRESSIONS)),
    ...(await of<SuppressionState>('digest-suppressions', DIGEST_SUPPRESSIONS, asOf)),
  ]);
  return subjects.map((row) => ({
    ordinal: row.ordinal,
    person: row.person,
    role: row.role,
    birthDate: birthDateOf(row, unseal),
    closedAt: row.closed_at,
    standing: standings.get(row.ordinal)?.map(withoutOrdinal)[0] ?? null,
    unproven: unproven.has(row.ordinal),
    grants: (grants.get(row.ordinal) ?? []).map(withoutOrdinal),
    refusals: (refusals.get(row.ordinal) ?? []).map(withoutOrdinal),
    suppressions: (suppressions.get(row.ordinal) ?? []).map(withoutOrdinal),
    address: addresses.get(row.ordinal)?.map(withoutOrdinal)[0] ?? null,
  }));
}

function birthDateOf(row: SubjectRow, unseal: (sealed: Buffer) => string | undefined): string | null {
  if (row.adult_on !== null) return latestBirthDateOfAdult(row.adult_on);
  return row.minor_birth === null ? null : (unseal(row.minor_birth) ?? null);
}

function withoutOrdinal<Row extends { readonly ordinal: number }>(row: Row): Omit<Row, 'ordinal'> {
  const { ordinal: _ordinal, ...rest } = row;
  return rest;
}
