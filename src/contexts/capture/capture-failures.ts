import { Failure, type FieldError } from '../../platform/failure.ts';

/** No form of this code, or it no longer takes answers. */
export function formUnknown(): Failure {
  return new Failure('capture.form-unknown', 'not-found', {
    zh: '没有这个表单，或已停用',
    en: 'There is no such form, or it is closed',
  });
}

/** The definition of a form is not right; `errors` say where. */
export function formInvalid(errors: readonly FieldError[]): Failure {
  return new Failure(
    'capture.form-invalid',
    'refused',
    { zh: '表单定义有误', en: 'The form is not well defined' },
    { errors },
  );
}

/** The link was changed, is too old or was never ours. */
export function linkInvalid(): Failure {
  return new Failure('capture.link-invalid', 'not-found', { zh: '链接无效', en: 'The link is not valid' });
}

/** No site key of this text, or it was revoked. */
export function siteUnknown(): Failure {
  return new Failure('capture.site-unknown', 'not-found', {
    zh: '没有这个站点密钥，或已撤销',
    en: 'There is no such site key, or it was revoked',
  });
}

/** A site key that is to be made is not right; `errors` say where. */
export function siteInvalid(errors: readonly FieldError[]): Failure {
  return new Failure(
    'capture.site-invalid',
    'refused',
    { zh: '站点密钥的设置有误', en: 'The site key is not well defined' },
    { errors },
  );
}

/** A site of this code exists; codes stand in evidence and are used once. */
export function siteCodeTaken(): Failure {
  return new Failure('capture.site-code-taken', 'conflict', {
    zh: '这个代码已被用过；代码写入存证，不能重复使用',
    en: 'This code has been used; codes stand in evidence and are used once',
  });
}

/** The request does not come from an origin of the key. */
export function originForeign(): Failure {
  return new Failure('capture.origin-foreign', 'forbidden', {
    zh: '站点密钥不能在这个来源使用',
    en: 'The site key may not be used from this origin',
  });
}

/** An activity that the key may not present or take answers for. */
export function siteActivityForeign(): Failure {
  return new Failure('capture.site-activity-foreign', 'forbidden', {
    zh: '站点密钥不包含这项处理活动',
    en: 'The site key does not cover this activity',
  });
}

/** The root key is away and nothing can be sealed for later. */
export function takesNothingNow(): Failure {
  return new Failure('capture.takes-nothing-now', 'sealed', {
    zh: '系统正在维护，暂时不能提交，请稍后再试。',
    en: 'The system is under maintenance and takes nothing now; please try again later.',
  });
}
/** What staff took down is not right; `errors` say where. */
export function answersInvalid(errors: readonly FieldError[]): Failure {
  return new Failure(
    'capture.answers-invalid',
    'refused',
    { zh: '所录入的内容有误', en: 'What was taken down is not right' },
    { article: 'PIPL 14', errors },
  );
}

/** What was taken down names somebody who was erased: only they themselves come back (PIPL 47, decision 0013). */
export function answersErased({ options }: Failure): Failure {
  const errors = (options.errors ?? []).map((error) => ({ ...error, path: error.path.replace('attributes.', '') }));
  return new Failure(
    'capture.person-erased',
    'conflict',
    {
      zh: '此人的信息已按规定删除，不能代为录入',
      en: 'This person has been erased; nobody enters them again for them',
    },
    {
      detail: {
        zh: '请出示到店二维码，由本人在自己的手机上填写并确认',
        en: 'Show a counter code: they fill in the form on their own phone and confirm',
      },
      article: 'PIPL 47',
      errors,
    },
  );
}

/** A code of a counter that somebody else has opened already. */
export function codeUsed(): Failure {
  return new Failure('capture.code-used', 'conflict', {
    zh: '这个码已被使用，请店员再出示一个',
    en: 'This code has been used; ask for a new one',
  });
}

/** A code of a counter that was shown too long ago. */
export function codeExpired(): Failure {
  return new Failure('capture.code-expired', 'conflict', {
    zh: '这个码已过期，请店员再出示一个',
    en: 'This code has expired; ask for a new one',
  });
}

/** No batch of paper, or no sheet in it, of this id. */
export function paperUnknown(): Failure {
  return new Failure('capture.paper-unknown', 'not-found', {
    zh: '没有这个批次或表单纸页',
    en: 'There is no such batch or sheet',
  });
}

