import { Failure, fieldError } from '../../../platform/failure.ts';

/** Somebody with this address or identifier was erased; only they themselves come back (PIPL 47, decision 0013). */
export function personErased(path: string): Failure {
  return new Failure(
    'customers.person-erased',
    'conflict',
    {
      zh: '此人的信息已按规定删除，不能再次录入',
      en: 'This person has been erased and may not be entered again',
    },
    {
      detail: {
        zh: '只有本人可以回来：由本人填写表单并确认联系方式（个保法 47）',
        en: 'Only they themselves come back: by a form of their own and by confirming the address (PIPL 47)',
      },
      errors: [fieldError(path, '已删除人员的信息', 'belongs to somebody who was erased')],
    },
  );
}
