interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** A rule as `GET /api/v1/law/rules` shows it. */
export interface BookRule {
  readonly code: string;
  readonly article: string;
  readonly also: readonly string[];
  readonly on: readonly string[];
  readonly when: Bilingual | null;
  readonly general: boolean;
  readonly denies: Bilingual | null;
  readonly remedy: Bilingual | null;
  readonly ground: (Bilingual & { readonly article: string }) | null;
  readonly condition: (Bilingual & { readonly code: string }) | null;
}

export interface BookStep extends Bilingual {
  readonly step: number;
  readonly rules: readonly BookRule[];
}

/** The articles that a rule stands on. */
export function articlesOfRule(rule: BookRule): readonly string[] {
  return [...new Set([rule.article, ...rule.also, ...(rule.ground === null ? [] : [rule.ground.article])])];
}

/** Every article that is cited: PIPL first, then by statute and number. */
export function articlesOf(steps: readonly BookStep[]): readonly string[] {
  const cited = new Set(steps.flatMap((step) => step.rules.flatMap(articlesOfRule)));
  const rank = (article: string): number => (article.startsWith('PIPL ') ? 0 : 1);
  return [...cited].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }));
}

/** The steps with the rules that cite the article and hold every word of the text, in either language. */
export function keepRules(
  steps: readonly BookStep[],
  filter: { readonly article: string | undefined; readonly text: string },
  articleName: (article: string) => string,
): readonly BookStep[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (rule: BookRule): boolean => {
    const articles = articlesOfRule(rule);
    if (filter.article !== undefined && !articles.includes(filter.article)) return false;
    const said = [rule.when, rule.denies, rule.remedy, rule.ground, rule.condition].flatMap((each) =>
      each === null ? [] : [each.zh, each.en],
    );
    const page = [rule.code, ...said, ...articles, ...articles.map(articleName)].join('\n').toLowerCase();
    return words.every((word) => page.includes(word));
  };
  return steps.map((step) => ({ ...step, rules: step.rules.filter(holds) })).filter((step) => step.rules.length > 0);
}
