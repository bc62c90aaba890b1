import type { Reason } from '../../../consent/index.ts';

/** People who are not in the file, for one reason. */
export interface ExportExclusion {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
  readonly count: number;
}

/** The counts with these people's reasons added, each person under one, the largest first. */
export function addExclusions(before: readonly ExportExclusion[], reasons: readonly Reason[]): ExportExclusion[] {
  const counts = new Map(before.map((each) => [each.code, each]));
  for (const { code, article, zh, en } of reasons)
    counts.set(code, { code, article, zh, en, count: (counts.get(code)?.count ?? 0) + 1 });
  return [...counts.values()].sort((a, b) => b.count - a.count);
}
