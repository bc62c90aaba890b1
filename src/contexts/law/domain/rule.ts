import type { CaseReading } from './case-reading.ts';
import type { Circumstance } from './circumstances.ts';

/** The acts that rules are written for: the operations of the vocabulary, and storage of what may only be stored (PIPL 47(2)). */
export type Act = string;

/** A step of the order of evaluation (section 9 of the obligations); 11 holds the acts toward the person. */
export type Step = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11;

/** A sentence in both languages. */
export interface Wording {
  readonly zh: string;
  readonly en: string;
}

/** What a rule that is at issue and satisfied contributes to an allow; a lower `rank` is more specific and decides before a higher one. */
export interface Ground extends Wording {
  readonly rank: number;
  /** The article that the allow stands on, where it differs from the one that would have denied. */
  readonly article?: string;
}

/** One piece of the law: when it is at issue (`when` and `applies`) and whether the facts satisfy it (`test`). */
export interface Rule {
  readonly code: string;
  readonly step: Step;
  readonly article: string;
  /** Further articles that demand the same. */
  readonly also?: readonly string[];
  /** The acts it is written for. */
  readonly on: readonly Act[];
  /** A general rule names the decisive article only when no special rule fails with it (lex specialis). */
  readonly general?: true;
  /** It is at issue only where all of these are there; `applies` is asked then alone. */
  readonly when?: readonly Circumstance[];
  /** The same question in words; only a rule that is `always` at issue has none. */
  readonly where?: Wording;
  readonly applies: (c: CaseReading) => boolean;
  readonly test: (c: CaseReading) => boolean;
  /** Said when the test fails. */
  readonly denies: Wording;
  /** What would have to be done, or be true, for it to be met: the lawful next step. Every rule that can deny has one. */
  readonly remedy?: Wording;
  readonly ground?: Ground;
  /** Ties the allow to a condition of this very act. */
  readonly condition?: Wording & { readonly code: string };
}

/** Acts of handling personal information (PIPL 4(2)), the ones that need a basis, a notice and everything else. */
export const HANDLING: readonly Act[] = [
  ...['collect', 'use', 'store', 'transmit', 'provide', 'publish', 'export', 'entrust', 'sub_entrust', 'sell'],
  ...['merger_transfer', 'staff_access', 'staff_bulk_export'],
];

/** The same and storage-only. */
export const HANDLING_AND_STORAGE: readonly Act[] = [...HANDLING, 'store_only'];

/** For rules that are at issue whenever their act and their circumstances are there. */
export const always = (): boolean => true;
