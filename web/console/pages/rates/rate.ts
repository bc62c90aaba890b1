import { useActivityName } from '../../parts/use-activity-name.ts';
import { useCaptureNames } from '../../parts/use-capture-names.ts';

/** A share with its 95 % interval. */
export interface Rate {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** One row of the rates. */
export interface RateCell {
  readonly key: string;
  readonly shown: number;
  readonly granted: number;
  readonly refused: number;
  readonly withdrawn: number;
  readonly settled: number;
  readonly withdrawnSoon: number;
  readonly people: number;
  readonly consent: Rate | null;
  readonly refusal: Rate | null;
  readonly withdrawal: Rate | null;
  readonly answer: Rate | null;
}

/** Rates as the server answers them. */
export interface RateTable {
  readonly cells: readonly RateCell[];
  readonly small: RateCell | null;
  readonly suppressed: number;
  readonly total: RateCell;
}

/** What rates are compared by. */
export const COMPARED = ['touchpoint', 'version', 'wording', 'activity'] as const;
export type Compared = (typeof COMPARED)[number];

/** "81.2 %" of a share; an em dash for none. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '—' : `${(share * 100).toFixed(1)} %`;
}

/** The name of a row by what it was counted by. */
export function useKeyName(): (by: Compared | 'week', key: string) => string {
  const { nameOf } = useActivityName();
  const { touchpoint, version, wording } = useCaptureNames();
  const names = { activity: nameOf, touchpoint, version, wording, week: (key: string) => key } as const;
  return (by, key) => names[by](key);
}
