import type { Tx } from '../../../platform/database/index.ts';
import { BUILT_IN_CODES } from '../domain/built-ins.ts';
import type { RegisterContext } from '../register-context.ts';
import { packUnknown } from '../register-failures.ts';
import { saveActivity } from '../save-activity.ts';
import { saveNotice } from '../save-notice.ts';
import { findActivity } from '../store/activities.ts';
import { findDraft } from '../store/notices.ts';
import type { LoadedPack, Pack } from './pack.ts';

/**
 * Registers the activities of a pack and saves its notices as drafts; what has the same code already is left as it is. Publishes nothing.
 * Failure `register.activity-refused` when the register refuses one: then nothing of the pack is loaded.
 */
export async function loadPack(
  context: RegisterContext,
  tx: Tx,
  packs: readonly Pack[],
  code: string,
): Promise<LoadedPack> {
  const pack = packs.find((each) => each.code === code);
  if (pack === undefined) throw packUnknown();
  const activities: string[] = [];
  const kept: string[] = [];
  for (const activity of pack.activities) {
    if ((await findActivity(tx, activity.code)) !== undefined) kept.push(activity.code);
    else {
      await saveActivity(context, tx, activity);
      activities.push(activity.code);
    }
  }
  const notices: string[] = [];
  for (const { withBuiltIns, activities: told, ...draft } of pack.notices) {
    if ((await findDraft(tx, draft.code)) !== undefined) {
      kept.push(draft.code);
      continue;
    }
    const own = withBuiltIns === true ? [...BUILT_IN_CODES] : [];
    await saveNotice(tx, { ...draft, activities: [...told, ...own.filter((each) => !told.includes(each))] });
    notices.push(draft.code);
  }
  return { activities, notices, kept, todo: pack.todo };
}
