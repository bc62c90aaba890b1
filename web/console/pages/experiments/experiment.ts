import { experimentsText } from '../../../ui/i18n/experiments.ts';
import { useText } from '../../../ui/i18n/translate.ts';

/** An experiment as the server lists it. */
export interface Experiment {
  readonly code: string;
  readonly name: string;
  readonly target: { readonly form?: string; readonly site?: string };
  readonly activity: string;
  readonly needed: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly endedWhy: string | null;
}

/** A share with its interval. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** What became of one variant. */
export interface VariantResult {
  readonly code: string;
  readonly shown: number;
  readonly granted: number;
  readonly refused: number;
  readonly consent: Share | null;
  readonly difference: Share | null;
  readonly verdict: 'baseline' | 'too-early' | 'more' | 'less' | 'no-difference';
  readonly regretted: boolean;
}

/** The name of a target in words. */
export function useTargetName(): (target: Experiment['target']) => string {
  const { t } = useText(experimentsText);
  return ({ form, site }) =>
    form === undefined ? t('target.site', { code: site ?? '' }) : t('target.form', { code: form });
}
