import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { type ChartAsker, computeFunnel, computeRetention, type Funnel, type Retention } from './compute-charts.ts';
import type { FunnelQuestion, RetentionQuestion } from './domain/chart-question.ts';

/** Charts over everybody who may be analysed. */
export interface Charts {
  funnel(tx: Tx, question: FunnelQuestion, asker: ChartAsker): Promise<Funnel>;
  retention(tx: Tx, question: RetentionQuestion, asker: ChartAsker): Promise<Retention>;
}

/** Opens them. */
export function createCharts(deps: CustomersDeps): Charts {
  return {
    funnel: (tx, question, asker) => computeFunnel(deps, tx, question, asker),
    retention: (tx, question, asker) => computeRetention(deps, tx, question, asker),
  };
}
