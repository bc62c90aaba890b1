import type { Bilingual } from '../activities/activity.ts';

/** A tag of the catalogue, as `GET /api/v1/tags` shows it. */
export interface Tag {
  readonly code: string;
  readonly name: Bilingual;
  readonly activity: string;
  readonly says: string;
  readonly owner: string;
  readonly days: number;
  readonly segment: string | null;
  readonly revision: number;
  readonly savedAt: string;
  readonly refreshedAt: string | null;
  readonly people: number;
  readonly denied: number;
}
