import type { Rule } from './rule.ts';

export interface Segment {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly definition: Rule;
  readonly sentence: { readonly zh: string; readonly en: string };
  readonly activity: string;
  readonly revision: number;
  readonly savedAt: string;
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
