import { inChinese } from './circumstances.ts';
import type { Rule, Wording } from './rule.ts';

/** When a rule is at issue, in plain words: its circumstances and its closer question; null when always. */
export function whenInWords(rule: Rule): Wording | null {
  const names = rule.when ?? [];
  const zh = names.map(inChinese);
  const en: string[] = [...names];
  if (rule.where !== undefined) {
    zh.push(rule.where.zh);
    en.push(rule.where.en);
  }
  return en.length === 0 ? null : { zh: zh.join('；'), en: en.join('; ') };
}
