import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { createPeople, type NewPerson } from '../identity/create-people.ts';
import { findErased } from '../identity/find-erased.ts';
import { identifierKey } from '../identity/identify.ts';
import { findByIdentifiers, findPersons, type IdentifierKey, lockIdentities } from '../identity/store/person-store.ts';
import type { PurchaseRow } from './domain/read-row.ts';
import type { ImportRow } from './store/import-store.ts';
import { storedUnder } from './stored-under.ts';

/** Whose row it is. */
export interface Owner {
  readonly person: string;
  readonly ordinal: number;
}

/** What `joinPeople` found: an owner for each row, or undefined where the gate refuses to add to that person, or they were erased. */
export interface Joined {
  readonly owners: readonly (Owner | undefined)[];
  readonly newPeople: number;
}

/**
 * Finds or makes the people of rows. A row belongs, in this order: 1. to whom its member id names at this issuer; 2. to the one person who has
 * confirmed its mobile number; 3. to whom the same issuer gave the same number under the same name; 4. to its order alone. Masks and
 * privacy numbers join nobody, and a number that somebody confirmed twice is ambiguous and joins nobody.
 */
export async function joinPeople(
  deps: CustomersDeps,
  tx: Tx,
  row: ImportRow,
  rows: readonly PurchaseRow[],
): Promise<Joined> {
  await lockIdentities(tx, 'alone');
  const keys = rows.map((each) => identifierOf(deps, row.issuer, each));
  const distinct = new Map<string, { key: IdentifierKey; first: PurchaseRow }>();
  rows.forEach((each, index) => {
    const key = keys[index];
    if (key !== undefined && !distinct.has(nameOf(key))) distinct.set(nameOf(key), { key, first: each });
  });
  const wanted = [...distinct.values()];
  const found = await findByIdentifiers(
    tx,
    wanted.map((each) => each.key),
  );
  const owners = new Map<string, Owner>();
  wanted.forEach((each, index) => {
    const owner = found[index];
    if (owner !== undefined) owners.set(nameOf(each.key), owner);
  });
  await joinConfirmed(deps, tx, wanted, owners);
  const refused = await refusedOwners(deps, tx, row, [...owners.values()]);
  const unknown = wanted.filter((each) => !owners.has(nameOf(each.key)));
  // Who was erased is not brought back by a file that still names them (PIPL 47).
  const erased = await findErased(
    deps,
    tx,
    unknown.map(({ key, first }) => ({ identifiers: [key], fields: first })),
  );
  const missing = unknown.filter((_, at) => !erased.has(at));
  const made = await createPeople(deps, tx, missing.map(toNewPerson), originOf(row));
  missing.forEach((each, index) => {
    const person = made[index];
    if (person !== undefined) owners.set(nameOf(each.key), { person: person.id, ordinal: person.ordinal });
  });
  return {
    owners: keys.map((key) => {
      const owner = owners.get(nameOf(key));
      return owner === undefined || refused.has(owner.person) ? undefined : owner;
    }),
    newPeople: made.length,
  };
}

// An order is named after its number and name together: a number that was assigned again (二次放号) makes another person.
function identifierOf(deps: CustomersDeps, issuer: string, row: PurchaseRow): IdentifierKey {
  if (row.memberId !== undefined) return identifierKey(deps, { type: 'member_id', issuer, value: row.memberId });
  const address = row.mobile ?? row.email;
  if (address !== undefined)
    return identifierKey(deps, { type: 'order_contact', issuer, value: JSON.stringify([address, row.name ?? '']) });
  return identifierKey(deps, { type: 'order', issuer, value: row.orderId ?? row.natural });
}

async function joinConfirmed(
  deps: CustomersDeps,
  tx: Tx,
  wanted: readonly { key: IdentifierKey; first: PurchaseRow }[],
  owners: Map<string, Owner>,
): Promise<void> {
  const joined = new Map<string, string>();
  const asked = wanted.flatMap(({ key, first: { mobile } }) =>
    owners.has(nameOf(key)) || key.type !== 'order_contact' || mobile === undefined ? [] : [{ key, mobile }],
  );
  const digests = await deps.vault.addressDigests(
    tx,
    'mobile',
    asked.map(({ mobile }) => mobile),
  );
  for (const [place, { key }] of asked.entries()) {
    const confirmed = await deps.gate.confirmedPersons(tx, 'sms', digests[place] ?? Buffer.alloc(0));
    const [only] = confirmed;
    if (only !== undefined && confirmed.length === 1) joined.set(nameOf(key), only);
  }
  const ordinals = new Map((await findPersons(tx, [...joined.values()])).map((person) => [person.id, person.ordinal]));
  for (const [name, person] of joined) {
    const ordinal = ordinals.get(person);
    if (ordinal !== undefined) owners.set(name, { person, ordinal });
  }
}

// Adding a purchase to somebody who is known already is a collection of its own: who is restricted or gone takes no more.
async function refusedOwners(
  deps: CustomersDeps,
  tx: Tx,
  row: ImportRow,
  owners: readonly Owner[],
): Promise<ReadonlySet<string>> {
  const persons = [...new Set(owners.map((owner) => owner.person))];
  const refused = new Set<string>();
  if (persons.length === 0 || (await mayCollect(deps, tx, row, persons))) return refused;
  for (const person of persons) if (!(await mayCollect(deps, tx, row, [person]))) refused.add(person);
  return refused;
}

async function mayCollect(deps: CustomersDeps, tx: Tx, row: ImportRow, persons: readonly string[]): Promise<boolean> {
  const { source } = row;
  try {
    await deps.gate.collect(tx, { activity: storedUnder(row), source, fields: ['order_record'], persons });
    return true;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'refused') return false;
    throw error;
  }
}

function toNewPerson({ key, first }: { key: IdentifierKey; first: PurchaseRow }): NewPerson {
  const fields: Partial<Record<FieldCode, string>> = {};
  if (first.memberId !== undefined) fields.member_id = first.memberId;
  if (first.name !== undefined) fields.name = first.name;
  if (first.mobile !== undefined) fields.mobile = first.mobile;
  if (first.email !== undefined) fields.email = first.email;
  if (first.address !== undefined) fields.address = first.address;
  return { identifiers: [key], fields, role: 'customer' };
}

// What an importer declares is a claim with a hash, not proof: with it people are partly proven (B), without it unproven (C).
function originOf(row: ImportRow) {
  const { notice } = row;
  const told = notice === null ? {} : { noticeShownAt: new Date(notice.shownAt), how: notice.how };
  const grade = notice?.proofHash === undefined ? ('C' as const) : ('B' as const);
  return {
    activity: row.activity,
    storedUnder: storedUnder(row),
    source: row.source,
    import: row.id,
    standing: { source: `import:${row.id}`, grade, ...told },
  };
}

function nameOf(key: IdentifierKey): string {
  return `${key.type}|${key.digest.toString('base64')}`;
}
