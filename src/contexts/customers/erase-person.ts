import type { Tx } from '../../platform/database/index.ts';
import { deleteCorrections } from './corrections/store/correction-store.ts';
import type { CustomersDeps } from './customers-deps.ts';
import { eraseEvents } from './events/event-log.ts';
import { dropExportsNaming } from './exports/expire-exports.ts';
import { leaveClusters } from './identity/leave-clusters.ts';
import { deletePerson, findPerson } from './identity/store/person-store.ts';
import { deleteShopMembers } from './ingest/callback/store/shop-member-store.ts';
import { deleteContact } from './organisations/store/organisation-store.ts';
import { noteErasure } from './outbox/note-outside.ts';
import { deleteTraitSources } from './profile/store/trait-store.ts';
import { forgetMembers } from './segment/store/member-store.ts';
import { deleteStockRows } from './stock/store/stock-store.ts';
import { deleteTagsOfPerson } from './tags/store/person-tag-store.ts';

/** Removes what this context holds of a person, and orders DuckDB to forget them; doing it again changes nothing. */
export async function erasePerson(deps: CustomersDeps, tx: Tx, person: string): Promise<void> {
  const row = await findPerson(tx, person);
  if (row === undefined) return;
  await noteErasure(deps, tx, person);
  await leaveClusters(deps, tx, row.ordinal);
  await eraseEvents(tx, row.ordinal, deps.clock.now());
  await dropExportsNaming(tx, row.ordinal);
  await forgetMembers(tx, [row.ordinal]);
  await deleteStockRows(tx, person);
  await tx.execute('delete from customers.person_row where ordinal = $1', [row.ordinal]);
  await deleteContact(tx, person);
  await deleteShopMembers(tx, person);
  await deleteTraitSources(tx, person);
  await deleteCorrections(tx, person);
  await deleteTagsOfPerson(tx, person);
  await deletePerson(tx, person, deps.clock.now());
}
