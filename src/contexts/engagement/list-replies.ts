import type { Tx } from '../../platform/database/index.ts';
import { readByDay, shanghaiDay } from './domain/reading-term.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { type ReplyDay, replyDays } from './store/inbound-store.ts';

const SHOWN_DAYS = 90;
const DAY_MS = 86_400_000;

/** Replies of a day to a campaign, and until when those that nobody has read are to be read; null when all are. */
export interface CountedReplies extends ReplyDay {
  readonly readBy: string | null;
  readonly overdue: boolean;
}

/** Replies of the last 90 days, and older ones that nobody has read, counted by day, campaign and what they seem to be, as of an instant. */
export async function listReplies({ clock }: EngagementDeps, tx: Tx): Promise<{ at: Date; items: CountedReplies[] }> {
  const at = clock.now();
  const today = shanghaiDay(at);
  const rows = await replyDays(tx, new Date(at.getTime() - SHOWN_DAYS * DAY_MS));
  const items = rows.map((row) => {
    const readBy = row.unread === 0 ? null : readByDay(row.day);
    return { ...row, readBy, overdue: readBy !== null && readBy < today };
  });
  return { at, items };
}
