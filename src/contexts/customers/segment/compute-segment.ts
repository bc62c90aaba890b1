import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { type Analytics, toDuckValue } from '../events/analytics.ts';
import { compileSql, needsPopulation } from './domain/compile-sql.ts';
import type { Definition } from './domain/definition.ts';
import { expandSegments } from './domain/expand-segments.ts';
import { loadOrdinals } from './load-ordinals.ts';
import { reachedSegments, segment } from './save-segment.ts';

const READ = ['order_record'] as const;

/** The people of a segment. */
export interface ComputedSegment {
  readonly code: string;
  readonly revision: number;
  /** Ordinals of the matching people whose analysis is permitted, ascending. */
  readonly ordinals: Uint32Array;
  /** How many people were not looked at because the gate does not permit analysing them. */
  readonly unanalysed: number;
  /** Id of the receipt of this computation. */
  readonly receipt: string;
}

/**
 * Computes a segment. Analysing people is a use: the gate says first who may be analysed and records the use among theirs, with one receipt over the
 * definition and the set of people; nobody else's rows are read. Events that have not been moved yet are not counted: whoever wants them calls
 * `moveEvents` before the transaction (inside it, callers that hold a connection each would wait for the mover's, and it for theirs).
 */
export async function computeSegment(
  deps: CustomersDeps,
  tx: Tx,
  request: { code: string; by: string },
): Promise<ComputedSegment> {
  const { definition: own, activity, revision } = await segment(tx, request.code);
  const inside = await reachedSegments(tx, own);
  const definition = expandSegments(own, inside);
  const population = await deps.gate.decidePopulation(tx, {
    activity,
    operation: 'use',
    fields: READ,
    ordinals: 'all',
  });
  const denied = population.excluded.reduce((sum, reason) => sum + reason.count, 0);
  const { receipt } = await deps.gate.recordPopulationUse(tx, {
    activity,
    operation: 'use',
    fields: READ,
    allowed: population.allowedPeople,
    purposeNote: '人群分析 / segment analysis',
    by: request.by,
    subject: `segment:${request.code}`,
    detail: {
      revision,
      definition: createHash('sha256')
        .update(canonicalJson(definition as unknown as Json))
        .digest('base64url'),
    },
  });
  const ordinals = await matching(deps.analytics, definition, population.allowed, denied > 0, deps.clock.now());
  return { code: request.code, revision, ordinals, unanalysed: denied, receipt: receipt.id };
}

/** Ordinals among `permitted` that match, ascending; `restricted` says that somebody is missing from `permitted`. */
export async function matching(
  analytics: Analytics,
  definition: Definition,
  permitted: Uint32Array,
  restricted: boolean,
  now: Date,
): Promise<Uint32Array> {
  return analytics.connected(async (connection) => {
    const population = 'permitted';
    if (restricted || needsPopulation(definition)) await loadOrdinals(connection, population, permitted);
    const { sql, values } = compileSql(definition, { now, population, restricted });
    const result = await connection.run(sql, values.map(toDuckValue));
    const ordinals = new Uint32Array(result.rowCount);
    let place = 0;
    for (const chunk of await result.fetchAllChunks())
      for (const ordinal of chunk.getColumnValues(0)) {
        ordinals[place] = Number(ordinal);
        place += 1;
      }
    return among(ordinals.sort(), permitted);
  });
}

// Rows may outlive the person whom the gate knew; whoever it does not name is in no audience.
function among(ordinals: Uint32Array, permitted: Uint32Array): Uint32Array {
  const highest = permitted.reduce((most, ordinal) => Math.max(most, ordinal), 0);
  const named = new Uint8Array(highest + 1);
  for (const ordinal of permitted) named[ordinal] = 1;
  return ordinals.filter((ordinal) => named[ordinal] === 1);
}
