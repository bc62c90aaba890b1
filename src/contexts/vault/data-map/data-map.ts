import type { Tx } from '../../../platform/database/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import { type Activity, dataMapOf, type FieldCode, fieldKind, type Register } from '../../register/index.ts';
import { INDEXED_FIELDS } from '../domain/normalise.ts';
import { countHeld } from '../store/retention-table.ts';

/** Where a field lies besides the vault's own ciphertext. */
export type Place = 'vault' | 'blind-index' | 'address-digest' | 'event-log' | 'generalised-trait' | 'age-sealed';

/** One field in one activity: where it is held, who gets it, until when. */
export interface DataMapRow {
  readonly field: FieldCode;
  readonly label: Bilingual;
  readonly sensitive: boolean;
  readonly activity: string;
  readonly activityName: Bilingual;
  readonly basis: string;
  readonly places: readonly Place[];
  readonly recipients: readonly { readonly name: string; readonly role: string }[];
  /** The term that was told, and what happens at its end. */
  readonly days: number;
  readonly atEnd: string;
  /** How many people's values of this field are held, whatever for. */
  readonly held: number;
  /** When the last of them ends, as the last sweep found; null while none was. */
  readonly until: Date | null;
}

// What else a field leaves behind, by field; a test of the contexts' tables would not find these by their names.
const TRACES: { readonly [field in FieldCode]?: readonly Place[] } = {
  mobile: ['address-digest'],
  email: ['address-digest'],
  address: ['generalised-trait'],
  city: ['generalised-trait'],
  birth_date: ['age-sealed'],
  order_record: ['event-log'],
  behaviour: ['event-log'],
};

/** The places where a field lies. */
export function placesOf(field: FieldCode): Place[] {
  return ['vault', ...(INDEXED_FIELDS.has(field) ? (['blind-index'] as const) : []), ...(TRACES[field] ?? [])];
}

/**
 * The data map (PIPL 51, NDSR 21): every field of every running activity of the register, exactly the rows of the two lists that notices tell, with
 * what is really held of it.
 */
export async function dataMap(tx: Tx, register: Pick<Register, 'activities'>): Promise<DataMapRow[]> {
  const activities = await register.activities(tx);
  const byCode = new Map(activities.map((activity) => [activity.code, activity]));
  const held = new Map((await countHeld(tx)).map((row) => [row.field, row]));
  return dataMapOf(activities).collected.flatMap(({ activity, field }) => {
    const known = byCode.get(activity);
    if (known === undefined) return [];
    return [rowOf(field, known, held.get(field))];
  });
}

function rowOf(
  field: FieldCode,
  activity: Activity,
  held: { readonly count: number; readonly until: Date | null } | undefined,
): DataMapRow {
  const { label, sensitiveKind } = fieldKind(field);
  return {
    field,
    label,
    sensitive: sensitiveKind !== null,
    activity: activity.code,
    activityName: activity.name,
    basis: activity.basis,
    places: placesOf(field),
    recipients: activity.recipients
      .filter((recipient) => recipient.fields.includes(field))
      .map(({ name, role }) => ({ name, role })),
    days: activity.retention.days,
    atEnd: activity.retention.atEnd,
    held: held?.count ?? 0,
    until: held?.until ?? null,
  };
}
