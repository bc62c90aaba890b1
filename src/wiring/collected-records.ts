import type { Customers } from '../contexts/customers/index.ts';
import type { Engagement } from '../contexts/engagement/index.ts';
import type { CollectedRecords } from '../contexts/rights/index.ts';

const MOST_MESSAGES = 1_000;

/** What the person's own list tells beside the vault's fields: events, inferred traits, messages. */
export function collectedRecords(customers: Customers, engagement: Engagement): CollectedRecords {
  return {
    events: customers.eventCounts,
    traits: customers.traitCounts,
    messages: async (tx, persons) => {
      const times: Date[] = [];
      for (const person of persons)
        times.push(...(await engagement.messagesOf(tx, person, MOST_MESSAGES)).map(({ reservedAt }) => reservedAt));
      return times;
    },
  };
}
