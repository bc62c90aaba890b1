import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import type { Receipt } from '../evidence/index.ts';
import type { PopulationUseRequest } from './domain/acts.ts';
import { PeopleSet } from './domain/people-set.ts';
import type { GateContext } from './gate-context.ts';
import { memberIds } from './member-ids.ts';
import { highestOrdinal } from './store/subjects.ts';
import { insertPopulationUse } from './store/uses.ts';
import { storePopulation } from './store-population.ts';

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
  const people = PeopleSet.of(request.allowed);
  // A bit set for an ordinal that is still to be given would tell its later owner of a use that never was.
  if (people.has(0) || people.highest > (await highestOrdinal(tx))) throw new Error('an ordinal that nobody has');
  const registered = await context.register.findActivity(tx, activity);
  if (registered === undefined) throw new Error('a use under an activity that nobody registered');
  const use = newId(context.clock);
  const { revision } = registered;
  const payload: Json = {
    use,
    activity,
    revision,
    operation,
    fields: [...fields],
    purposeNote,
    subject,
    by,
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
      at: context.clock.now(),
      receipt: receipt.id,
    },
    { ...stored, size },
  );
  return { use, receipt };
}
