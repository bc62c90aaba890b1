import type { Tx } from '../../platform/database/index.ts';
import type { ConsentState, ObjectionState } from './domain/acts.ts';
import { consentStates, noState } from './domain/consent-status.ts';
import type { GateContext } from './gate-context.ts';
import { listAnswers } from './store/grants.ts';
import {
  type ActRow,
  type ConsentCount,
  type ConsentDay,
  countDays,
  countStates,
  listActs,
} from './store/statistics.ts';
import { listSuppressions } from './store/suppressions.ts';

const THIRTY_DAYS = 30 * 86_400_000;

/** The state of a person's answers, one for each activity and channel that they answered. */
export async function consentsOf(context: GateContext, tx: Tx, person: string): Promise<ConsentState[]> {
  return consentStates(await listAnswers(tx, person), context.clock.now());
}

/** The state of a person's answers to one activity; where channels differ, a standing grant comes first. */
export async function consentState(
  context: GateContext,
  tx: Tx,
  person: string,
  activity: string,
): Promise<ConsentState> {
  const states = (await consentsOf(context, tx, person)).filter((state) => state.activity === activity);
  return states.find((state) => state.state === 'granted') ?? states[0] ?? noState(activity);
}

/** Every "no" in force for a person, the oldest first: their own, and those bound to their addresses. */
export async function objectionsOf(tx: Tx, person: string): Promise<ObjectionState[]> {
  const rows = await listSuppressions(tx, person);
  return rows.map(({ kind, channel, saidAt, receipt, through }) => ({
    kind: kind as ObjectionState['kind'],
    channel,
    at: saidAt,
    receipt,
    through: through.replace(/:.*$/s, ''),
  }));
}

/** How many people stand where, and the answers of the last 30 days. */
export async function consentStatistics(
  context: GateContext,
  tx: Tx,
): Promise<{ counts: ConsentCount[]; days: ConsentDay[] }> {
  const now = context.clock.now();
  return { counts: await countStates(tx, now), days: await countDays(tx, new Date(now.getTime() - THIRTY_DAYS)) };
}

/** Acts of people, newest first. */
export async function listedActs(
  tx: Tx,
  page: { limit: number; cursor?: string; activity?: string },
): Promise<{ items: ActRow[]; next?: string }> {
  const before = page.cursor === undefined ? null : Number(page.cursor);
  const rows = await listActs(tx, { before, limit: page.limit + 1, activity: page.activity ?? null });
  const items = rows.slice(0, page.limit);
  const last = items.at(-1);
  return rows.length > page.limit && last !== undefined ? { items, next: String(last.position) } : { items };
}
