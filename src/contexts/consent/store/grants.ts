import {
  booleanArray,
  instantArray,
  integerArray,
  type Tx,
  textArray,
  uuidArray,
} from '../../../platform/database/index.ts';
import { fewRows, type OrdinalOf } from './few-rows.ts';
import { statementName } from './statement-name.ts';

/** A grant to be stored. */
export interface GrantRow {
  readonly ordinal: number;
  readonly activity: string;
  readonly revision: number;
  readonly channel: string | null;
  readonly kind: string;
  readonly how: string;
  readonly notice: string;
  readonly noticeVersion: number;
  readonly shownAt: Date;
  readonly givenAt: Date;
  readonly validUntil: Date | null;
  readonly keepUntil: Date;
  readonly oneTime: boolean;
  readonly recipient: string | null;
  readonly receipt: string;
  /** Given and taken back by the same call; null for all others. */
  readonly withdrawnAt: Date | null;
  /** The ordinal of the guardian who gave it for a child; null for a consent of one's own. */
  readonly guardian: number | null;
  /** The presentation that it answers; null for what a stock brought along. */
  readonly presentation: string | null;
}

/** Stores grants, in their order. */
export async function insertGrants(tx: Tx, rows: readonly GrantRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(grantsStatement(0), grantParameters(rows), statementName('consent.insert-grants', rows.length));
}

/** How many parameters `grantsStatement` has. */
export const GRANT_PARAMETERS = 18;

const GRANT_TYPES = ['int', 'text', 'int', 'text', 'text', 'text', 'text', 'int', 'timestamptz', 'timestamptz'];
GRANT_TYPES.push('timestamptz', 'timestamptz', 'bool', 'text', 'uuid', 'timestamptz', 'int', 'uuid');
const GRANT_COLUMNS = `ordinal, activity, revision, channel, kind, how, notice, notice_version, shown_at,
        given_at, valid_until, keep_until, one_time, recipient, receipt, withdrawn_at, guardian, presentation`;

/** The statement that stores grants, whose parameters come behind `before` others. */
export function grantsStatement(before: number): string {
  const arrays = GRANT_TYPES.map((type, at) => `$${before + at + 1}::${type}[]`).join(', ');
  return `insert into consent."grant" (${GRANT_COLUMNS})
     select ${GRANT_COLUMNS} from unnest(${arrays}) with ordinality as row (${GRANT_COLUMNS}, place) order by place`;
}

/** The same for a few grants. */
export function fewGrantsStatement(before: number, ordinal?: OrdinalOf): string {
  return `insert into consent."grant" (${GRANT_COLUMNS}) ${fewRows(GRANT_TYPES, before, '', ordinal)}`;
}

/** The parameters of `grantsStatement`. */
export function grantParameters(rows: readonly GrantRow[]): Buffer[] {
  const column = <Name extends keyof GrantRow>(name: Name) => rows.map((row) => row[name]);
  return [
    integerArray(column('ordinal')),
    textArray(column('activity')),
    integerArray(column('revision')),
    textArray(column('channel')),
    textArray(column('kind')),
    textArray(column('how')),
    textArray(column('notice')),
    integerArray(column('noticeVersion')),
    instantArray(column('shownAt')),
    instantArray(column('givenAt')),
    instantArray(column('validUntil')),
    instantArray(column('keepUntil')),
    booleanArray(column('oneTime')),
    textArray(column('recipient')),
    uuidArray(column('receipt')),
    instantArray(column('withdrawnAt')),
    integerArray(column('guardian')),
    uuidArray(column('presentation')),
  ];
}

/** A no to one activity, to be stored. */
export interface RefusalRow {
  readonly ordinal: number;
  readonly activity: string;
  readonly kind: 'refused' | 'withdrawn';
  readonly channel: string | null;
  readonly at: Date;
  readonly through: string;
  readonly receipt: string;
}

