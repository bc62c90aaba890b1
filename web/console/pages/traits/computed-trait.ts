import type { Bilingual } from '../activities/activity.ts';
import type { SegmentMode } from '../segments/segment.ts';

/** How a trait is computed, as the API takes it. */
export interface ComputedSpec {
  readonly kind: 'count' | 'sum' | 'first' | 'last' | 'favourite' | 'rfm' | 'life-stage';
  readonly event: string;
  readonly withinDays?: number;
  readonly of?: 'weekday' | 'part-of-day' | 'class';
  readonly measure?: 'recency' | 'frequency' | 'amount';
  readonly newDays?: number;
  readonly activeDays?: number;
  readonly sleepingDays?: number;
}

/** A computed trait, as `GET /api/v1/computed-traits` shows it. */
export interface ComputedTrait {
  readonly code: string;
  readonly name: Bilingual;
  readonly activity: string;
  readonly spec: ComputedSpec;
  readonly mode: SegmentMode;
  readonly computedAt: string | null;
  readonly people: number | null;
}

const STAGES = ['new', 'active', 'sleeping', 'lost'] as const;
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const PARTS = ['night', 'morning', 'afternoon', 'evening'] as const;

/** A word that a trait may have. */
export type TraitWord = (typeof STAGES)[number] | (typeof WEEKDAYS)[number] | (typeof PARTS)[number];

/** The words that a trait may have; none where it is a number, or where the tracking plan declares them. */
export function wordsOf(spec: ComputedSpec): readonly TraitWord[] {
  if (spec.kind === 'life-stage') return STAGES;
  if (spec.kind !== 'favourite' || spec.of === 'class') return [];
  return spec.of === 'weekday' ? WEEKDAYS : PARTS;
}

/** Every word that is known; another one is a class of the tracking plan. */
export const KNOWN_WORDS: readonly TraitWord[] = [...STAGES, ...WEEKDAYS, ...PARTS];
