import { Failure, type FieldError } from '../../platform/failure.ts';

/** 404: no activity has this code (or this revision). */
export function activityUnknown(): Failure {
  return new Failure('register.activity-unknown', 'not-found', {
    zh: '登记册中没有这项处理活动',
    en: 'The register has no such processing activity',
  });
}

/** 422: the activity can't be registered as it is; each reason names its path and article. */
export function activityRefused(errors: readonly FieldError[]): Failure {
  return new Failure(
    'register.activity-refused',
    'refused',
    { zh: '该处理活动不能登记', en: 'The processing activity cannot be registered as it is' },
    { errors, article: 'PIPL 6' },
  );
}

/** 409: the product's own activities are fixed. */
export function builtInFixed(): Failure {
  return new Failure('register.built-in-fixed', 'conflict', {
    zh: '内置处理活动不可修改',
    en: 'A built-in activity cannot be changed',
  });
}

/** 409: it has ended for good; what continues is a new activity. */
export function activityEnded(): Failure {
  return new Failure(
    'register.activity-ended',
    'conflict',
    { zh: '该处理活动已终止', en: 'The processing activity has ended' },
    { article: 'PIPL 47' },
  );
}

/** 404: no notice has this code, or it has no such published version. */
export function noticeUnknown(): Failure {
  return new Failure('register.notice-unknown', 'not-found', { zh: '没有这份告知文件', en: 'There is no such notice' });
}

/** 422: items that the law requires are missing from the notice. */
export function noticeIncomplete(errors: readonly FieldError[]): Failure {
  return new Failure(
    'register.notice-incomplete',
    'refused',
    { zh: '告知内容不完整，不能发布', en: 'The notice is incomplete and cannot be published' },
    { errors, article: 'PIPL 17' },
  );
}

/** 409: nothing has changed since the newest version. */
export function noticeUnchanged(): Failure {
  return new Failure('register.notice-unchanged', 'conflict', {
    zh: '与当前版本内容相同，无需发布',
    en: 'Nothing has changed since the current version',
  });
}

/** 422: a recipient or a document's hash in the DPO's form is not acceptable. */
export function stateRefused(errors: readonly FieldError[]): Failure {
  return new Failure(
    'register.state-refused',
    'refused',
    { zh: '登记的状态不完整', en: 'The entry is incomplete' },
    { errors, article: 'PIPL 56' },
  );
}

/** 404: the handler's profile has not been entered. */
export function handlerUnknown(): Failure {
  return new Failure('register.handler-unknown', 'not-found', {
    zh: '尚未填写个人信息处理者信息',
    en: "The handler's profile has not been entered",
  });
}

/** 422: who the handler is, a brand or a notice's own text can't be stored as it is. */
export function profileRefused(errors: readonly FieldError[]): Failure {
  return new Failure(
    'register.text-refused',
    'refused',
    { zh: '填写的文字不能保存', en: 'The text cannot be stored as it is' },
    { errors },
  );
}

/** 404: no starter pack has this code. */
export function packUnknown(): Failure {
  return new Failure('register.pack-unknown', 'not-found', {
    zh: '没有这个起步包',
    en: 'There is no such starter pack',
  });
}

/** 422: the register refuses an activity or a notice of the pack; nothing of it is loaded. Paths count as the file does. */
export function packRefused(errors: readonly FieldError[]): Failure {
  return new Failure(
    'register.pack-refused',
    'refused',
    {
      zh: '起步包里有不能登记的内容，整包都没有载入',
      en: 'The register refuses something in the pack: nothing of it was loaded',
    },
    { errors },
  );
}

/** 422: the agreement can't be stored or published as it is. */
export function agreementRefused(errors: readonly FieldError[]): Failure {
  return new Failure(
    'register.agreement-refused',
    'refused',
    { zh: '该协议不能这样保存或发布', en: 'The agreement cannot be stored or published as it is' },
    { errors, article: 'PIPL 14' },
  );
}

/** 404: no agreement has this code, or it has no such published version. */
export function agreementUnknown(): Failure {
  return new Failure('register.agreement-unknown', 'not-found', {
    zh: '没有这份协议',
    en: 'There is no such agreement',
  });
}