/** The batch is closed, or the sheet has been decided. */
export function paperDone(): Failure {
  return new Failure('capture.paper-done', 'conflict', {
    zh: '该批次已结束，或该纸页已处理',
    en: 'The batch is closed, or the sheet has been decided',
  });
}

/** Whoever keyed a sheet may not be the second look at it. */
export function sameLook(): Failure {
  return new Failure('capture.same-look', 'refused', {
    zh: '复核须由录入者以外的人进行',
    en: 'The second look is by somebody else',
  });
}

/** What was counted by hand and what was keyed differ. */
export function totalsDiffer(errors: readonly FieldError[]): Failure {
  return new Failure(
    'capture.totals-differ',
    'conflict',
    { zh: '批次的合计与录入不符', en: 'The totals of the batch differ from what was keyed' },
    { errors },
  );
}

/** Who looks again read another relation, or another proof of it, than was keyed. */
export function relationDiffers(): Failure {
  return new Failure(
    'capture.relation-differs',
    'conflict',
    {
      zh: '您读到的关系或证明材料与录入的不同',
      en: 'The relation or its proof that you read is not the one that was keyed',
    },
    {
      article: 'PIPL 31',
      detail: {
        zh: '请再核对扫描件；确实不同的，退回这一页，由录入者重新录入。',
        en: 'Look at the scan again. If they do differ, reject the sheet, so that it is keyed again.',
      },
    },
  );
}

/** Who looks again read another date of birth than was keyed. */
export function birthDiffers(): Failure {
  return new Failure(
    'capture.birth-differs',
    'conflict',
    {
      zh: '您读到的出生日期与录入的不同',
      en: 'The date of birth that you read is not the one that was keyed',
    },
    {
      article: 'PIPL 31',
      detail: {
        zh: '请再核对扫描件；确实不同的，退回这一页，由录入者重新录入。',
        en: 'Look at the scan again. If they do differ, reject the sheet, so that it is keyed again.',
      },
    },
  );
}

/** The same scan is in the batch already. */
export function scanTwice(): Failure {
  return new Failure('capture.scan-twice', 'conflict', {
    zh: '同一张扫描件已在该批次中',
    en: 'This scan is in the batch already',
  });
}

/** The gate does not let this scan be looked at. */
export function scanRefused(article: string): Failure {
  return new Failure(
    'capture.scan-refused',
    'refused',
    { zh: '不得查看这张扫描件', en: 'This scan may not be looked at' },
    { article },
  );
}

/** The plan of an experiment would make refusing harder, or does not fit what it is about; each reason with its article. */
export function experimentInvalid(errors: readonly FieldError[]): Failure {
  return new Failure(
    'capture.experiment-invalid',
    'refused',
    { zh: '试验方案不得开始', en: 'The experiment may not start' },
    { errors },
  );
}

/** The code is taken, or another experiment runs there. */
export function experimentTaken(): Failure {
  return new Failure('capture.experiment-taken', 'conflict', {
    zh: '试验代码已被使用，或此处已有试验在进行',
    en: 'The code is taken, or another experiment runs there',
  });
}

/** No experiment of this code. */
export function experimentUnknown(): Failure {
  return new Failure('capture.experiment-unknown', 'not-found', {
    zh: '没有这个试验',
    en: 'There is no such experiment',
  });
}

/** It has ended. */
export function experimentEnded(): Failure {
  return new Failure('capture.experiment-ended', 'conflict', { zh: '试验已经结束', en: 'The experiment has ended' });
}

/** 429: a site key presents or agrees more often a minute than it may. */
export function overSiteQuota(retryAfter: number): Failure {
  return new Failure(
    'capture.site-over-quota',
    'throttled',
    { zh: '该站点密钥超出每分钟的次数', en: 'The site key exceeds its quota a minute' },
    { retryAfter },
  );
}

/** What the browser sealed does not open: it was changed, cut, meant for another form or deployment, or its key is gone. */
export function sealedAnswerDamaged(): Failure {
  return new Failure(
    'capture.sealed-damaged',
    'refused',
    { zh: '加密的内容无法打开，未保存任何信息', en: 'What was sealed does not open; nothing has been stored' },
    { detail: { zh: '请重新打开表单再填写一次', en: 'Please open the form again and fill it in once more' } },
  );
}

/** Nothing of this id is set aside: it was taken, refused or forgotten. */
export function nothingSetAside(): Failure {
  return new Failure('capture.nothing-set-aside', 'not-found', {
    zh: '没有这个待处理的提交',
    en: 'No such submission is set aside',
  });
}
