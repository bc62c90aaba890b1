import type { Tx } from '../../platform/database/index.ts';
import { deleteConfirmations } from './store/confirmation-store.ts';
import { forgetSheets } from './store/paper-store.ts';
import { forgetSubmitter } from './store/submission-store.ts';

/** Removes a person from what this context holds; submissions stay as counts of nobody. Doing it again changes nothing. */
export async function erasePerson(tx: Tx, person: string): Promise<void> {
  await deleteConfirmations(tx, person);
  await forgetSubmitter(tx, person);
  await forgetSheets(tx, person);
}
