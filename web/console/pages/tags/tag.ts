import type { Bilingual } from '../activities/activity.ts';
import type { SegmentMode } from '../segments/segment.ts';

/** A tag of the catalogue, as `GET /api/v1/tags` shows it. */
export interface Tag {
  readonly code: string;
  readonly name: Bilingual;
  readonly activity: string;
  readonly says: string;
  readonly owner: string;
  readonly days: number;
  readonly segment: string | null;
  /** How its rule is kept; null where it is given by hand. */
  readonly mode: SegmentMode | null;
  readonly revision: number;
  readonly savedAt: string;
  readonly refreshedAt: string | null;
  readonly people: number;
  readonly denied: number;
}
