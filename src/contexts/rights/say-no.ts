import type { Tx } from '../../platform/database/index.ts';
import type { RightsContext } from './rights-context.ts';
import { nothingToWithdraw } from './rights-failures.ts';

/** Withdraws one activity's consent on every record of the person; in force when this returns and commits. Answers the receipt's id. */
export async function withdrawActivity(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  activity: string,
): Promise<{ receipt: string }> {
  let receipt: string | undefined;
  for (const person of persons) {
    const state = await context.gate.consentState(tx, person, activity);
    if (state.state === 'granted')
      receipt = (await context.gate.withdraw(tx, { person, activity, by: 'privacy-centre' })).id;
  }
  if (receipt === undefined) throw nothingToWithdraw();
  return { receipt };
}

/** Stops marketing, restricts processing or turns personalisation off for every record of the person: all brands. */
export async function objectToUse(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  kind: 'unsubscribe' | 'restrict' | 'personalisation',
): Promise<{ receipt: string }> {
  let receipt = '';
  for (const person of persons) receipt = (await context.gate.object(tx, { person, kind, by: 'privacy-centre' })).id;
  return { receipt };
}
