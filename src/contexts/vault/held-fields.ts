import type { Tx } from '../../platform/database/index.ts';
import type { FieldCode } from '../register/index.ts';
import { type HeldVersion, selectHeldFields, selectHeldVersions } from './store/field-table.ts';

export type { HeldVersion };

/** Which fields are held about people, without any value: what a request to read them must name. People without fields are absent. */
export async function heldFields(tx: Tx, persons: readonly string[]): Promise<Map<string, FieldCode[]>> {
  const held = new Map<string, FieldCode[]>();
  for (const { person, field } of await selectHeldFields(tx, persons)) {
    const known = held.get(person);
    if (known === undefined) held.set(person, [field]);
    else known.push(field);
  }
  return held;
}

/** The fields that stand stored for people, with how often each was stored and when last; locked ones apart. */
export function heldVersions(tx: Tx, persons: readonly string[]): Promise<HeldVersion[]> {
  return selectHeldVersions(tx, persons);
}
