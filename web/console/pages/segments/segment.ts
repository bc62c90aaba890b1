import type { Rule } from './rule.ts';

export interface SegmentMode {
  readonly kind: 'live' | 'refreshed';
  readonly everyMinutes?: number;
}

export interface Segment {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly definition: Rule;
  readonly sentence: { readonly zh: string; readonly en: string };
  readonly activity: string;
  readonly revision: number;
  readonly mode: SegmentMode;
  readonly count: number | null;
  readonly trouble: Trouble | null;
  readonly savedAt: string;
}

/** Why a segment is not computed, or has nobody. */
export interface Trouble {
  readonly kind: 'activity' | 'rule' | 'failed';
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly detail?: { readonly zh: string; readonly en: string };
  readonly article?: string;
  readonly nextStep?: { readonly zh: string; readonly en: string };
  readonly since: string;
}

export interface Reach {
  readonly total: number;
  readonly allowed: number;
  readonly excluded: readonly {
    readonly code: string;
    readonly article: string;
    readonly zh: string;
    readonly en: string;
    readonly count: number;
    readonly nextStep?: { readonly zh: string; readonly en: string };
  }[];
  readonly unanalysed: number;
  readonly receipt: string;
}

export interface MembersCount {
  readonly count: number | null;
  readonly asOf: string | null;
  readonly trouble: Trouble | null;
}

export interface Estimate {
  readonly population: number;
  readonly count: number;
  readonly margin: number;
  readonly exact: boolean;
  readonly looked: number;
  readonly allowed?: number;
  readonly mode: 'live' | 'refreshed';
  readonly sentence: { readonly zh: string; readonly en: string };
}

export interface Overlap {
  readonly segments: readonly { readonly code: string; readonly count: number }[];
  readonly regions: readonly { readonly segments: readonly string[]; readonly count: number }[];
}

export interface Explanation {
  readonly holds: boolean;
  readonly records: number;
  readonly receipt: string;
  readonly conditions: readonly {
    readonly kind: string;
    readonly sentence: { readonly zh: string; readonly en: string };
    readonly holds: boolean;
    readonly depth: number;
    readonly numbers?: { readonly count: number; readonly sum: number; readonly last: string | null };
    readonly values?: readonly string[];
  }[];
}
