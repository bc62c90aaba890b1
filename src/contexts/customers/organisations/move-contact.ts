import type { Tx } from '../../../platform/database/index.ts';
import { fieldError } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields, personNotFound } from '../customers-failures.ts';
import { findPerson } from '../identity/store/person-store.ts';
import { noteCorrection } from '../outbox/note-outside.ts';
import { insertTraitSources } from '../profile/store/trait-store.ts';
import { type OrganisationNamed, readOrganisation } from './domain/organisation.ts';
import { keepContacts } from './keep-contacts.ts';

/**
 * Moves a contact to another organisation: what is held of them says the new one, under the gate's permit to collect of the activity in which they
 * came. Throws `customers.person-not-found`, `customers.bad-organisation`, or the gate's refusal (422).
 */
export async function moveContact(
  deps: CustomersDeps,
  tx: Tx,
  request: { readonly person: string; readonly organisation: OrganisationNamed; readonly by: string },
): Promise<void> {
  const { person } = request;
  const row = await findPerson(tx, person);
  if (row === undefined) throw personNotFound();
  const read = readOrganisation(request.organisation);
  if (!read.ok) throw badFields('bad-organisation', read.errors);
  if ((await deps.gate.rolesOf(tx, [person])).get(person) !== 'business_contact')
    throw badFields('bad-organisation', [
      fieldError('person', '此人不是单位联系人', 'is not the contact of an organisation'),
    ]);
  const { organisation } = read;
  const fields = ['employer'] as const;
  const collected = { activity: row.activity, source: 'from_individual', fields, persons: [person] };
  const permit = await deps.gate.collect(tx, collected);
  await deps.vault.storeFields(tx, permit, [{ person, field: 'employer', value: organisation.name }]);
  await insertTraitSources(tx, [{ person, field: 'employer', at: deps.clock.now(), source: 'correction' }]);
  await keepContacts(deps, tx, [{ person, ordinal: row.ordinal, organisation }]);
  await noteCorrection(deps, tx, person, fields);
  await deps.noteStaffAct(tx, { by: request.by, act: 'customers.contact-moved', subject: person });
}
