import type { Tx } from '../../platform/database/index.ts';
import { type FieldError, fieldError } from '../../platform/failure.ts';
import { textErrors } from '../../platform/plain-text.ts';
import type { NoticeInput } from './domain/notice.ts';
import { noticeIncomplete } from './register-failures.ts';
import { findActivity } from './store/activities.ts';
import { newestKind, upsertDraft } from './store/notices.ts';

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Stores the draft of a notice; the activities it names must be registered. */
export async function saveNotice(tx: Tx, input: NoticeInput): Promise<{ code: string; draft: true }> {
  const errors: FieldError[] = textErrors(input);
  if (!CODE.test(input.code) || input.code.length > 64)
    errors.push(fieldError('code', '编码只能用小写字母、数字和连字符', 'Lower-case letters, digits and hyphens only'));
  if (new Set(input.activities).size !== input.activities.length)
    errors.push(fieldError('activities', '处理活动重复', 'An activity is named twice'));
  for (const [index, code] of input.activities.entries())
    if ((await findActivity(tx, code)) === undefined)
      errors.push(
        fieldError(`activities[${index}]`, '登记册中没有这项处理活动（个保法第17条）', 'Not in the register (PIPL 17)'),
      );
  const published = await newestKind(tx, input.code);
  if (published !== undefined && published !== (input.kind ?? 'general'))
    errors.push(fieldError('kind', '已发布的告知不能改变种类', 'A published notice keeps its kind'));
  if (errors.length > 0) throw noticeIncomplete(errors);
  await upsertDraft(tx, input);
  return { code: input.code, draft: true };
}
