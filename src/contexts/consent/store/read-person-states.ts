import type { Tx } from '../../../platform/database/index.ts';
import type { Grade } from '../domain/acts.ts';
import { latestBirthDateOfAdult } from '../domain/age.ts';
import type { GrantState, PersonState, RefusalState, SuppressionState } from '../domain/person-state.ts';

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
  readonly grade: Grade | null;
  readonly revision: number | null;
  readonly notice_shown_at: Date | null;
  readonly keep_until: Date | null;
  readonly unproven: boolean;
  readonly set_at: Date | null;
  readonly confirmed_at: Date | null;
}

const SUBJECTS = `
  select s.ordinal, s.person, s.role, s.adult_on::text, s.minor_birth, s.closed_at,
      t.grade, t.revision, t.notice_shown_at, t.keep_until,
      exists (select 1 from consent.standing c where c.ordinal = s.ordinal and c.grade = 'C') as unproven,
      a.set_at, a.confirmed_at
    from consent.subject s
    left join consent.standing t on t.ordinal = s.ordinal and t.activity = $2
    left join consent.address a on a.ordinal = s.ordinal and a.channel = $3
      and case when $4::timestamptz is null then a.ended_at is null
        else a.set_at <= $4 and (a.ended_at is null or a.ended_at > $4) end
   where $1::int[] is null or s.ordinal = any ($1::int[])
   order by s.ordinal`;

const GRANTS = `
  select ordinal, revision, channel, kind, how, notice, notice_version as "noticeVersion", shown_at as "shownAt",
      given_at as "givenAt", valid_until as "validUntil", keep_until as "keepUntil", one_time as "oneTime", recipient,
      withdrawn_at as "withdrawnAt", used_at as "usedAt", used_by as "usedBy"
    from consent."grant"
   where activity = $2 and ($1::int[] is null or ordinal = any ($1::int[])) order by id`;

const REFUSALS = `
  select ordinal, kind, channel, said_at as at from consent.refusal
   where activity = $2 and ($1::int[] is null or ordinal = any ($1::int[])) order by id`;

// A no on a digest reaches everyone whose address it is, whoever said it.
const SUPPRESSIONS = `
  select ordinal, kind, channel, said_at as at, lifted_at as "liftedAt" from consent.suppression
   where ordinal is not null and ($1::int[] is null or ordinal = any ($1::int[]))
  union all
  select a.ordinal, p.kind, p.channel, p.said_at, p.lifted_at
    from consent.suppression p
    join consent.address a on a.digest = p.digest and a.channel = p.channel
      and case when $2::timestamptz is null then a.ended_at is null
        else a.set_at <= $2 and (a.ended_at is null or a.ended_at > $2) end
   where $1::int[] is null or a.ordinal = any ($1::int[])`;

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
  const ordinals = query.ordinals === 'all' ? null : query.ordinals;
  const subjects = await tx.query<SubjectRow>(
    SUBJECTS,
    [ordinals, query.activity, query.channel, query.asOf],
    'consent.state-subjects',
  );
  const grants = byOrdinal(
    await tx.query<GrantState & { ordinal: number }>(GRANTS, [ordinals, query.activity], 'consent.state-grants'),
  );
  const refusals = byOrdinal(
    await tx.query<RefusalState & { ordinal: number }>(REFUSALS, [ordinals, query.activity], 'consent.state-refusals'),
  );
  const suppressions = byOrdinal(
    await tx.query<SuppressionState & { ordinal: number }>(
      SUPPRESSIONS,
      [ordinals, query.asOf],
      'consent.state-suppressions',
    ),
  );
  return subjects.map((row) => ({
    ordinal: row.ordinal,
    person: row.person,
    role: row.role,
    birthDate: birthDateOf(row, unseal),
    closedAt: row.closed_at,
    standing:
      row.grade === null
        ? null
        : {
            grade: row.grade,
            revision: row.revision,
            noticeShownAt: row.notice_shown_at,
            keepUntil: row.keep_until,
          },
    unproven: row.unproven,
    grants: (grants.get(row.ordinal) ?? []).map(withoutOrdinal),
    refusals: (refusals.get(row.ordinal) ?? []).map(withoutOrdinal),
    suppressions: (suppressions.get(row.ordinal) ?? []).map(withoutOrdinal),
    address: row.set_at === null ? null : { setAt: row.set_at, confirmedAt: row.confirmed_at },
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
