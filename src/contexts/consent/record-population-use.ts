import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import type { Receipt } from '../evidence/index.ts';
import type { PopulationUseRequest } from './domain/acts.ts';
import { peopleSet } from './domain/people-set.ts';
import type { GateContext } from './gate-context.ts';
import { highestOrdinal } from './store/subjects.ts';
import { insertPopulationUse } from './store/uses.ts';

/**
 * Records one use of as many people as `decidePopulation` allowed, before their rows are read: one row with the people as bits, one receipt that
 * commits to the use and the set. It opens no vault. Recorded also when nobody was allowed, for then somebody tried.
 */
export async function recordPopulationUse(
  context: GateContext,
  tx: Tx,
  request: PopulationUseRequest,
): Promise<{ use: string; receipt: Receipt }> {
  const { activity, operation, fields, by, purposeNote = null, subject = null, detail = {} } = request;
  const people = peopleSet(request.allowed);
  // A bit set for an ordinal that is still to be given would tell its later owner of a use that never was.
  if (request.allowed.includes(0) || people.highest > (await highestOrdinal(tx)))
    throw new Error('an ordinal that nobody has');
  const registered = await context.register.findActivity(tx, activity);
  if (registered === undefined) throw new Error('a use under an activity that nobody registered');
  const use = newId(context.clock);
  const { revision } = registered;
  const payload: Json = {
    population: { ordinals: people.digest, size: people.size },
    use: { use, activity, revision, operation, fields: [...fields], purposeNote, subject, by },
    detail: { ...detail },
  };
  const [receipt] = await context.evidence.recordActs(tx, [{ kind: 'use-batch', payload }]);
  if (receipt === undefined) throw new Error('no receipt');
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
      at: context.clock.now(),
      receipt: receipt.id,
    },
    people.bitmap,
  );
  return { use, receipt };
}
