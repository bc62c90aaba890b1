import type { Customers } from '../contexts/customers/index.ts';
import type { Vault } from '../contexts/vault/index.ts';
import type { Database } from '../platform/database/index.ts';
import type { Logger } from '../platform/logging.ts';
import { type BackgroundLoop, startLoop } from './background-loop.ts';

/** People indexed in one transaction, and the pause when nobody waits. */
const SEARCH_BATCH = 500;
const SEARCH_EVERY_MS = 500;
const TAGS_EVERY_MS = 60_000;
const TRAITS_EVERY_MS = 60_000;

/** What profiles do by themselves: tags follow their rules and end with their terms, traits are computed once a day,
 * and whoever was stored is soon found by name. */
export function startProfileWork(
  { customers, vault }: { customers: Pick<Customers, 'tags' | 'computed'>; vault: Pick<Vault, 'indexWaiting'> },
  database: Database,
  log: Logger,
): BackgroundLoop[] {
  return [
    startLoop('search', SEARCH_EVERY_MS, log, async () => {
      while ((await database.transaction((tx) => vault.indexWaiting(tx, SEARCH_BATCH))) === SEARCH_BATCH);
    }),
    startLoop('tags', TAGS_EVERY_MS, log, () => customers.tags.refreshDue()),
    startLoop('computed-traits', TRAITS_EVERY_MS, log, () => customers.computed.computeDue()),
  ];
}
