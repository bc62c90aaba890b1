import type { Tx } from '../../platform/database/index.ts';
import { countAnswers, listAnswerReceipts, listUseReceipts, type Period } from './store/activity-acts.ts';

/** What people answered to an activity in a period, and how their information was used under it, as receipts. */
export interface ActivityActs {
  readonly counts: { readonly consent: number; readonly refusal: number; readonly withdrawal: number };
  /** Receipts of the answers; undefined when they are more than was asked for. */
  readonly answers: readonly string[] | undefined;
  /** Receipts of the uses, at most as many as was asked for and one more. */
  readonly uses: readonly string[];
}

// A use's entry is written a little after its row was timed, so the caller compares the entry's own time.
const LATE = 60_000;

/** The acts of an activity from `from` up to, not including, `to`; names nobody. */
export async function actsOfActivity(
  tx: Tx,
  activity: string,
  period: Period,
  most: { readonly answers: number; readonly uses: number },
): Promise<ActivityActs> {
  const counts = await countAnswers(tx, activity, period);
  const few = counts.consent + counts.refusal + counts.withdrawal <= most.answers;
  const earlier = { from: new Date(period.from.getTime() - LATE), to: period.to };
  return {
    counts,
    answers: few ? await listAnswerReceipts(tx, activity, period) : undefined,
    uses: await listUseReceipts(tx, activity, earlier, most.uses + 1),
  };
}
