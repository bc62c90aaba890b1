import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import type { FieldCode } from '../../register/index.ts';
import { withoutRefuted } from '../corrections/without-refuted.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { findErased } from '../identity/find-erased.ts';
import { learnBirthDates } from '../identity/learn-birth-dates.ts';
import { isOtherAddress, moveProvince } from '../identity/move-province.ts';
import { addressesOf } from '../identity/set-addresses.ts';
import { keepContacts } from '../organisations/keep-contacts.ts';
import { noteCorrection } from '../outbox/note-outside.ts';
import { insertTraitSources } from '../profile/store/trait-store.ts';
import type { PurchaseRow } from './domain/read-row.ts';
import { fieldsOfRow, type Owner } from './join-people.ts';
import type { ImportRow } from './store/import-store.ts';
import { storedUnder } from './stored-under.ts';
import { gateSource } from './supplier.ts';

/** A row of a people file with whose it is. */
export interface PeopleItem {
  readonly row: PurchaseRow;
  readonly rowKey: string;
  readonly owner: Owner;
}

/** Which of these rows of people files came before. */
export async function knownPersonRows(tx: Tx, rowKeys: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ rowKey: string }>(
    'select row_key as "rowKey" from customers.person_row where row_key = any($1::uuid[])',
    [rowKeys],
    'customers.known-person-rows',
  );
  return new Set(rows.map((row) => row.rowKey));
}

/** Remembers rows of a people file; returns how many were new. */
export async function rememberPersonRows(tx: Tx, items: readonly PeopleItem[]): Promise<number> {
  return tx.execute(
    `insert into customers.person_row (row_key, ordinal) select * from unnest($1::uuid[], $2::int[]) on conflict do nothing`,
    [items.map(({ rowKey }) => rowKey), items.map(({ owner }) => owner.ordinal)],
    'customers.remember-person-rows',
  );
}

/**
 * Stores what rows say of people who were known before, under the gate's permit to collect; who is new got theirs when they were made. A birth
 * date is learnt where none is known, and not changed by a file: age decides what is permitted. Answers whose rows the gate refuses.
 */
export async function updatePeople(
  deps: CustomersDeps,
  tx: Tx,
  row: ImportRow,
  items: readonly PeopleItem[],
): Promise<ReadonlySet<string>> {
  const told = new Map<string, Map<FieldCode, string>>();
  for (const item of items) {
    const known = told.get(item.owner.person) ?? new Map<FieldCode, string>();
    for (const [field, value] of Object.entries(fieldsOfRow(item.row)) as [FieldCode, string][])
      if (field !== 'member_id') known.set(field, value);
    told.set(item.owner.person, known);
  }
  const ordinals = new Map(items.map(({ owner }) => [owner.person, owner.ordinal]));
  const refused = new Set<string>();
  for (const [person, fields] of await learnBirthDates(deps, tx, await withoutRefuted(deps, tx, told))) {
    const owner = { person, ordinal: ordinals.get(person) ?? -1 };
    if (fields.size > 0 && !(await storeOne(deps, tx, row, owner, fields))) refused.add(person);
  }
  await keepContacts(
    deps,
    tx,
    items.flatMap(({ owner, row: { organisation } }) =>
      organisation === undefined || refused.has(owner.person) ? [] : [{ ...owner, organisation }],
    ),
  );
  return refused;
}

async function storeOne(
  deps: CustomersDeps,
  tx: Tx,
  row: ImportRow,
  { person, ordinal }: Owner,
  fields: ReadonlyMap<FieldCode, string>,
): Promise<boolean> {
  const address = fields.get('address');
  const [erased] = (await findErased(deps, tx, [{ identifiers: [], fields: Object.fromEntries(fields) }])).values();
  if (erased !== undefined) return false;
  const names = [...fields.keys()];
  try {
    const request = { activity: storedUnder(row), source: gateSource(row), fields: names, persons: [person] };
    const permit = await deps.gate.collect(tx, request);
    const values = names.map((field) => ({ person, field, value: fields.get(field) ?? '' }));
    if (await isOtherAddress(deps, tx, person, address)) await moveProvince(deps, tx, { ordinal, address });
    await deps.vault.storeFields(tx, permit, values);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'refused') return false;
    throw error;
  }
  const at = deps.clock.now();
  await insertTraitSources(
    tx,
    names.map((field) => ({ person, field, at, source: `import:${row.id}` })),
  );
  await moveAddresses(deps, tx, person, fields);
  return true;
}

async function moveAddresses(
  deps: CustomersDeps,
  tx: Tx,
  person: string,
  fields: ReadonlyMap<FieldCode, string>,
): Promise<void> {
  const corrected: FieldCode[] = [];
  const values = [...fields].map(([field, value]) => ({ person, field, value }));
  const addresses = await addressesOf(deps, tx, values);
  const held = await deps.gate.haveAddresses(tx, addresses);
  for (const [at, { field, channel, digest }] of addresses.entries()) {
    if (held[at] === true) continue;
    await deps.gate.setAddresses(tx, [{ person, channel, digest }]);
    corrected.push(field);
  }
  if (corrected.length > 0) await noteCorrection(deps, tx, person, corrected);
}
