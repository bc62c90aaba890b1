import type { Tx } from '../../../../platform/database/index.ts';
import type { FieldCode } from '../../../register/index.ts';
import { withoutRefuted } from '../../corrections/without-refuted.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { type OrganisationNamed, readOrganisation } from '../../organisations/domain/organisation.ts';
import { type ContactOf, keepContacts } from '../../organisations/keep-contacts.ts';
import { insertTraitSources } from '../../profile/store/trait-store.ts';
import type { Counts } from './domain/counts.ts';
import { isRefusal } from './domain/is-refusal.ts';
import type { FiledEvent, Owner } from './read-arrivals.ts';
import type { SourceRow } from './store/source-store.ts';
import { declaredFields } from './store-traits.ts';

/**
 * Notes what `group` says of contacts of organisations: whose contact somebody is now. Only of people who are contacts already and whose events may be
 * kept, where the source's activity declares `employer`, under the gate's permit to collect it (decision 0113). It makes nobody, and a customer nobody's
 * contact; what is not kept is counted.
 */
export async function keepGroups(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  events: readonly FiledEvent[],
  owners: readonly (Owner | undefined)[],
  refused: ReadonlyMap<number, string>,
  counts: Counts,
): Promise<void> {
  const told = new Map<string, ContactOf>();
  for (const [index, { event }] of events.entries()) {
    const owner = owners[index];
    if (event.type !== 'group' || owner === undefined || refused.has(owner.ordinal)) continue;
    const organisation = organisationOf(event.traits);
    if (organisation === 'unreadable') counts.add('organisation', 'unreadable');
    else if (organisation !== undefined) told.set(owner.person, { ...owner, organisation });
  }
  if (told.size === 0) return;
  const roles = await deps.gate.rolesOf(tx, [...told.keys()]);
  const contacts = [...told.values()].filter(({ person }) => roles.get(person) === 'business_contact');
  counts.add('organisation', 'no-contact', told.size - contacts.length);
  if (!(await declaredFields(deps, tx, source)).has('employer')) {
    counts.add('undeclared-trait', 'employer', contacts.length);
    return;
  }
  const named = new Map(
    contacts.map(({ person, organisation }) => [person, new Map<FieldCode, string>([['employer', organisation.name]])]),
  );
  const kept = await withoutRefuted(deps, tx, named);
  const believed = contacts.filter(({ person }) => kept.get(person)?.has('employer') === true);
  counts.add('corrected-by-hand', 'employer', contacts.length - believed.length);
  await store(deps, tx, source, believed, counts);
}

async function store(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  contacts: readonly ContactOf[],
  counts: Counts,
): Promise<void> {
  if (contacts.length === 0) return;
  const persons = contacts.map(({ person }) => person);
  const asked = { activity: source.activity, source: 'from_individual', fields: ['employer'], persons } as const;
  try {
    const permit = await deps.gate.collect(tx, asked);
    const values = contacts.map(({ person, organisation }) => ({
      person,
      field: 'employer' as const,
      value: organisation.name,
    }));
    await deps.vault.storeFields(tx, permit, values);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // The gate refuses all for one of them, so each is asked about alone.
    if (contacts.length === 1) counts.add('organisation', 'refused');
    else for (const each of contacts) await store(deps, tx, source, [each], counts);
    return;
  }
  const origin = { field: 'employer' as const, at: deps.clock.now(), source: `source:${source.code}` };
  await insertTraitSources(
    tx,
    persons.map((person) => ({ person, ...origin })),
  );
  await keepContacts(deps, tx, contacts);
  counts.add('organisation', 'stored', contacts.length);
}

/** The organisation that the traits of a `group` name; undefined where they name none. */
function organisationOf(traits: FiledEvent['event']['traits']): OrganisationNamed | 'unreadable' | undefined {
  const name = traits['name'];
  const number = traits['registrationNumber'] ?? traits['registration_number'];
  if (name === undefined || name === null || name === '') return undefined;
  if (typeof name !== 'string' || !(number === undefined || typeof number === 'string')) return 'unreadable';
  const read = readOrganisation({ name, ...(number === undefined ? {} : { registrationNumber: number }) });
  return read.ok ? read.organisation : 'unreadable';
}
