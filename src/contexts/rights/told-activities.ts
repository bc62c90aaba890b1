import type { Tx } from '../../platform/database/index.ts';
import type { Activity } from '../register/index.ts';
import type { RightsContext } from './rights-context.ts';

/** The activities that a published notice tells. What is only being drafted concerns nobody yet, may not run, and is not for the public to read. */
export async function toldActivities(context: RightsContext, tx: Tx): Promise<Activity[]> {
  const told: Activity[] = [];
  for (const activity of await context.register.activities(tx))
    if ((await context.register.publicationOf(tx, activity.code)) !== null) told.push(activity);
  return told;
}
