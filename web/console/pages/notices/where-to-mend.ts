import type { Notice } from './notice.ts';

/** Where a missing item is mended: "handler.name" in the settings, "activities[2].method" in the draft's third activity. */
export function whereToMend(path: string, notice: Notice): { to: string; open?: string } {
  if (path.startsWith('handler.')) return { to: '/settings' };
  const activity = notice.activities[Number(/^activities\[(\d+)\]/.exec(path)?.[1])];
  return activity === undefined ? { to: '/activities' } : { to: '/activities', open: `~${activity}` };
}
