import { setImmediate } from 'node:timers/promises';
import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import type { Receipt } from '../evidence/index.ts';
import type { PopulationUseRequest } from './domain/acts.ts';
import { type People, PeopleSet, setBits } from './domain/people-set.ts';
import type { GateContext } from './gate-context.ts';
import { memberIds } from './member-ids.ts';
import { highestOrdinal } from './store/subjects.ts';
import { insertPopulationUse } from './store/uses.ts';
import { storePopulation } from './store-population.ts';

/** Ordinals taken at once before other work may run. */
const SLICE = 500_000;

/**
 * Records one use of as many people as `decidePopulation` allowed, before their rows are read: the people as containers, one receipt that commits
 * to the use and to each of them. It opens no vault. Recorded also when nobody was allowed, for then somebody tried.
 */
export async function recordPopulationUse(
  context: GateContext,
  tx: Tx,
  request: PopulationUseRequest,
): Promise<{ use: string; receipt: Receipt }> {
  const { activity, operation, fields, by, purposeNote = null, subject = null, detail = {} } = request;
  const people = await peopleAmong(request.allowed, await highestOrdinal(tx));
  const registered = await context.register.findActivity(tx, activity);
  if (registered === undefined) throw new Error('a use under an activity that nobody registered');
  const use = newId(context.clock);
  const { revision } = registered;
  const at = context.clock.now();
  const payload: Json = {
    use,
    activity,
    revision,
    operation,
    fields: [...fields],
    purposeNote,
    subject,
    by,
    at: at.toISOString(),
    detail: { ...detail },
  };
  const stored = await storePopulation(tx, activity, subject, people);
  const { receipt, size } = await context.evidence.recordUseBatch(tx, { payload, members: memberIds(tx, people) });
  // Somebody without a row would shift everybody's place in the tree.
  if (size !== people.size) throw new Error('an ordinal that nobody has');
  await insertPopulationUse(
    tx,
    {
      id: use,
      activity,
      revision,
      operation,
      channel: null,
      brand: null,
      recipient: null,
      fields,
      recipients: [],
      message: null,
      purposeNote,
      subject,
      by,
      at,
      receipt: receipt.id,
    },
    { ...stored, size },
  );
  return { use, receipt };
}

// A bit set for an ordinal that is still to be given would tell its later owner of a use that never was.
async function peopleAmong(allowed: People, highest: number): Promise<PeopleSet> {
  const people = allowed instanceof PeopleSet ? allowed : await gathered(allowed, highest);
  if (people.has(0) || people.highest > highest) throw new Error('an ordinal that nobody has');
  return people;
}

async function gathered(ordinals: Uint32Array, highest: number): Promise<PeopleSet> {
  const words = new Uint32Array((highest >>> 5) + 1);
  for (let at = 0; at < ordinals.length; at += SLICE) {
    const slice = ordinals.subarray(at, at + SLICE);
    if (!setBits(words, slice)) throw new Error('an ordinal that nobody has');
    await setImmediate();
  }
  return new PeopleSet(words);
}
