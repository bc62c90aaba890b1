import { ADMINISTRATION } from '../customers-deps.ts';
import type { ImportRow } from './store/import-store.ts';

/**
 * The activity under whose permit an import stores: its own when the people were told of it; else customer administration, whose rules
 * are published for everybody (PIPL 17(3)). The stock that nobody can prove anything about (grade C) lies there and nowhere else.
 */
export function storedUnder(row: Pick<ImportRow, 'activity' | 'notice'>): string {
  return row.notice === null ? ADMINISTRATION : row.activity;
}
