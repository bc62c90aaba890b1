import type { Outcome, Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import { originForeign, siteActivityForeign, siteUnknown } from '../capture-failures.ts';
import type { SiteKey } from '../domain/site-key.ts';
import { expectSiteKeys, findSiteKeys } from '../store/site-key-store.ts';
import type { SiteCodes } from './site-codes.ts';
import type { SiteQuota } from './site-quota.ts';

/** Who calls: the key, where the request says that it comes from, and the session's secret. */
export interface SiteCaller {
  readonly key: string;
  readonly origin: string | undefined;
  readonly session: string;
}

/** What this process keeps of sites between requests. */
export interface SitesKept {
  readonly quota: SiteQuota;
  readonly codes: SiteCodes;
}

/** The keys of these callers that have not been revoked. */
export function sitesOf(tx: Tx, callers: readonly SiteCaller[]): Promise<Map<string, SiteKey>> {
  return findSiteKeys(tx, [...new Set(callers.map(({ key }) => key))].sort());
}

/**
 * The same without waiting, on a transaction's first try: as they were seen. The transaction fails, and is tried again with reading, when one has been
 * revoked since.
 */
export async function sitesSeen(
  tx: Tx,
  callers: readonly SiteCaller[],
  codes: SiteCodes,
): Promise<ReadonlyMap<string, SiteKey>> {
  const keys = [...new Set(callers.map(({ key }) => key))].sort();
  const seen = keys.flatMap((key) => codes.seen(key) ?? []);
  if (!tx.firstTry || seen.length < keys.length) {
    const found = await sitesOf(tx, callers);
    codes.forget(keys.filter((key) => !found.has(key)));
    return found;
  }
  tx.meanwhile(() => expectSiteKeys(tx, keys));
  return new Map(seen.map((site) => [site.key, site]));
}

/** The site of a caller, if the key holds, for that origin and these activities; else throws the Failure that says which of them does not. */
export function admit(sites: ReadonlyMap<string, SiteKey>, caller: SiteCaller, activities: readonly string[]): SiteKey {
  const site = sites.get(caller.key);
  if (site === undefined) throw siteUnknown();
  if (caller.origin === undefined || !site.origins.includes(caller.origin)) throw originForeign();
  if (activities.some((code) => !site.activities.includes(code))) throw siteActivityForeign();
  return site;
}

/** Learns keys that are seen for the first time; nothing is waited for where there are none. */
export function learnCodes(tx: Tx, callers: readonly SiteCaller[], codes: SiteCodes): Promise<void> | undefined {
  const firstSeen = callers.filter(({ key }) => codes.of(key) === undefined);
  return firstSeen.length === 0 ? undefined : sitesOf(tx, firstSeen).then((sites) => codes.learn(sites.values()));
}

/** What `work` gives, or the Failure that it threw. */
export function attempt<Value>(work: () => Value): Outcome<Value> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, failure: error };
    throw error;
  }
}

/** What was refused already keeps its place; the rest is worked on together. */
export async function withTheRest<Input, Value>(
  checked: readonly Outcome<Input>[],
  work: (inputs: readonly Input[]) => Promise<readonly Outcome<Value>[]>,
): Promise<Outcome<Value>[]> {
  const found = await work(checked.flatMap((each) => (each.ok ? [each.value] : [])));
  let next = 0;
  return checked.map((each) => {
    if (!each.ok) return each;
    const outcome = found[next];
    next += 1;
    if (outcome === undefined) throw new Error('an answer without an outcome');
    return outcome;
  });
}
