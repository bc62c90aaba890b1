import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { FieldCode } from '../../register/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { createPeople, type NewPerson } from '../identity/create-people.ts';
import { findErased } from '../identity/find-erased.ts';
import { identifierKey } from '../identity/identify.ts';
import { findByIdentifiers, findPersons, type IdentifierKey, lockIdentities } from '../identity/store/person-store.ts';
import { collectedFields, saysWho, type Target } from './domain/import-kinds.ts';
import type { PurchaseRow } from './domain/read-row.ts';
import { refusedMinors } from './refused-minors.ts';
import type { ImportRow } from './store/import-store.ts';
import { storedUnder } from './stored-under.ts';
import { gateSource } from './supplier.ts';

/** Whose row it is. */
export interface Owner {
  readonly person: string;
  readonly ordinal: number;
}

/** What `joinPeople` found: an owner for each row, or undefined where the gate refuses to add to that person, or they were erased. */
export interface Joined {
  readonly owners: readonly (Owner | undefined)[];
  /** Whether each row is a minor's who may not be taken in. */
  readonly minors: readonly boolean[];
  /** Who was made. */
  readonly made: ReadonlySet<string>;
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
  const { keys, owners, refused, missing, minors } = await findOwners(deps, tx, row, rows);
  const wanted = [...missing];
  const made = await createPeople(
    deps,
    tx,
    wanted.map(([, each]) => toNewPerson(each)),
    originOf(row),
  );
  wanted.forEach(([name], index) => {
    const person = made[index];
    if (person !== undefined) owners.set(name, { person: person.id, ordinal: person.ordinal });
  });
  return {
    owners: keys.map((name) => {
      const owner = owners.get(name);
      return owner === undefined || refused.has(owner.person) ? undefined : owner;
    }),
    minors: keys.map((name) => minors.has(name)),
    made: new Set(made.map(({ id }) => id)),
    newPeople: made.length,
  };
}

/** Somebody a file names: their identifier, and the first row that names them. */
export interface NamedPerson {
  readonly key: IdentifierKey;
  readonly first: PurchaseRow;
}

/** Who stands behind rows, before anybody is made. */
export interface FoundOwners {
  /** The name of whom each row belongs to, in their order. */
  readonly keys: readonly string[];
  /** Who is known already, by name. */
  readonly owners: Map<string, Owner>;
  /** Persons to whom nothing may be added. */
  readonly refused: ReadonlySet<string>;
  /** Who would be made, by name; who was erased is not among them. */
  readonly missing: ReadonlyMap<string, NamedPerson>;
  /** New people of whom, as minors, nothing may be collected, by name. */
  readonly minors: ReadonlySet<string>;
}

/** Looks up the people of rows and makes nobody. */
export async function findOwners(
  deps: CustomersDeps,
  tx: Tx,
  row: ImportRow,
  rows: readonly PurchaseRow[],
): Promise<FoundOwners> {
  const keys = rows.map((each) => identifierOf(deps, row.issuer, each));
  const distinct = new Map<string, NamedPerson>();
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
  const comers = unknown.flatMap((each, at) => (erased.has(at) ? [] : [[nameOf(each.key), each] as const]));
  const minors = await refusedMinors(deps, row, comers);
  const missing = new Map(comers.filter(([name]) => !minors.has(name)));
  return { keys: keys.map(nameOf), owners, refused, missing, minors };
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
  const fields = collectedFields(row.kind, Object.keys(row.mapping ?? {}) as Target[]);
  // A purchase is collected of somebody who is known already; the fields of a file are stored for who is new.
  const collected: FieldCode[] = saysWho(row.kind) ? fields : ['order_record'];
  try {
    await deps.gate.collect(tx, { activity: storedUnder(row), source: gateSource(row), fields: collected, persons });
    return true;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'refused') return false;
    throw error;
  }
}

/** Somebody who is not known yet, from the first row that names them. */
export function toNewPerson({ key, first }: NamedPerson): NewPerson {
  const fields = fieldsOfRow(first);
  const { birth_date: birthDate } = fields;
  const { organisation } = first;
  return {
    identifiers: [key],
    fields,
    ...(organisation === undefined ? { role: 'customer' } : { role: 'business_contact', organisation }),
    ...(birthDate === undefined ? {} : { birthDate }),
  };
}

/** What a row says of its person, by fields of the register. */
export function fieldsOfRow(row: PurchaseRow): Partial<Record<FieldCode, string>> {
  const fields: Partial<Record<FieldCode, string>> = { ...row.fields };
  if (row.memberId !== undefined) fields.member_id = row.memberId;
  if (row.name !== undefined) fields.name = row.name;
  if (row.mobile !== undefined) fields.mobile = row.mobile;
  if (row.email !== undefined) fields.email = row.email;
  if (row.address !== undefined) fields.address = row.address;
  return fields;
}

// What an importer declares is a claim with a hash, not proof: with it people are partly proven (B), without it unproven (C).
export function originOf(row: ImportRow) {
  const { notice } = row;
  const told = notice === null ? {} : { noticeShownAt: new Date(notice.shownAt), how: notice.how };
  const grade = notice?.proofHash === undefined ? ('C' as const) : ('B' as const);
  return {
    activity: row.activity,
    storedUnder: storedUnder(row),
    source: gateSource(row),
    import: row.id,
    standing: { source: `import:${row.id}`, grade, ...told },
  };
}

function nameOf(key: IdentifierKey): string {
  return `${key.type}|${key.digest.toString('base64')}`;
}
