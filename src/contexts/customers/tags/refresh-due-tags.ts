import type { CustomersDeps } from '../customers-deps.ts';
import { refreshTag } from './refresh-tag.ts';
import { listTags } from './store/tag-store.ts';

/** Every tag is refreshed once in so many milliseconds: rules, terms and whom the gate no longer permits. */
const REFRESH_EVERY_MS = 3_600_000;

/** Refreshes the tags whose time has come, each in a transaction of its own; returns how many. */
export async function refreshDueTags(deps: CustomersDeps): Promise<number> {
  const now = deps.clock.now().getTime();
  const tags = await deps.database.transaction((tx) => listTags(tx));
  const due = tags.filter(({ refreshedAt }) => refreshedAt === null || now - refreshedAt.getTime() >= REFRESH_EVERY_MS);
  for (const { code } of due)
    await deps.database.transaction((tx) => refreshTag(deps, tx, { tag: code, by: 'system' }));
  return due.length;
}
