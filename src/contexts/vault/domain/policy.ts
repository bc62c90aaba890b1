import { FIELDS, type FieldCode, fieldKind, isFieldCode } from '../../register/index.ts';
import { BULK_CLASSES, type BulkClass, thresholdsOf } from './bulk-thresholds.ts';
import { AUDIENCES, type Audience, MASK_PURPOSES, type MaskPurpose, maskLevel, standardLevel } from './mask-policy.ts';
import type { MaskLevel } from './masks.ts';
import { REVEALS_A_DAY } from './reveal-limits.ts';

/** The grades of data (GB/T 43697-2024): 核心, 重要, 一般. */
export const DATA_GRADES = ['core', 'important', 'general'] as const;
/** A grade of data. */
export type DataGrade = (typeof DATA_GRADES)[number];

/** What a setting is about. */
export type PolicyKind = 'grade' | 'mask' | 'reveals' | 'alert';

/** One thing that can be set, with the product's own value and the bounds that the law and the product's promises leave. */
export interface PolicyRow {
  readonly key: string;
  readonly kind: PolicyKind;
  readonly standard: number;
  readonly least: number;
  readonly most: number;
}

/** What somebody has set. */
export interface PolicySetting {
  readonly key: string;
  readonly value: number;
  /** With a grade alone. */
  readonly grade: DataGrade | null;
}

/** Every setting in force, read once for an act. */
export type Policy = ReadonlyMap<string, PolicySetting>;

// What reaches or names somebody weighs more than what merely describes them.
const DESCRIBING: ReadonlySet<string> = new Set(['city', 'gender', 'order_record', 'birth_date']);

/** The product's own level of a field within its grade, 1 (little harm) to 4 (serious harm to the person). */
export function standardGrade(field: FieldCode): 1 | 2 | 3 | 4 {
  const { category, sensitiveKind } = fieldKind(field);
  if (sensitiveKind !== null) return 4;
  return DESCRIBING.has(category) ? 2 : 3;
}

const SENSITIVE_LEVEL = 4;
const LIMITS = ['ofPerson', 'byReader', 'inAll'] as const;
const MOST_REVEALS = { ofPerson: 20, byReader: 500, inAll: 10_000 } as const;

/**
 * Everything that can be set. Sensitive personal information (PIPL 28) keeps the highest level; masks may only get narrower than the product's table;
 * alerts may only come earlier than the halves of the interpretation on Criminal Law 253-1, which stay.
 */
export function policyRows(): PolicyRow[] {
  const grades = Object.keys(FIELDS)
    .filter(isFieldCode)
    .map((field) => ({
      key: `grade:${field}`,
      kind: 'grade' as const,
      standard: standardGrade(field),
      least: fieldKind(field).sensitiveKind === null ? 1 : SENSITIVE_LEVEL,
      most: 4,
    }));
  const masks = AUDIENCES.filter((audience) => audience !== 'person').flatMap((audience) =>
    MASK_PURPOSES.map((purpose) => {
      const standard = standardLevel(audience, purpose);
      return { key: `mask:${audience}:${purpose}`, kind: 'mask' as const, standard, least: 0, most: standard };
    }),
  );
  const reveals = LIMITS.map((limit) => ({
    key: `reveals:${limit}`,
    kind: 'reveals' as const,
    standard: REVEALS_A_DAY[limit],
    least: 1,
    most: MOST_REVEALS[limit],
  }));
  const alerts = BULK_CLASSES.map((each) => {
    const [half] = thresholdsOf(each);
    return { key: `alert:${each}`, kind: 'alert' as const, standard: half, least: 1, most: half };
  });
  return [...grades, ...masks, ...reveals, ...alerts];
}

/** The level of a field and its grade as set, or the product's own. */
export function gradeOf(policy: Policy, field: FieldCode): { readonly grade: DataGrade; readonly level: number } {
  const set = policy.get(`grade:${field}`);
  return { grade: set?.grade ?? 'general', level: set?.value ?? standardGrade(field) };
}

/** Whether a field is guarded like sensitive information: it is, or was graded so. */
export function isGuarded(policy: Policy, field: FieldCode): boolean {
  const { grade, level } = gradeOf(policy, field);
  return fieldKind(field).sensitiveKind !== null || grade !== 'general' || level >= SENSITIVE_LEVEL;
}

/** The lowest tier that may see a field in clear, with the permission to reveal: what is guarded needs the highest (PIPL 51). */
export function revealTier(policy: Policy, field: FieldCode): 1 | 2 {
  return isGuarded(policy, field) ? 2 : 1;
}

/** How much of a field somebody sees under a purpose, as set. */
export function maskLevelOf(policy: Policy, field: FieldCode, audience: Audience, purpose: MaskPurpose): MaskLevel {
  const set = policy.get(`mask:${audience}:${purpose}`)?.value;
  const level = set === undefined ? undefined : ([0, 1, 2, 3] as const).find((each) => each === set);
  return maskLevel(field, audience, purpose, { level, guarded: isGuarded(policy, field) });
}

/** Most reveals a day. */
export function revealsADay(policy: Policy, limit: (typeof LIMITS)[number]): number {
  return policy.get(`reveals:${limit}`)?.value ?? REVEALS_A_DAY[limit];
}

/** The numbers of people at which alerts stand for a class: the one that was set earlier, the half and the whole. */
export function alertsOf(policy: Policy, bulkClass: BulkClass): readonly number[] {
  const early = policy.get(`alert:${bulkClass}`)?.value;
  const legal = thresholdsOf(bulkClass);
  return early === undefined || early >= legal[0] ? legal : [early, ...legal];
}
