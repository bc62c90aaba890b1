import type { Tx } from '../../platform/database/index.ts';
import { decidePopulation } from './decide-population.ts';
import type { Exclusion } from './domain/decision.ts';
import type { GateContext } from './gate-context.ts';

/** How many of all people a commercial activity may reach by one channel, and the one reason for each of the others. */
export interface ReachCount {
  readonly activity: string;
  readonly channel: string;
  readonly allowed: number;
  readonly excluded: readonly Omit<Exclusion, 'ordinals' | 'people'>[];
}

/** The reach of every commercial activity by each of its channels, over everybody, now or at an instant; the gate's own population form, nothing recorded. */
export async function reachOverview(context: GateContext, tx: Tx, at?: Date): Promise<ReachCount[]> {
  const counts: ReachCount[] = [];
  for (const { code, commercial, channels } of await context.register.activities(tx)) {
    if (!commercial) continue;
    for (const channel of channels) {
      const request = { activity: code, operation: 'use', channel, ordinals: 'all' } as const;
      const asked = at === undefined ? request : { ...request, at };
      const { allowedPeople, excluded } = await decidePopulation(context, tx, asked);
      counts.push({ activity: code, channel, allowed: allowedPeople.size, excluded: excluded.map(withoutPeople) });
    }
  }
  return counts;
}

function withoutPeople({ code, article, zh, en, count, nextStep }: Exclusion): ReachCount['excluded'][number] {
  return { code, article, zh, en, count, ...(nextStep === undefined ? {} : { nextStep }) };
}
