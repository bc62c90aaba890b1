import type { CustomersDeps } from '../customers-deps.ts';
import { refreshTag } from './refresh-tag.ts';
import { listTags } from './store/tag-store.ts';

/** Terms, and whom the gate no longer permits: deciding is no use. */
const REVIEW_EVERY_MS = 3_600_000;
/** Minutes between two refreshes by a rule: it computes its segment, which is a use of everybody who may be analysed. */
export const RULE_EVERY_MINUTES = 1440;

/** Refreshes the tags whose time has come, each in a transaction of its own; returns how many. */
export async function refreshDueTags(deps: CustomersDeps): Promise<number> {
  const now = deps.clock.now().getTime();
  const tags = await deps.database.transaction((tx) => listTags(tx));
  const due = tags.filter(
    ({ refreshedAt, segment }) =>
      refreshedAt === null ||
      now - refreshedAt.getTime() >= (segment === null ? REVIEW_EVERY_MS : RULE_EVERY_MINUTES * 60_000),
  );
  for (const { code } of due)
    await deps.database.transaction((tx) => refreshTag(deps, tx, { tag: code, by: 'system' }));
  return due.length;
}
