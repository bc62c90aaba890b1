import { experimentsText } from '../../../ui/i18n/experiments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useCaptureNames } from '../../parts/use-capture-names.ts';

interface Text {
  readonly zh: string;
  readonly en: string;
}

/** One of the wordings or looks that are compared; without words and looks it is what stands. */
export interface TriedVariant {
  readonly code: string;
  readonly words?: Readonly<Record<string, Text>> & { readonly consents?: Readonly<Record<string, Text>> };
  readonly looks?: Readonly<Record<string, unknown>>;
}

/** An experiment as the server lists it. */
export interface Experiment {
  readonly code: string;
  readonly name: string;
  readonly target: { readonly form?: string; readonly site?: string };
  readonly activity: string;
  readonly needed: number;
  readonly variants: readonly TriedVariant[];
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
  const names = useCaptureNames();
  return ({ form, site }) =>
    form === undefined
      ? t('target.site', { name: names.site(site ?? '') })
      : t('target.form', { name: names.form(form) });
}

// Looks whose title is not that of a word.
const LOOK_TITLES: Readonly<Record<string, string>> = { consents: 'order', position: 'position', first: 'first' };

/** What a variant changes, a line each: its words in the reader's language, then its looks. */
export function useVariantText(): (variant: TriedVariant | undefined) => string[] {
  const { t, pick, list } = useText(experimentsText);
  const known = (key: string) => (key in experimentsText ? t(key as keyof typeof experimentsText) : undefined);
  const lookTitle = (place: string) => known(LOOK_TITLES[place] ?? `words.${place}`) ?? place;
  const lookWords = (place: string, look: unknown): string =>
    typeof look === 'string'
      ? (known(`${LOOK_TITLES[place] ?? place}.${look}`) ?? look)
      : list(Object.entries(look ?? {}).map(([part, value]) => known(`look.${value}`) ?? `${part} ${value}`));
  return (variant) => {
    const { consents = {}, ...places } = variant?.words ?? {};
    const lines = [
      ...Object.entries(places).map(([place, text]) => `${known(`words.${place}`) ?? place}: ${pick(text)}`),
      ...Object.values(consents).map((text) => `${t('box')}: ${pick(text)}`),
      ...Object.entries(variant?.looks ?? {}).map(([place, look]) => `${lookTitle(place)}: ${lookWords(place, look)}`),
    ];
    return lines.length > 0 ? lines : [t('asNow')];
  };
}
