import type { Tx } from '../../../platform/database/index.ts';
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
}

/** Stores a grant. */
export async function insertGrant(tx: Tx, row: GrantRow): Promise<void> {
  await tx.execute(
    `insert into consent."grant" (ordinal, activity, revision, channel, kind, how, notice, notice_version, shown_at,
        given_at, valid_until, keep_until, one_time, recipient, receipt)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      row.ordinal,
      row.activity,
      row.revision,
      row.channel,
      row.kind,
      row.how,
      row.notice,
      row.noticeVersion,
      row.shownAt,
      row.givenAt,
      row.validUntil,
      row.keepUntil,
      row.oneTime,
      row.recipient,
      row.receipt,
    ],
    'consent.insert-grant',
  );
}

/** Stores a refusal or withdrawal and ends the grants that it reaches: all of the activity, or those that name the channel. */
export async function insertRefusal(
  tx: Tx,
  row: {
    ordinal: number;
    activity: string;
    kind: 'refused' | 'withdrawn';
    channel: string | null;
    at: Date;
    through: string;
    receipt: string;
  },
): Promise<void> {
  await tx.execute(
    `insert into consent.refusal (ordinal, activity, kind, channel, said_at, said_through, receipt)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.ordinal, row.activity, row.kind, row.channel, row.at, row.through, row.receipt],
    'consent.insert-refusal',
  );
  await tx.execute(
    `update consent."grant" set withdrawn_at = greatest($4::timestamptz, given_at)
      where ordinal = $1 and activity = $2 and withdrawn_at is null and ($3::text is null or channel = $3)`,
    [row.ordinal, row.activity, row.channel, row.at],
    'consent.end-grants',
  );
}

/** Whether the person ever agreed to the activity. */
export async function hasGrant(tx: Tx, ordinal: number, activity: string): Promise<boolean> {
  const found = await tx.first(
    'select 1 from consent."grant" where ordinal = $1 and activity = $2 limit 1',
    [ordinal, activity],
    'consent.has-grant',
  );
  return found !== undefined;
}

/** Marks the one-time grants of these people as used by a use. */
export async function useUpGrants(
  tx: Tx,
  request: { ordinals: readonly number[]; activity: string; channel: string; use: string; at: Date },
): Promise<void> {
  await tx.execute(
    `update consent."grant" set used_at = $4, used_by = $5
      where ordinal = any ($1::int[]) and activity = $2 and one_time and used_at is null
        and (channel is null or $3 = 'none' or channel = $3)`,
    [request.ordinals, request.activity, request.channel, request.at, request.use],
    statementName('consent.use-up-grants', request.ordinals.length),
  );
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
