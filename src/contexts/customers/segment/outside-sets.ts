import type { Tx } from '../../../platform/database/index.ts';
import { MOST_PERSONS } from '../../consent/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import {
  type Definition,
  type FieldCondition,
  outsideConditions,
  outsideKey,
  type PermissionCondition,
} from './domain/definition.ts';
import { tooManyForVault } from './segment-failures.ts';

/** People whose fields one computation opens at most: each batch of them is decided, opened and recorded by name. */
export const MOST_OPENED = 20_000;

/** For each condition that DuckDB can't answer, the people for whom it holds. */
export type OutsideSets = ReadonlyMap<string, Uint32Array>;

/** Who asks, and under what people are analysed. */
export interface OutsideQuestion {
  readonly activity: string;
  /** Who may be analysed. */
  readonly permitted: Uint32Array;
  readonly by: string;
  readonly subject: string;
}

/**
 * Answers the conditions of a definition that the gate or the vault has to answer. Values of fields are opened batch by batch under the gate's permit, looked
 * at, and gone; what remains is who. Throws `customers.segment-vault-limit` (422) above `MOST_OPENED` people.
 */
export async function outsideSets(
  deps: CustomersDeps,
  tx: Tx,
  definition: Definition,
  question: OutsideQuestion,
): Promise<OutsideSets> {
  const sets = new Map<string, Uint32Array>();
  for (const condition of outsideConditions(definition)) {
    const key = outsideKey(condition);
    if (sets.has(key)) continue;
    sets.set(
      key,
      'permission' in condition
        ? await permittedFor(deps, tx, condition, question.permitted)
        : await openedFor(deps, tx, condition, question),
    );
  }
  return sets;
}

async function permittedFor(
  deps: CustomersDeps,
  tx: Tx,
  { permission }: PermissionCondition,
  permitted: Uint32Array,
): Promise<Uint32Array> {
  const { activity, channel } = permission;
  // Throws if there is no such activity.
  await deps.register.activity(tx, activity);
  const asked = { activity, operation: 'use' as const, ordinals: permitted };
  return (await deps.gate.decidePopulation(tx, channel === undefined ? asked : { ...asked, channel })).allowed;
}

async function openedFor(
  deps: CustomersDeps,
  tx: Tx,
  { field }: FieldCondition,
  { activity, permitted, by, subject }: OutsideQuestion,
): Promise<Uint32Array> {
  if (permitted.length > MOST_OPENED) throw tooManyForVault(MOST_OPENED);
  const found: number[] = [];
  for (let from = 0; from < permitted.length; from += MOST_PERSONS) {
    const ordinals = permitted.subarray(from, from + MOST_PERSONS);
    const persons = await deps.gate.personsOf(tx, ordinals);
    const grant = await deps.gate.usePersons(tx, {
      activity,
      operation: 'use',
      fields: [field.name],
      persons,
      operatorPermitted: true,
      by,
      subject,
    });
    if (grant.permit === null) continue;
    const allowed = persons.filter((person) => !grant.refused.has(person));
    const values = await deps.vault.open(tx, grant.permit, allowed, [field.name]);
    const matching = allowed.filter((person) => holds(field, values.get(person)?.[field.name]));
    for (const ordinal of await deps.gate.ordinalsOf(tx, matching)) if (ordinal !== undefined) found.push(ordinal);
  }
  return Uint32Array.from(found).sort();
}

function holds(field: FieldCondition['field'], value: string | undefined): boolean {
  if (value === undefined) return false;
  if (field.name === 'city') return field.in.some((city) => sameCity(city, value));
  return field.months.includes(Number(value.slice(5, 7)));
}

// "杭州" and "杭州市" are the same place.
function sameCity(wanted: string, value: string): boolean {
  const plain = (text: string) => text.trim().replace(/市$/, '');
  return plain(wanted) === plain(value);
}
