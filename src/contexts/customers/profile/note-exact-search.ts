import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A member of staff may look so often an hour; a system that has a key of its own so often. */
const AN_HOUR = { staff: 60, key: 6000 } as const;

/** Whether a text is a whole mobile number or address: finding by it tells whether somebody is a customer. */
export function isExact({ vault }: Pick<CustomersDeps, 'vault'>, field: string, value: string): boolean {
  if (field === 'mobile' || field === 'email') return true;
  return field === 'any' && (vault.normalise('mobile', value).ok || vault.normalise('email', value).ok);
}

/** The caller may look for people by name or by what a mask shows, not by a whole number. */
export function exactSearchNotPermitted(): Failure {
  return new Failure(
    'customers.exact-search-not-permitted',
    'forbidden',
    { zh: '您的角色不能用完整号码或邮箱查人', en: 'Your role may not look for people by a whole number or address' },
    {
      detail: {
        zh: '请用姓名、拼音首字母、号码后四位或脱敏号码（138****8000）查找。',
        en: 'Look by name, initials, the last four digits or a masked number (138****8000).',
      },
      article: 'PIPL 51',
    },
  );
}

/** How many looks a caller has left in this hour, and when the oldest of them is over; null where there was none. */
export async function exactSearchesLeft(
  deps: Pick<CustomersDeps, 'clock'>,
  tx: Tx,
  by: string,
): Promise<{ left: number; nextAt: Date | null }> {
  const row = await tx.one<{ count: number; oldest: Date | null }>(
    'select count(*)::int as count, min(at) as oldest from customers.exact_search where searched_by = $1 and at > $2',
    [by, new Date(deps.clock.now().getTime() - HOUR_MS)],
    'customers.count-exact-searches',
  );
  const most = by.startsWith('staff:') ? AN_HOUR.staff : AN_HOUR.key;
  const nextAt = row.oldest === null ? null : new Date(row.oldest.getTime() + HOUR_MS);
  return { left: Math.max(0, most - row.count), nextAt };
}

/**
 * Writes down that somebody looked for a whole number or address, found or not: in the trail of staff acts, without what was looked for. Throws
 * `customers.too-many-searches` (429) beyond the limit an hour.
 */
export async function noteExactSearch(deps: CustomersDeps, tx: Tx, by: string, found: number): Promise<void> {
  const now = deps.clock.now();
  const { left, nextAt } = await exactSearchesLeft(deps, tx, by);
  if (left === 0) {
    const wait = (nextAt ?? now).getTime() - now.getTime();
    throw tooManySearches(Math.max(1, Math.ceil(wait / 1000)));
  }
  await tx.execute(
    'insert into customers.exact_search (searched_by, at) values ($1, $2)',
    [by, now],
    'customers.note-exact-search',
  );
  await tx.execute(
    'delete from customers.exact_search where searched_by = $1 and at < $2',
    [by, new Date(now.getTime() - DAY_MS)],
    'customers.forget-exact-searches',
  );
  await deps.noteStaffAct(tx, { by, act: 'customers.searched-exactly', subject: String(found) });
}

function tooManySearches(retryAfter: number): Failure {
  return new Failure(
    'customers.too-many-searches',
    'throttled',
    {
      zh: '一小时内按完整号码查找的次数已达上限，请稍后再试',
      en: 'The limit of searches by a whole number an hour is reached; try again later',
    },
    { retryAfter },
  );
}
