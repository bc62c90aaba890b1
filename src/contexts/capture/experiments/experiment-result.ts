import { type Interval, newcombe, type TouchCount, wilson } from '../../consent/index.ts';
import type { ExperimentPlan } from './variant.ts';

/** A share with its interval; null where nothing was counted. */
export type Share = (Interval & { readonly share: number }) | null;

/** What became of one variant. */
export interface VariantResult {
  readonly code: string;
  readonly shown: number;
  readonly granted: number;
  readonly refused: number;
  /** Granted and refused out of shown: leaving without an answer counts against a wording too. */
  readonly consent: Share;
  readonly refusal: Share;
  /** Taken back within 30 days, of consents that are 30 days old. */
  readonly regret: Share;
  /** The difference of consent to the first variant; null for the first, and until there is enough. */
  readonly difference: (Interval & { readonly share: number }) | null;
  /** `more`, `less`: the interval of the difference leaves zero out. */
  readonly verdict: 'baseline' | 'too-early' | 'more' | 'less' | 'no-difference';
  /** Consents of this variant are taken back more often than those of the first: more yes, but not a better one. */
  readonly regretted: boolean;
}

/** The result of an experiment. */
export interface ExperimentResult {
  /** False until each variant was shown as often as was planned: before that nothing is compared. */
  readonly enough: boolean;
  readonly variants: readonly VariantResult[];
}

/** Two-sided points of the normal distribution for 95 % shared by one, two and three comparisons (Bonferroni). */
const SHARED_Z = [1.959963984540054, 2.241402727604947, 2.3939797998185104];

/** What may be said about the variants, from counts by "EXPERIMENT/VARIANT". */
export function experimentResult(plan: ExperimentPlan, counts: readonly TouchCount[]): ExperimentResult {
  const found = plan.variants.map(({ code }) => ({
    code,
    count: counts.find(({ key }) => key === `${plan.code}/${code}`) ?? NOTHING,
  }));
  const enough = found.every(({ count }) => count.shown >= plan.needed);
  const z = SHARED_Z[found.length - 2] ?? SHARED_Z[0];
  const first = found[0]?.count ?? NOTHING;
  const variants = found.map(({ code, count }, index): VariantResult => {
    const compared = index === 0 || !enough ? null : newcombe(granted(first), granted(count), z);
    const regret = newcombe(regrets(first), regrets(count), z);
    return {
      code,
      shown: count.shown,
      granted: count.granted,
      refused: count.refused,
      consent: share(count.granted, count.shown),
      refusal: share(count.refused, count.shown),
      regret: share(count.withdrawnSoon, count.settled),
      difference:
        compared === null ? null : { share: count.granted / count.shown - first.granted / first.shown, ...compared },
      verdict: index === 0 ? 'baseline' : compared === null ? 'too-early' : verdict(compared),
      regretted: index > 0 && enough && regret !== null && regret.low > 0,
    };
  });
  return { enough, variants };
}

const NOTHING: TouchCount = {
  ...{ key: '', shown: 0, granted: 0, refused: 0, withdrawn: 0, settled: 0, withdrawnSoon: 0, people: 0 },
};

const granted = ({ granted: hits, shown: of }: TouchCount) => ({ hits, of });
const regrets = ({ withdrawnSoon: hits, settled: of }: TouchCount) => ({ hits, of });

function verdict({ low, high }: Interval): VariantResult['verdict'] {
  return low > 0 ? 'more' : high < 0 ? 'less' : 'no-difference';
}

function share(hits: number, of: number): Share {
  const interval = wilson(hits, of);
  return interval === null ? null : { share: hits / of, ...interval };
}
