import type { Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import { BUILT_IN_CODES } from '../domain/built-ins.ts';
import type { RegisterContext } from '../register-context.ts';
import { packRefused, packUnknown } from '../register-failures.ts';
import { saveActivity } from '../save-activity.ts';
import { saveNotice } from '../save-notice.ts';
import { findActivity } from '../store/activities.ts';
import { findDraft } from '../store/notices.ts';
import type { LoadedPack, Pack } from './pack.ts';

/**
 * Registers the activities of a pack and saves its notices as drafts; what has the same code already is left as it is. Publishes nothing.
 * Failure `register.pack-refused` when the register refuses one, with its place in the file: then nothing of the pack is loaded.
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
  for (const [index, activity] of pack.activities.entries()) {
    if ((await findActivity(tx, activity.code)) !== undefined) kept.push(activity.code);
    else {
      await atPlace(`activities[${index}]`, saveActivity(context, tx, activity));
      activities.push(activity.code);
    }
  }
  const notices: string[] = [];
  for (const [index, { withBuiltIns, activities: told, ...draft }] of pack.notices.entries()) {
    if ((await findDraft(tx, draft.code)) !== undefined) {
      kept.push(draft.code);
      continue;
    }
    const own = withBuiltIns === true ? [...BUILT_IN_CODES] : [];
    const activitiesTold = [...told, ...own.filter((each) => !told.includes(each))];
    await atPlace(`notices[${index}]`, saveNotice(tx, { ...draft, activities: activitiesTold }));
    notices.push(draft.code);
  }
  return { activities, notices, kept, todo: pack.todo };
}

// Whoever wrote the file looks for the place in it, not in one activity.
async function atPlace<T>(place: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Failure) || error.options.errors === undefined) throw error;
    const errors = error.options.errors.map((each) => ({ ...each, path: `${place}.${each.path}` }));
    throw packRefused(errors);
  }
}
