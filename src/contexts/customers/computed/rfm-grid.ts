import type { Tx } from '../../../platform/database/index.ts';
import { ADMINISTRATION, type CustomersDeps } from '../customers-deps.ts';
import { startOfLastDays } from '../domain/china-time.ts';
import { toDuckValue } from '../events/analytics.ts';
import { fieldsOfEvents } from '../events/event-fields.ts';
import { prepareTables } from '../segment/compute-segment.ts';
import { withoutEmployees } from '../segment/without-employees.ts';
import { hiddenCells, SMALL_CELL } from './domain/hide-small.ts';

/** Of which event, over how long, under which activity. */
export interface RfmRequest {
  readonly event: string;
  readonly withinDays: number;
  readonly activity?: string;
  readonly by: string;
}

/** The people of one fifth of recency and one of frequency; null where the cell is too small to tell. */
export interface RfmCell {
  /** 1 to 5; 5 is the latest. */
  readonly recency: number;
  /** 1 to 5; 5 is the most often. */
  readonly frequency: number;
  readonly people: number | null;
  readonly amountFen: number | null;
}

/** Five by five cells over everybody who has such events and may be analysed. */
export interface RfmGrid {
  readonly cells: readonly RfmCell[];
  readonly total: number;
  /** How many people were not looked at because the gate does not permit it. */
  readonly unanalysed: number;
  readonly smallerThan: number;
  readonly receipt: string;
}

/** Computes the grid: a use of everybody who may be analysed, with one receipt, before any row is read. */
export async function rfmGrid(deps: CustomersDeps, tx: Tx, request: RfmRequest): Promise<RfmGrid> {
  const { event, withinDays, by, activity = ADMINISTRATION } = request;
  await deps.register.activity(tx, activity);
  const fields = await fieldsOfEvents(tx, [event]);
  const question = { activity, operation: 'use', fields, ordinals: 'all' } as const;
  const population = await deps.gate.decidePopulation(tx, question);
  const allowed = await withoutEmployees(deps, tx, population.allowed);
  const { receipt } = await deps.gate.recordPopulationUse(tx, {
    activity,
    operation: 'use',
    fields,
    allowed,
    purposeNote: 'RFM 分布 / distribution by recency, frequency and amount',
    by,
    subject: 'rfm-grid',
    detail: { event, withinDays },
  });
  const unanalysed = population.excluded.reduce((sum, reason) => sum + reason.count, 0);
  const counted = await count(deps, allowed, event, withinDays);
  const hidden = hiddenCells(counted);
  const cells = [1, 2, 3, 4, 5].flatMap((recency) =>
    [1, 2, 3, 4, 5].map((frequency): RfmCell => {
      const found = counted.find((each) => each.recency === recency && each.frequency === frequency);
      if (found === undefined) return { recency, frequency, people: 0, amountFen: 0 };
      return hidden.has(found) ? { ...found, people: null, amountFen: null } : found;
    }),
  );
  const total = counted.reduce((sum, each) => sum + each.people, 0);
  return { cells, total, unanalysed, smallerThan: SMALL_CELL, receipt: receipt.id };
}

interface Counted {
  readonly recency: number;
  readonly frequency: number;
  readonly people: number;
  readonly amountFen: number;
}

async function count(deps: CustomersDeps, allowed: Uint32Array, event: string, withinDays: number): Promise<Counted[]> {
  const now = deps.clock.now();
  return deps.analytics.connected(async (connection) => {
    const { events } = await prepareTables(connection, allowed);
    // The same fifths as in segments: equal people are told apart by their ordinal.
    const answer = await connection.runAndReadAll(
      `with people as (
         select ordinal, max(happened_at) as last, count(*) as often, coalesce(sum(amount_fen), 0) as amount from ${events}
          where name = $1 and happened_at >= $2 group by ordinal),
       fifths as (
         select ntile(5) over (order by last, ordinal) as recency, ntile(5) over (order by often, ordinal) as frequency, amount from people)
       select recency::integer, frequency::integer, count(*)::integer, sum(amount)::double from fifths group by 1, 2`,
      [event, toDuckValue(startOfLastDays(now, withinDays))],
    );
    return answer.getRows().map(([recency, frequency, people, amount]) => ({
      recency: Number(recency),
      frequency: Number(frequency),
      people: Number(people),
      amountFen: Number(amount),
    }));
  });
}
