import type { Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { plannedEvents } from '../ingest/wire/store/source-store.ts';
import { EVENTS } from '../segment/domain/event-names.ts';
import { type ChartAsker, computeFunnel, computeRetention, type Funnel, type Retention } from './compute-charts.ts';
import type { FunnelQuestion, RetentionQuestion } from './domain/chart-question.ts';

/** Charts over everybody who may be analysed. */
export interface Charts {
  funnel(tx: Tx, question: FunnelQuestion, asker: ChartAsker): Promise<Funnel>;
  retention(tx: Tx, question: RetentionQuestion, asker: ChartAsker): Promise<Retention>;
  /** The names of events that can be asked about: those of the tracking plans, and the product's own. */
  eventNames(tx: Tx): Promise<{ name: string; label: Bilingual; planned: boolean }[]>;
}

/** Opens them. */
export function createCharts(deps: CustomersDeps): Charts {
  return {
    funnel: (tx, question, asker) => computeFunnel(deps, tx, question, asker),
    retention: (tx, question, asker) => computeRetention(deps, tx, question, asker),
    eventNames: async (tx) => {
      const planned = new Map((await plannedEvents(tx)).map(({ name, label }) => [name, label]));
      const own = Object.keys(EVENTS).filter((name) => !planned.has(name));
      return [...planned.keys(), ...own].map((name) => ({
        name,
        label: EVENTS[name] ?? planned.get(name) ?? { zh: name, en: name },
        planned: planned.has(name),
      }));
    },
  };
}
