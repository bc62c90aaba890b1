import type { Customers } from '../contexts/customers/index.ts';
import type { Logger } from '../platform/logging.ts';
import { type BackgroundLoop, startLoop } from './background-loop.ts';

const TAGS_EVERY_MS = 60_000;
const TRAITS_EVERY_MS = 60_000;

/** What profiles do by themselves: tags follow their rules and end with their terms, traits are computed once a day. */
export function startProfileWork(customers: Pick<Customers, 'tags' | 'computed'>, log: Logger): BackgroundLoop[] {
  return [
    startLoop('tags', TAGS_EVERY_MS, log, () => customers.tags.refreshDue()),
    startLoop('computed-traits', TRAITS_EVERY_MS, log, () => customers.computed.computeDue()),
  ];
}
