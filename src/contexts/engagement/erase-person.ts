import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { forgetReceiver, lockSendsOf } from './store/erased-sends.ts';

/**
 * Removes a person from what this context holds. Sends stay as counts of nobody; what waited is stopped, so nothing leaves any more. Answers the
 * records of messages since `since`, which are kept for a defence elsewhere. Doing it again changes nothing and answers none.
 */
export async function erasePerson(
  tx: Tx,
  person: string,
  { at, since }: { readonly at: Date; readonly since: Date },
): Promise<Json[]> {
  const sends = await lockSendsOf(tx, person);
  await forgetReceiver(tx, person, at);
  return sends.filter((send) => send.reservedAt >= since).map((send) => JSON.parse(JSON.stringify(send)) as Json);
}
