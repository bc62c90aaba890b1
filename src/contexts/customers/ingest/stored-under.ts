import { ADMINISTRATION } from '../customers-deps.ts';
import type { ImportRow } from './store/import-store.ts';

/**
 * The activity under whose permit an import stores: its own when the people were told of it; else customer administration, whose rules
 * are published for everybody (PIPL 17(3)). The stock that nobody can prove anything about (grade C) lies there and nowhere else.
 */
export function storedUnder(row: Pick<ImportRow, 'kind' | 'activity' | 'notice'>): string {
  // No contract is with a contact of an organisation, so that activity is not for them (decision 0104).
  if (row.kind === 'contacts') return row.activity;
  return row.notice === null ? ADMINISTRATION : row.activity;
}
