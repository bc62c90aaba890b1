import type { Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import type { Channel, Operation } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { headsAround } from '../identity/store/cluster-store.ts';
import { computeSegment } from './compute-segment.ts';

/** For what the people of a segment would be reached. */
export interface ReachRequest {
  readonly segment: string;
  readonly activity: string;
  readonly operation: Operation;
  readonly channel?: Channel;
  readonly brand?: string;
  readonly by: string;
}

/** 可触达分析(排除明细): `total` = `allowed` + the sum of `excluded`; `unanalysed` people are in none of them. */
export interface Reach {
  readonly total: number;
  readonly allowed: number;
  /** Each person under exactly one reason, the largest first. */
  readonly excluded: {
    readonly code: string;
    readonly article: string;
    readonly zh: string;
    readonly en: string;
    readonly count: number;
    readonly nextStep?: Bilingual;
  }[];
  readonly unanalysed: number;
  /** Ordinals of the people who may be reached, for campaigns; never leaves the server. */
  readonly ordinals: Uint32Array;
  readonly receipt: string;
}

/**
 * Computes a segment and asks the gate, person by person in its population form, who of it may be reached. A human of several records counts once: by the
 * first record that may be reached, the one that stands for them before the others; by its reason when none may.
 */
export async function reach(deps: CustomersDeps, tx: Tx, request: ReachRequest): Promise<Reach> {
  const { segment, activity, operation, channel, brand, by } = request;
  const computed = await computeSegment(deps, tx, { code: segment, by });
  const decide = (ordinals: Uint32Array) =>
    deps.gate.decidePopulation(tx, {
      activity,
      operation,
      ...(channel === undefined ? {} : { channel }),
      ...(brand === undefined ? {} : { brand }),
      ordinals,
    });
  const decided = await decide(await chooseRecords(tx, computed.ordinals, async (all) => (await decide(all)).allowed));
  const excluded = decided.excluded
    .map(({ code, article, zh, en, count, nextStep }) => ({
      ...{ code, article, zh, en, count },
      ...(nextStep === undefined ? {} : { nextStep }),
    }))
    .sort((left, right) => right.count - left.count || (left.code < right.code ? -1 : 1));
  return {
    total: computed.ordinals.length,
    allowed: decided.allowedPeople.size,
    excluded,
    unanalysed: computed.unanalysed,
    ordinals: decided.allowed,
    receipt: computed.receipt,
  };
}

// A permission belongs to the record whose address is used, so it is a record that is reached, never the cluster.
async function chooseRecords(
  tx: Tx,
  members: Uint32Array,
  allowedAmong: (ordinals: Uint32Array) => Promise<Uint32Array>,
): Promise<Uint32Array> {
  const heads = await headsAround(tx, [...members]);
  if (heads.size === 0) return members;
  const records = new Map<number, number[]>();
  for (const [ordinal, head] of heads) records.set(head, [...(records.get(head) ?? []), ordinal]);
  const allowed = new Set(await allowedAmong(Uint32Array.from(heads.keys()).sort()));
  return members
    .map((member) => {
      const others = (records.get(heads.get(member) ?? 0) ?? []).sort((left, right) => left - right);
      return [member, ...others].find((record) => allowed.has(record)) ?? member;
    })
    .sort();
}
