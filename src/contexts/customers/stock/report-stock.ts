import type { Tx } from '../../../platform/database/index.ts';
import type { Channel } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { type Assumptions, type ForecastMonth, forecast } from './domain/forecast.ts';
import { findStock } from './find-stock.ts';
import {
  type StockGroup,
  type StockNotice,
  stateCounts,
  stockGroups,
  stockNotices,
  stockOrdinals,
  unprovenOrdinals,
  waitingToEnter,
} from './store/stock-store.ts';

/** Who of a stock may be reached today by a channel, and the one reason for each of the others. */
export interface StockReach {
  readonly channel: string;
  readonly total: number;
  readonly allowed: number;
  readonly excluded: readonly {
    readonly code: string;
    readonly article: string;
    readonly zh: string;
    readonly en: string;
    readonly count: number;
  }[];
}

/** A stock-take: grades with reasons, rulings, what was taken over, today's reach by the gate, and a forecast with its assumptions. */
export interface StockReport {
  readonly id: string;
  readonly activity: string;
  readonly issuer: string;
  readonly status: string;
  readonly people: number;
  readonly notices: readonly StockNotice[];
  readonly groups: readonly StockGroup[];
  readonly states: Readonly<Record<'graded' | 'takenOver' | 'kept' | 'nobody' | 'unproven', number>>;
  readonly reach: readonly StockReach[];
  readonly forecast: {
    readonly assumptions: Assumptions;
    /** People known here whom the gate denies first for want of a consent that counts: they may be asked when they are met. */
    readonly askable: number;
    /** People known here whose consent is proven or ruled on and not taken over yet; the gate decides on them once they are. */
    readonly waiting: number;
    readonly months: readonly ForecastMonth[];
  };
}

/** What is assumed unless told: 6% of the people met a month, 30% of those asked agree; guesses of ours, to be replaced by measured shares. */
export const USUAL_ASSUMPTIONS: Assumptions = { metAMonth: 0.06, agree: 0.3, months: 12 };

/** Reads a stock-take. Reach is the gate's population form over the people who are known here; it records nothing and names nobody. */
export async function reportStock(
  deps: CustomersDeps,
  tx: Tx,
  id: string,
  assumptions: Assumptions = USUAL_ASSUMPTIONS,
): Promise<StockReport> {
  const stock = await findStock(tx, id);
  const groups = await stockGroups(tx, id);
  const counts = await stateCounts(tx, id);
  const inState = (state: number) =>
    counts.filter((each) => each.state === state).reduce((sum, { people }) => sum + people, 0);
  const states = {
    graded: inState(0),
    takenOver: inState(1),
    kept: inState(2),
    nobody: inState(3),
    unproven: inState(4),
  };
  const graded = stock.status === 'finished';
  const reach = graded ? await reachOf(deps, tx, id, stock.activity, stock.issuer) : [];
  const askable = graded ? await countAskable(deps, tx, id, stock) : 0;
  const waiting = graded ? await waitingToEnter(tx, id, stock.issuer) : 0;
  const today = Math.max(0, ...reach.map(({ allowed }) => allowed));
  return {
    id,
    activity: stock.activity,
    issuer: stock.issuer,
    status: stock.status,
    people: groups.reduce((sum, { people }) => sum + people, 0),
    notices: await stockNotices(tx, id),
    groups,
    states,
    reach,
    forecast: { assumptions, askable, waiting, months: forecast(today, askable, assumptions) },
  };
}

// What the gate says of somebody who has no consent that counts. Whoever said no, is restricted or has answered stands under another reason.
const WANTS_CONSENT: ReadonlySet<string> = new Set(['consent.unproven', 'consent.none']);

async function countAskable(
  deps: CustomersDeps,
  tx: Tx,
  id: string,
  { activity, issuer }: { activity: string; issuer: string },
): Promise<number> {
  const ordinals = Uint32Array.from(await unprovenOrdinals(tx, id, issuer));
  const { excluded } = await deps.gate.decidePopulation(tx, { activity, operation: 'use', channel: 'none', ordinals });
  return excluded.reduce((sum, { code, count }) => (WANTS_CONSENT.has(code) ? sum + count : sum), 0);
}

async function reachOf(deps: CustomersDeps, tx: Tx, id: string, code: string, issuer: string): Promise<StockReach[]> {
  const { channels } = await deps.register.activity(tx, code);
  const ordinals = Uint32Array.from(await stockOrdinals(tx, id, issuer));
  const found: StockReach[] = [];
  for (const channel of channels as readonly Channel[]) {
    const decided = await deps.gate.decidePopulation(tx, { activity: code, operation: 'use', channel, ordinals });
    found.push({
      channel,
      total: ordinals.length,
      allowed: decided.allowedPeople.size,
      excluded: decided.excluded.map(({ code: reason, article, zh, en, count }) => ({
        code: reason,
        article,
        zh,
        en,
        count,
      })),
    });
  }
  return found;
}
