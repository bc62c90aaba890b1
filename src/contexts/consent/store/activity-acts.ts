import type { Tx } from '../../../platform/database/index.ts';

/** A period: from <= time < to. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

const ANSWERS = `
  select 'consent' as kind, receipt from consent."grant" where activity = $1 and given_at >= $2 and given_at < $3
  union all
  select case kind when 'refused' then 'refusal' else 'withdrawal' end, receipt from consent.refusal
   where activity = $1 and said_at >= $2 and said_at < $3`;

/** How many answers to an activity people gave in a period, by the kinds of their entries. */
export async function countAnswers(
  tx: Tx,
  activity: string,
  { from, to }: Period,
): Promise<{ consent: number; refusal: number; withdrawal: number }> {
  return tx.one(
    `select count(*) filter (where kind = 'consent')::int as consent, count(*) filter (where kind = 'refusal')::int as refusal,
        count(*) filter (where kind = 'withdrawal')::int as withdrawal
       from (${ANSWERS}) as answer`,
    [activity, from, to],
    'consent.count-answers',
  );
}

/** The receipts of the answers to an activity that people gave in a period. */
export async function listAnswerReceipts(tx: Tx, activity: string, { from, to }: Period): Promise<string[]> {
  const rows = await tx.query<{ receipt: string }>(
    `select receipt from (${ANSWERS}) as answer`,
    [activity, from, to],
    'consent.answer-receipts',
  );
  return rows.map(({ receipt }) => receipt);
}

/** The receipts of the uses under an activity in a period, at most `most` of them. */
export async function listUseReceipts(tx: Tx, activity: string, { from, to }: Period, most: number): Promise<string[]> {
  const rows = await tx.query<{ receipt: string }>(
    `select distinct receipt from consent.use where activity = $1 and used_at >= $2 and used_at < $3 limit $4`,
    [activity, from, to, most],
    'consent.use-receipts',
  );
  return rows.map(({ receipt }) => receipt);
}
