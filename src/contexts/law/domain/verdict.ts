/** One reason of a verdict: a rule, the article it stands on, and a sentence in Chinese and English. */
export interface Reason {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
}

/** What `judge` answers; the first reason and the first article are the decisive ones. */
export interface Verdict {
  readonly outcome: 'allow' | 'deny' | 'allow_with_conditions';
  readonly articles: readonly string[];
  readonly reasons: readonly Reason[];
  readonly conditions: readonly Reason[];
  /** Paths of fields outside the vocabulary, sorted; they changed nothing. */
  readonly unknownFields: readonly string[];
}
