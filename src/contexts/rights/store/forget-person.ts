import type { Tx } from '../../../platform/database/index.ts';

/** Ends a person's sessions and log-ins and removes bundles, papers and searches about them. */
export async function forgetPerson(tx: Tx, person: string): Promise<void> {
  await tx.execute('delete from rights.bundle where person = $1', [person]);
  await tx.execute('delete from rights.search where $1 = any(persons)', [person]);
  await tx.execute('delete from rights.download where $1 = any(persons)', [person]);
  await tx.execute('delete from rights.session where $1 = any(persons)', [person]);
  await tx.execute('delete from rights.login_challenge where $1 = any(persons)', [person]);
}
