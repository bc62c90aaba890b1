import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { fieldsOfEvents } from '../events/event-fields.ts';
import type { ComputedRow } from './store/computed-store.ts';

/** Computed traits that are one use of people: under one activity, of the same fields. */
export interface TraitUse {
  readonly activity: string;
  readonly fields: readonly FieldCode[];
  readonly traits: readonly ComputedRow[];
}

/** Groups computed traits by what the gate has to be asked for them, as their events are bound now (decision 0114). */
export async function traitUses(tx: Tx, traits: readonly ComputedRow[]): Promise<TraitUse[]> {
  const uses = new Map<string, TraitUse & { traits: ComputedRow[] }>();
  for (const trait of traits) {
    const fields = await fieldsOfEvents(tx, [trait.spec.event]);
    const key = [trait.activity, ...fields].join(' ');
    const use = uses.get(key) ?? { activity: trait.activity, fields, traits: [] };
    use.traits.push(trait);
    uses.set(key, use);
  }
  return [...uses.values()];
}