/** Stores refusals and withdrawals and ends the grants that each reaches: all of the activity, or those that name the channel. */
export async function insertRefusals(tx: Tx, rows: readonly RefusalRow[]): Promise<void> {
  if (rows.length === 0) return;
  const of = [
    rows.map((row) => row.ordinal),
    rows.map((row) => row.activity),
    rows.map((row) => row.channel),
    rows.map((row) => row.at),
  ];
  await tx.execute(
    `insert into consent.refusal (ordinal, activity, kind, channel, said_at, said_through, receipt)
     select ordinal, activity, kind, channel, at, through, receipt
       from unnest($1::int[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::uuid[])
            with ordinality as row (ordinal, activity, channel, at, kind, through, receipt, place)
      order by place`,
    [...of, rows.map((row) => row.kind), rows.map((row) => row.through), rows.map((row) => row.receipt)],
    statementName('consent.insert-refusals', rows.length),
  );
  await tx.execute(
    `update consent."grant" g set withdrawn_at = greatest(row.at, g.given_at)
       from unnest($1::int[], $2::text[], $3::text[], $4::timestamptz[]) as row (ordinal, activity, channel, at)
      where g.ordinal = row.ordinal and g.activity = row.activity and g.withdrawn_at is null
        and (row.channel is null or g.channel = row.channel)`,
    of,
    statementName('consent.end-grants', rows.length),
  );
}

/** To which activities these people ever agreed, as "ordinal/activity". */
export async function everGranted(
  tx: Tx,
  matters: readonly { readonly ordinal: number; readonly activity: string }[],
): Promise<Set<string>> {
  const rows = await tx.query<{ ordinal: number; activity: string }>(
    `select distinct g.ordinal, g.activity
       from unnest($1::int[], $2::text[]) as row (ordinal, activity)
       join consent."grant" g on g.ordinal = row.ordinal and g.activity = row.activity`,
    [matters.map((each) => each.ordinal), matters.map((each) => each.activity)],
    statementName('consent.ever-granted', matters.length),
  );
  return new Set(rows.map((row) => `${row.ordinal}/${row.activity}`));
}

/** Locks the one-time grants of these people that have not been used; waits for a use that is using them up. */
export async function lockOpenGrants(tx: Tx, ordinals: readonly number[], activity: string): Promise<void> {
  await tx.execute(
    `select 1 from consent."grant"
      where ordinal = any ($1::int[]) and activity = $2 and one_time and used_at is null order by id for no key update`,
    [ordinals, activity],
    statementName('consent.lock-open-grants', ordinals.length),
  );
}

/** Marks the one-time grants of these people as used by a use; returns whose there were. */
export async function useUpGrants(
  tx: Tx,
  request: { ordinals: readonly number[]; activity: string; channel: string; use: string; at: Date },
): Promise<number[]> {
  const rows = await tx.query<{ ordinal: number }>(
    `update consent."grant" set used_at = $4, used_by = $5
      where ordinal = any ($1::int[]) and activity = $2 and one_time and used_at is null
        and (channel is null or $3 = 'none' or channel = $3)
      returning ordinal`,
    [request.ordinals, request.activity, request.channel, request.at, request.use],
    statementName('consent.use-up-grants', request.ordinals.length),
  );
  return [...new Set(rows.map((row) => row.ordinal))];
}

/** Marks every open one-time grant from before a restore as used up. */
export async function useUpOpenGrants(tx: Tx, givenBefore: Date, at: Date): Promise<void> {
  await tx.execute('update consent."grant" set used_at = $2 where one_time and used_at is null and given_at < $1', [
    givenBefore,
    at,
  ]);
}

/** One answer of a person, as it is listed. */
export interface AnswerRow {
  readonly activity: string;
  readonly answer: 'granted' | 'refused' | 'withdrawn';
  readonly channel: string | null;
  readonly kind: 'general' | 'separate' | 'written' | null;
  readonly notice: string | null;
  readonly noticeVersion: number | null;
  readonly at: Date;
  readonly validUntil: Date | null;
  readonly withdrawnAt: Date | null;
  readonly receipt: string;
}

/** All answers of a person, newest first. */
export async function listAnswers(tx: Tx, person: string): Promise<AnswerRow[]> {
  return tx.query<AnswerRow>(
    `select * from (
       select g.activity, 'granted' as answer, g.channel, g.kind, g.notice, g.notice_version as "noticeVersion",
           g.given_at as at, g.valid_until as "validUntil", g.withdrawn_at as "withdrawnAt", g.receipt, g.id
         from consent."grant" g join consent.subject s using (ordinal) where s.person = $1
       union all
       select r.activity, r.kind, r.channel, null, null, null, r.said_at, null, null, r.receipt, r.id
         from consent.refusal r join consent.subject s using (ordinal) where s.person = $1) answers
      order by at desc, answer desc, id desc`,
    [person],
    'consent.answers',
  );
}
