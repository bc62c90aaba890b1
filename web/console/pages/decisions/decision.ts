import type { Verdict, VerdictReason } from '../../parts/verdict-chip.tsx';

interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** An activity as far as a question about it needs it. */
export interface AskedActivity {
  readonly code: string;
  readonly name: Bilingual;
  readonly operations: readonly string[];
  readonly channels: readonly string[];
  readonly recipients: readonly { readonly name: string }[];
}

/** The facts of one thing, by their names in the law's vocabulary. */
export type FactRecord = Readonly<Record<string, unknown>>;

/** What `POST /api/v1/decisions` answers with `explain`. */
export interface Decision extends Verdict {
  readonly conditions: readonly VerdictReason[];
  readonly basis: string;
  readonly notice: { readonly code: string; readonly version: number; readonly hash: string } | null;
  readonly decidedAt: string;
  readonly activity: string;
  readonly revision: number;
  readonly nextStep?: Bilingual;
  readonly explanation: {
    readonly facts: FactRecord | null;
    readonly consents: readonly FactRecord[];
    readonly rules: readonly VerdictReason[];
  };
}
