import type { Tx } from '../../../platform/database/index.ts';
import { personNotFound } from '../customers-failures.ts';
import { findPerson, type PersonRow } from '../identity/store/person-store.ts';

/** The records that are held to be the same human as this one, itself first. Throws `customers.person-not-found`. */
export async function recordsOf(tx: Tx, person: string): Promise<PersonRow[]> {
  const own = await findPerson(tx, person);
  if (own === undefined) throw personNotFound();
  return [own];
}
