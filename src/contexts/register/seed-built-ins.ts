import type { Tx } from '../../platform/database/index.ts';
import { builtInActivities } from './domain/built-ins.ts';
import type { RegisterContext } from './register-context.ts';
import { writeRevision } from './save-activity.ts';

/** Registers the product's own activities; writes nothing where they are there unchanged. */
export async function seedBuiltIns(context: RegisterContext, tx: Tx): Promise<void> {
  for (const activity of builtInActivities()) await writeRevision(context, tx, activity, true);
}
