import { keyedDigest } from '../../../platform/crypto/index.ts';
import { type FieldError, fieldError } from '../../../platform/failure.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { answersInvalid, birthDiffers, relationDiffers } from '../capture-failures.ts';
import type { PaperSheet } from '../store/paper-store.ts';

/** What whoever looks again read on the scan that a guardian signed. */
export interface ReadAgain {
  /** YYYY-MM-DD. */
  readonly childBirthDate?: string;
  readonly relation?: 'parent' | 'guardian';
  /** What shows the relation, for example "household-register". */
  readonly evidence?: string;
}

/** What was keyed of the relation; the birth date is kept as a digest alone. */
interface Keyed {
  readonly kind: string;
  readonly evidenceKind: string | null;
}

const MISSING = {
  childBirthDate: {
    zh: '请填写您在扫描件上读到的出生日期',
    en: 'Enter the date of birth that you read on the scan',
  },
  relation: { zh: '请选择您在扫描件上读到的关系', en: 'Choose the relation that you read on the scan' },
  evidence: { zh: '请选择扫描件上的证明材料', en: 'Choose what shows the relation on the scan' },
} as const;

/** Keyed digest of the child's date of birth on a sheet. */
export function birthDigest(deps: CaptureDeps, sheet: string, date: string): Buffer {
  return keyedDigest(deps.service.key('capture.paper-birth'), `${sheet}|${date}`);
}

/**
 * Whether two people read the same on the scan: the child's date of birth, on which hangs until when they are protected, the relation, and what shows it, on which
 * hangs whether the guardian may answer (PIPL 31). Throws `capture.answers-invalid`, `capture.birth-differs`, `capture.relation-differs`.
 */
export function assertReadAlike(deps: CaptureDeps, sheet: PaperSheet, keyed: Keyed | undefined, read: ReadAgain): void {
  const wanted: (keyof typeof MISSING)[] = [];
  if (sheet.birthDigest !== null) wanted.push('childBirthDate');
  if (keyed !== undefined) wanted.push('relation', 'evidence');
  const errors: FieldError[] = wanted
    .filter((each) => read[each] === undefined)
    .map((each) => fieldError(each, MISSING[each].zh, MISSING[each].en));
  if (errors.length > 0) throw answersInvalid(errors);
  const { childBirthDate = '', relation, evidence } = read;
  if (sheet.birthDigest !== null && !birthDigest(deps, sheet.id, childBirthDate).equals(sheet.birthDigest))
    throw birthDiffers();
  if (keyed !== undefined && (keyed.kind !== relation || keyed.evidenceKind !== evidence)) throw relationDiffers();
}
