import type { Grade } from './acts.ts';

/** A parent, or another guardian (Civil Code 27). */
export type GuardianKind = 'parent' | 'guardian';

/** That somebody is parent or guardian of a child, and what shows it (PIPL 31). */
export interface GuardianInput {
  readonly child: string;
  readonly guardian: string;
  readonly kind: GuardianKind;
  /** A: a document was seen; B: partly proven, with a ruling of the DPO; C: only said so, nothing rests on it. */
  readonly grade: Grade;
  /** What shows it, for example "household-register", and its hash; the thing itself stays where it is. Needed for A and B. */
  readonly evidence?: { readonly kind: string; readonly hash: string };
  /** Not before; now unless told. */
  readonly from?: Date;
  readonly until?: Date;
  readonly by: string;
}

/** A recorded relation between a child and a guardian. */
export interface Guardianship {
  readonly id: string;
  readonly child: string;
  readonly guardian: string;
  readonly kind: GuardianKind;
  readonly grade: Grade;
  readonly evidenceKind: string | null;
  readonly from: Date;
  readonly until: Date | null;
  readonly endedAt: Date | null;
  readonly recordedAt: Date;
  readonly receipt: string;
  /** Whether the guardian is known to be 18, and not erased. */
  readonly guardianOfAge: boolean;
}

/** Whether a relation stands at an instant, whatever it is worth. */
export function stands(relation: Guardianship, at: Date): boolean {
  if (relation.endedAt !== null && relation.endedAt <= at) return false;
  return relation.from <= at && (relation.until === null || relation.until > at);
}

/** Whether a consent may rest on a relation at an instant: it stands, is proven, and the guardian is of age (PIPL 31, Civil Code 27). */
export function mayConsent(relation: Guardianship, at: Date): boolean {
  return stands(relation, at) && relation.grade !== 'C' && relation.guardianOfAge;
}
