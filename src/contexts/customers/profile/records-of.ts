import type { Tx } from '../../../platform/database/index.ts';
import { personNotFound } from '../customers-failures.ts';
import { clusterOf } from '../identity/store/cluster-store.ts';
import { findPersons, type PersonRow } from '../identity/store/person-store.ts';

/** The records that are held to be the same human as this one, itself first. Throws `customers.person-not-found`. */
export async function recordsOf(tx: Tx, person: string): Promise<PersonRow[]> {
  const cluster = await clusterOf(tx, person);
  const others = (cluster?.records ?? []).map((record) => record.person).filter((id) => id !== person);
  const rows = await findPersons(tx, [person, ...others.slice(0, MOST_RECORDS)]);
  const own = rows.find((row) => row.id === person);
  if (own === undefined) throw personNotFound();
  return [own, ...rows.filter((row) => row.id !== person).sort((one, other) => one.ordinal - other.ordinal)];
}

/** Records of one human beside the one that was asked for; a page shows no more. */
const MOST_RECORDS = 50;
