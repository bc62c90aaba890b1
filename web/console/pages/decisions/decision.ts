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

/** A rule of the law as it was tried. */
export interface TriedRule {
  readonly code: string;
  readonly step: number;
  readonly article: string;
  readonly state: 'not-at-issue' | 'met' | 'not-met';
  readonly when: Bilingual | null;
  readonly facts: readonly string[];
}

/** Something that the person said, with its receipt. */
export interface RecordedAct {
  readonly act: string;
  readonly channel: string | null;
  readonly at: string | null;
  readonly receipt: string | null;
}

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
    readonly tried: readonly TriedRule[];
    readonly remedies: readonly VerdictReason[];
    readonly evidence: readonly RecordedAct[];
  };
}
