import type { FieldCode } from '../../register/index.ts';

/**
 * How many records of a kind "may be serious" by the interpretation of 2017 on Criminal Law 253-1 (obligations, section 7.3): 50 of
 * whereabouts, communications, credit or property; 500 of health, transactions and what else may harm body or property; 5,000 of all others.
 */
export type BulkClass = 50 | 500 | 5000;

/** The classes, the strictest first. */
export const BULK_CLASSES: readonly BulkClass[] = [50, 500, 5000];

/** Days over which records are counted together: slowly is not less. */
export const BULK_DAYS = 30;

const FIFTY: ReadonlySet<FieldCode> = new Set(['location_trail', 'precise_location', 'bank_account']);
const FIVE_HUNDRED: ReadonlySet<FieldCode> = new Set([
  'health_condition',
  'allergy',
  'order_record',
  'contact_record',
  'id_number',
  'id_card_photo',
  'passport',
  'face_template',
]);

/** The class of a field. */
export function bulkClassOf(field: FieldCode): BulkClass {
  return FIFTY.has(field) ? 50 : FIVE_HUNDRED.has(field) ? 500 : 5000;
}

/** The classes of some fields, each once, the strictest first. */
export function bulkClassesOf(fields: readonly FieldCode[]): BulkClass[] {
  return BULK_CLASSES.filter((each) => fields.some((field) => bulkClassOf(field) === each));
}

/** The thresholds of a class: the half, which is what counts for information obtained in the course of duty, and the whole. */
export function thresholdsOf(bulkClass: BulkClass): readonly [half: number, whole: number] {
  return [bulkClass / 2, bulkClass];
}
