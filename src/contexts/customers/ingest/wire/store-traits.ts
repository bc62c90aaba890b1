import type { Tx } from '../../../../platform/database/index.ts';
import type { FieldCode } from '../../../register/index.ts';
import { withoutRefuted } from '../../corrections/without-refuted.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { findErased } from '../../identity/find-erased.ts';
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
  const declared = await declaredFields(deps, tx, source);
  events.forEach(({ event }, index) => {
    const owner = owners[index];
    if (event.type !== 'identify' || owner === undefined || refused.has(owner.ordinal)) return;
    const known = told.get(owner.person) ?? new Map<FieldCode, string>();
    for (const [field, value] of usable(deps, declared, event.traits, counts)) known.set(field, value);
    if (known.size > 0) told.set(owner.person, known);
  });
  for (const [person, fields] of await withoutRefuted(deps, tx, told)) {
    for (const field of told.get(person)?.keys() ?? []) if (!fields.has(field)) counts.add('corrected-by-hand', field);
    if (fields.size > 0) await storeFields(deps, tx, source, person, fields, counts);
  }
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

async function storeFields(
  deps: CustomersDeps,
  tx: Tx,
  source: SourceRow,
  person: string,
  fields: ReadonlyMap<FieldCode, string>,
  counts: Counts,
): Promise<void> {
  const { activity } = source;
  const [erased] = (await findErased(deps, tx, [{ identifiers: [], fields: Object.fromEntries(fields) }])).values();
  if (erased !== undefined) {
    // The address of somebody who was erased comes back by their own hand alone, also onto another record.
    counts.add('traits', 'refused');
    const rest = new Map([...fields].filter(([field]) => erased.kind === 'address' && field !== erased.field));
    return rest.size === 0 ? undefined : storeFields(deps, tx, source, person, rest, counts);
  }
  const names = [...fields.keys()];
  try {
    const permit = await deps.gate.collect(tx, {
      activity,
      source: 'from_individual',
      fields: names,
      persons: [person],
    });
    const values = names.map((field) => ({ person, field, value: fields.get(field) ?? '' }));
    await deps.vault.storeFields(tx, permit, values);
    const at = deps.clock.now();
    const origin = `source:${source.code}`;
    await insertTraitSources(
      tx,
      names.map((field) => ({ person, field, at, source: origin })),
    );
    const addresses = await addressesOf(deps, tx, values);
    const corrected: string[] = [];
    for (const { field, channel, digest } of addresses)
      if (!(await deps.gate.personsByAddress(tx, channel, digest)).includes(person)) corrected.push(field);
    if (addresses.length > 0) await deps.gate.setAddresses(tx, addresses);
    if (corrected.length > 0) await noteCorrection(deps, tx, person, corrected);
    counts.add('traits', 'stored', names.length);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    counts.add('traits', 'refused', names.length);
  }
}
