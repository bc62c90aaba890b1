import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { appendTraits } from '../events/event-log.ts';
import { nameKey, type OrganisationNamed } from './domain/organisation.ts';
import {
  findOrganisations,
  insertOrganisations,
  lockOrganisations,
  type OrganisationRow,
  setContacts,
  setNumber,
} from './store/organisation-store.ts';

/** Somebody with the organisation whose contact they are. */
export interface ContactOf {
  readonly person: string;
  readonly ordinal: number;
  readonly organisation: OrganisationNamed;
}

/**
 * Notes whose contacts people are. An organisation is known again by its number; without one by its name, if one alone is called so. A number
 * that comes later is noted with the one of that name that has none. The trait `organisation`, by which segments are made, follows.
 */
export async function keepContacts(deps: CustomersDeps, tx: Tx, contacts: readonly ContactOf[]): Promise<void> {
  if (contacts.length === 0) return;
  const ids = await organisationIds(deps, tx, contacts);
  // A file may name somebody twice: the last row counts, as for their fields.
  const latest = new Map(contacts.map((each, place) => [each.person, { ...each, organisation: ids[place] ?? '' }]));
  const at = deps.clock.now();
  const moved = await setContacts(tx, [...latest.values()], at);
  await appendTraits(
    tx,
    moved.map(({ ordinal, organisation }) => ({ ordinal, name: 'organisation', value: organisation })),
    at,
  );
}

async function organisationIds(deps: CustomersDeps, tx: Tx, contacts: readonly ContactOf[]): Promise<string[]> {
  await lockOrganisations(tx);
  const named = contacts.map(({ organisation }) => organisation);
  const known = await findOrganisations(tx, {
    numbers: named.flatMap(({ registrationNumber }) => registrationNumber ?? []),
    keys: named.map(({ name }) => nameKey(name)),
  });
  const fresh: OrganisationRow[] = [];
  const numbered: OrganisationRow[] = [];
  const ids = named.map(({ name, registrationNumber: number = null }) => {
    const found = find([...known, ...fresh], nameKey(name), number);
    if (found === undefined) {
      const row = { id: newId(deps.clock), name, nameKey: nameKey(name), registrationNumber: number };
      fresh.push(row);
      return row.id;
    }
    if (number === null || found.registrationNumber !== null) return found.id;
    const row = { ...found, registrationNumber: number };
    for (const list of [known, fresh]) {
      const place = list.indexOf(found);
      if (place !== -1) list[place] = row;
    }
    if (known.includes(row)) numbered.push(row);
    return found.id;
  });
  await insertOrganisations(tx, fresh, deps.clock.now());
  for (const { id, registrationNumber } of numbered) await setNumber(tx, id, registrationNumber ?? '');
  return ids;
}

function find(all: readonly OrganisationRow[], key: string, number: string | null): OrganisationRow | undefined {
  const called = all.filter((each) => each.nameKey === key);
  const nameless = called.find((each) => each.registrationNumber === null);
  if (number !== null) return all.find((each) => each.registrationNumber === number) ?? nameless;
  // Two of the same name with different numbers are two organisations: which is meant nobody can tell, so it is neither.
  return nameless ?? (called.length === 1 ? called[0] : undefined);
}
