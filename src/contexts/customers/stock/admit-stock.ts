import type { CustomersDeps } from '../customers-deps.ts';
import { findStock } from './find-stock.ts';
import {
  type StockGroup,
  type StockNotice,
  setStates,
  stockGroups,
  stockNotices,
  waitingRows,
} from './store/stock-store.ts';

/** The task that takes a stock over. */
export const ADMIT_TASK = 'customers.admit-stock';

const BATCH_PEOPLE = 1_000;
const TAKEN_OVER = 1;
const KEPT = 2;
const NOBODY = 3;
const UNPROVEN = 4;

/** As what a group enters the gate: proven by a version in the register, unproven, or not yet. */
type Entry =
  | { readonly notice: string; readonly version: number; readonly ruling: string | null }
  | 'unproven'
  | 'waits';

/**
 * Takes over what is proven or was ruled on, through the gate and a thousand people a transaction; safe to run again after a crash or a further
 * ruling. C and rejected groups are noted as unproven, so that the gate denies them and says why. People whom nobody here knows stay out.
 */
export async function admitStock(deps: CustomersDeps, id: string, signal?: AbortSignal): Promise<void> {
  const { stock, groups, notices } = await deps.database.transaction(async (tx) => ({
    stock: await findStock(tx, id),
    groups: await stockGroups(tx, id),
    notices: await stockNotices(tx, id),
  }));
  if (stock.status !== 'finished') return;
  for (const group of groups) {
    const entry = entryOf(group, notices);
    if (entry === 'waits') continue;
    while (
      signal?.aborted !== true &&
      (await admitSome(deps, { id, activity: stock.activity, issuer: stock.issuer }, group, entry))
    );
  }
}

function entryOf(group: StockGroup, notices: readonly StockNotice[]): Entry {
  if (group.grade === 'C' || group.ruling === 'rejected') return 'unproven';
  if (group.grade === 'A') {
    const known = notices.find(({ label }) => label === group.noticeVersion);
    return known === undefined ? 'waits' : { notice: known.notice, version: known.version, ruling: null };
  }
  const { ruledNotice, ruledVersion, rulingReceipt } = group;
  if (ruledNotice === null || ruledVersion === null || rulingReceipt === null) return 'waits';
  return { notice: ruledNotice, version: ruledVersion, ruling: rulingReceipt };
}

async function admitSome(
  deps: CustomersDeps,
  stock: { id: string; activity: string; issuer: string },
  group: StockGroup,
  entry: Exclude<Entry, 'waits'>,
): Promise<boolean> {
  return deps.database.transaction(async (tx) => {
    const request = { import: stock.id, group: group.number, issuer: stock.issuer, limit: BATCH_PEOPLE };
    const rows = await waitingRows(tx, request);
    if (rows.length === 0) return false;
    const known = rows.filter((row) => row.person !== null);
    const digestsOf = (wanted: (row: (typeof rows)[number]) => boolean) =>
      rows.filter(wanted).map(({ digest }) => digest);
    await setStates(
      tx,
      stock.id,
      digestsOf((row) => row.person === null),
      NOBODY,
    );
    const source = `stock:${stock.id}/${group.number}`;
    if (entry === 'unproven') {
      const standing = { activity: stock.activity, source, grade: 'C' as const };
      await deps.gate.registerSubjects(
        tx,
        known.flatMap(({ person }) => (person === null ? [] : [{ person, role: 'customer' as const, standing }])),
      );
      await setStates(
        tx,
        stock.id,
        digestsOf((row) => row.person !== null),
        UNPROVEN,
      );
      return true;
    }
    const { admitted } = await deps.gate.admitProven(tx, {
      activity: stock.activity,
      notice: entry.notice,
      noticeVersion: entry.version,
      how: /纸|签|paper|sign/i.test(group.how) ? 'signed_document' : 'explicit_action',
      way: group.how === '' ? '—' : group.how,
      source,
      evidence: entry.ruling === null ? { grade: 'A' } : { grade: 'B', ruling: entry.ruling },
      people: known.flatMap(({ person, shownAt, saidAt }) =>
        person === null || shownAt === null || saidAt === null ? [] : [{ person, shownAt, saidAt }],
      ),
    });
    const taken = new Set(admitted);
    await setStates(
      tx,
      stock.id,
      digestsOf((row) => row.person !== null && taken.has(row.person)),
      TAKEN_OVER,
    );
    await setStates(
      tx,
      stock.id,
      digestsOf((row) => row.person !== null && !taken.has(row.person)),
      KEPT,
    );
    return true;
  });
}
