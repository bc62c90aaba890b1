import type { Tx } from '../../../../platform/database/index.ts';
import type { Permit } from '../../../consent/index.ts';
import type { FieldCode } from '../../../register/index.ts';
import { withoutRefuted } from '../../corrections/without-refuted.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { findErased } from '../../identity/find-erased.ts';
import { learnBirthDates } from '../../identity/learn-birth-dates.ts';
import { isOtherAddress, moveProvince } from '../../identity/move-province.ts';
import { addressesOf } from '../../identity/set-addresses.ts';
import { noteCorrection } from '../../outbox/note-outside.ts';
import { insertTraitSources } from '../../profile/store/trait-store.ts';
import type { Counts } from './domain/counts.ts';
import { isRefusal } from './domain/is-refusal.ts';
import { traitFields } from './domain/trait-fields.ts';
import type { FiledEvent, Owner } from './read-arrivals.ts';
import type { SourceRow } from './store/source-store.ts';

/**
 * Stores what `identify` says of people whose events may be kept: fields that the source's activity declares, under the gate's permit to
 * collect them. The rest is counted by name and not kept.
 */
export async function storeTraits(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  events: readonly FiledEvent[],
  owners: readonly (Owner | undefined)[],
  refused: ReadonlyMap<number, string>,
  counts: Counts,
): Promise<void> {
  const told = new Map<string, Map<FieldCode, string>>();
  const ordinals = new Map<string, number>();
  const declared = await declaredFields(deps, tx, source);
  events.forEach(({ event }, index) => {
    const owner = owners[index];
    if (event.type !== 'identify' || owner === undefined || refused.has(owner.ordinal)) return;
    const known = told.get(owner.person) ?? new Map<FieldCode, string>();
    for (const [field, value] of usable(deps, declared, event.traits, counts)) known.set(field, value);
    if (known.size > 0) told.set(owner.person, known);
    ordinals.set(owner.person, owner.ordinal);
  });
  const kept = await withoutRefuted(deps, tx, told);
  for (const [person, fields] of kept)
    for (const field of told.get(person)?.keys() ?? []) if (!fields.has(field)) counts.add('corrected-by-hand', field);
  const learned = [...(await learnBirthDates(deps, tx, kept))].flatMap(([person, fields]): Told[] =>
    fields.size === 0 ? [] : [{ person, ordinal: ordinals.get(person) ?? -1, fields }],
  );
  await storeTold(deps, tx, source, await withoutErased(deps, tx, learned, counts), counts);
}

/** Somebody with the values that a source told of them. */
interface Told extends Owner {
  readonly fields: ReadonlyMap<FieldCode, string>;
}

// The address of somebody who was erased comes back by their own hand alone, also onto another record.
async function withoutErased(deps: CustomersDeps, tx: Tx, people: readonly Told[], counts: Counts): Promise<Told[]> {
  let rest = people;
  const clear: Told[] = [];
  // An address and a number: each pass takes one from whoever still has one of them.
  while (rest.length > 0) {
    const arriving = rest.map(({ fields }) => ({ identifiers: [], fields: Object.fromEntries(fields) }));
    const erased = await findErased(deps, tx, arriving);
    clear.push(...rest.filter((_, at) => !erased.has(at)));
    rest = rest.flatMap((each, at): Told[] => {
      const by = erased.get(at);
      if (by === undefined) return [];
      counts.add('traits', 'refused');
      const fields = new Map([...each.fields].filter(([field]) => by.kind === 'address' && field !== by.field));
      return fields.size === 0 ? [] : [{ ...each, fields }];
    });
  }
  return clear;
}

// People of whom the same fields are told are stored together.
async function storeTold(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  people: readonly Told[],
  counts: Counts,
): Promise<void> {
  const alike = new Map<string, Told[]>();
  for (const each of people) {
    const names = [...each.fields.keys()].sort().join();
    const group = alike.get(names) ?? [];
    group.push(each);
    alike.set(names, group);
  }
  for (const group of alike.values()) await storeAlike(deps, tx, source, group, counts);
}

/** Fields that the source's activity declares. */
export async function declaredFields(
  deps: Pick<CustomersDeps, 'register'>,
  tx: Tx,
  source: SourceRow,
): Promise<ReadonlySet<FieldCode>> {
  return new Set((await deps.register.activity(tx, source.activity)).fields.map(({ field }) => field));
}

/** What may be stored of traits: declared fields with values that can be read. */
export function usable(
  deps: Pick<CustomersDeps, 'vault'>,
  declared: ReadonlySet<FieldCode>,
  traits: FiledEvent['event']['traits'],
  counts?: Counts,
): Map<FieldCode, string> {
  const { fields, unknown } = traitFields(traits);
  for (const name of unknown) counts?.add('undeclared-trait', name.slice(0, 120));
  const kept = new Map<FieldCode, string>();
  for (const [field, value] of fields) {
    if (!declared.has(field)) counts?.add('undeclared-trait', field);
    else if (deps.vault.normalise(field, value).ok) kept.set(field, value);
    else counts?.add('unreadable-trait', field);
  }
  return kept;
}

async function storeAlike(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  people: readonly Told[],
  counts: Counts,
): Promise<void> {
  const names = [...(people[0]?.fields.keys() ?? [])];
  try {
    const permit = await deps.gate.collect(tx, {
      activity: source.activity,
      source: 'from_individual',
      fields: names,
      persons: people.map(({ person }) => person),
    });
    await storePermitted(deps, tx, source, permit, people);
    counts.add('traits', 'stored', names.length * people.length);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // Nothing was stored yet: the gate refuses all for one of them, so each is asked about alone.
    if (people.length === 1) counts.add('traits', 'refused', names.length);
    else for (const each of people) await storeAlike(deps, tx, source, [each], counts);
  }
}

async function storePermitted(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  permit: Permit,
  people: readonly Told[],
): Promise<void> {
  const values = people.flatMap(({ person, fields }) =>
    [...fields].map(([field, value]) => ({ person, field, value })),
  );
  for (const { person, ordinal, fields } of people) {
    const address = fields.get('address');
    if (await isOtherAddress(deps, tx, person, address)) await moveProvince(deps, tx, { ordinal, address });
  }
  await deps.vault.storeFields(tx, permit, values);
  const origin = { at: deps.clock.now(), source: `source:${source.code}` };
  await insertTraitSources(
    tx,
    values.map(({ person, field }) => ({ person, field, ...origin })),
  );
  const addresses = await addressesOf(deps, tx, values);
  const corrected = new Map<string, string[]>();
  const held = await deps.gate.haveAddresses(tx, addresses);
  for (const [at, { person, field }] of addresses.entries())
    if (held[at] !== true) corrected.set(person, [...(corrected.get(person) ?? []), field]);
  if (addresses.length > 0) await deps.gate.setAddresses(tx, addresses);
  for (const [person, fields] of corrected) await noteCorrection(deps, tx, person, fields);
}
