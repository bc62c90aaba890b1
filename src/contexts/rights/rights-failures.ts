import { type Bilingual, Failure, fieldError } from '../../platform/failure.ts';

/** The code is wrong, spent, expired, or was never sent: one answer for all, so that nothing can be probed. */
export function wrongCode(): Failure {
  return new Failure('rights.wrong-code', 'refused', {
    zh: '验证码不对或已过期，请重新获取。',
    en: 'The code is wrong or has expired. Please ask for a new one.',
  });
}

/** Too many codes for one address, or too many tries. `retryAfter` in seconds. */
export function tooManyCodes(retryAfter: number): Failure {
  return new Failure(
    'rights.too-many-codes',
    'throttled',
    { zh: '验证码请求太频繁，请稍后再试。', en: 'Too many codes were asked for. Please try again later.' },
    { retryAfter },
  );
}

/** The address is neither a mobile number nor an email address. */
export function badAddress(): Failure {
  return new Failure(
    'rights.bad-address',
    'malformed',
    { zh: '请填写有效的手机号或邮箱。', en: 'Please give a valid mobile number or email address.' },
    { errors: [{ path: 'address', message: '格式不对', message_en: 'not in a valid form' }] },
  );
}

/** No session, or it has ended. */
export function noSession(): Failure {
  return new Failure('rights.no-session', 'unauthenticated', { zh: '请先登录。', en: 'Please sign in first.' });
}

/** The person holds no such record, or it may not be shown in clear yet. */
export function notShown(): Failure {
  return new Failure('rights.not-shown', 'refused', {
    zh: '这一项暂时不能显示原文：这个联系方式还没有在表单里确认过。',
    en: 'This item cannot be shown in clear: the address has not been confirmed on a form yet.',
  });
}

/** The item is not one that the person corrects or deletes here. */
export function notCorrectedHere(): Failure {
  return new Failure(
    'rights.not-corrected-here',
    'refused',
    { zh: '这一项不能在这里自己更正或删除。', en: 'This cannot be corrected or deleted here.' },
    {
      detail: {
        zh: '登录用的号码或邮箱、会员号、出生日期，以及未确认过的联系方式下的信息，请联系我们办理。',
        en: 'For the address you signed in with, member numbers, dates of birth, and anything under an address not confirmed before, please contact us.',
      },
      errors: [fieldError('field', '不能在这里办理', 'is not handled here')],
    },
  );
}

/** Nothing of this is held. */
export function nothingSuchHeld(): Failure {
  return new Failure('rights.nothing-such-held', 'not-found', {
    zh: '我们没有存这一项，或者已经是这样。',
    en: 'We hold nothing of this, or it says so already.',
  });
}

/** The person has given no consent that could be withdrawn. */
export function nothingToWithdraw(): Failure {
  return new Failure('rights.nothing-to-withdraw', 'conflict', {
    zh: '这一项没有可撤回的同意。',
    en: 'There is no consent to withdraw here.',
  });
}

/** No child of this relation is in the care of whoever asks. */
export function noSuchChild(): Failure {
  return new Failure('rights.no-such-child', 'not-found', {
    zh: '没有这个监护关系，或者已经结束。',
    en: 'There is no such guardianship, or it has ended.',
  });
}

/** The link has ended or never existed. */
export function bundleGone(): Failure {
  return new Failure('rights.bundle-gone', 'not-found', {
    zh: '链接已失效，请在隐私中心重新生成。',
    en: 'This link has ended. Please make a new one in the privacy centre.',
  });
}

/** The register has no such activity. */
export function noSuchActivity(): Failure {
  return new Failure('rights.no-such-activity', 'not-found', {
    zh: '登记册中没有这项处理活动。',
    en: 'The register has no such activity.',
  });
}

/** The period holds more uses than one bundle takes. */
export function periodTooLong(): Failure {
  return new Failure('rights.period-too-long', 'refused', {
    zh: '该期间内的使用记录过多，请分段出具。',
    en: 'The period holds too many uses for one bundle. Ask for it in parts.',
  });
}

/** The period ends before it begins. */
export function periodEmpty(): Failure {
  return new Failure(
    'rights.period-empty',
    'malformed',
    {
      zh: '期间的终点应晚于起点。',
      en: 'A period ends after it begins.',
    },
    { errors: [fieldError('to', '须晚于起点', 'must be later than the beginning')] },
  );
}

/** 404: nobody has this id. */
export function noSuchPerson(): Failure {
  return new Failure('rights.no-such-person', 'not-found', { zh: '没有这个人。', en: 'There is no such person.' });
}

/** 403: a key may not do this, whatever its scopes: a person must stand behind it. */
export function staffOnly(): Failure {
  return new Failure('rights.staff-only', 'forbidden', {
    zh: '仅限个人信息保护负责人本人登录操作，不接受 API 密钥。',
    en: 'Only the data protection officer in person may do this, not an API key.',
  });
}

/** 400: what was typed is no number at all. */
export function notANumber(): Failure {
  return new Failure(
    'rights.not-a-number',
    'malformed',
    {
      zh: '请填写来函所载的电话号码或邮箱。',
      en: 'Please give the phone number or email address that the letter carries.',
    },
    { errors: [{ path: 'number', message: '不是号码或邮箱', message_en: 'is neither a number nor an address' }] },
  );
}

/** 429: somebody searches more often than letters come. `retryAfter` in seconds. */
export function tooManySearches(retryAfter: number): Failure {
  return new Failure(
    'rights.too-many-searches',
    'throttled',
    {
      zh: '一小时内检索次数已达上限，请稍后再试。',
      en: 'The limit of searches an hour is reached. Please try again later.',
    },
    { retryAfter },
  );
}

/** 404: the search has ended or was somebody else's. */
export function searchGone(): Failure {
  return new Failure('rights.search-gone', 'not-found', {
    zh: '检索结果已失效，请重新检索。',
    en: 'This search has ended. Please search again.',
  });
}

/** 404: the file has ended or was made for somebody else. */
export function downloadGone(): Failure {
  return new Failure('rights.download-gone', 'not-found', {
    zh: '文件已到期删除，请重新生成。',
    en: 'This file has ended and was deleted. Please make it again.',
  });
}

/** The address is of no known form; asked while the root key is away, else the vault says it. */
export function malformedAddress(problem: Bilingual): Failure {
  return new Failure(
    'rights.malformed-address',
    'malformed',
    { zh: '手机号或邮箱格式不正确。', en: 'The mobile number or email address does not have the right form.' },
    { errors: [fieldError('address', problem.zh, problem.en)] },
  );
}

/** No notice tells this activity now, or it is none that a person agrees to. */
export function notToldNow(): Failure {
  return new Failure('rights.not-told-now', 'conflict', {
    zh: '这一项目前不征求同意。',
    en: 'There is nothing to agree to here at the moment.',
  });
}

/** The entry is no answer of a person, or of another person. */
export function noConsentReceipt(): Failure {
  return new Failure('rights.no-consent-receipt', 'not-found', {
    zh: '没有这个同意凭证。',
    en: 'There is no such consent receipt.',
  });
}

/** The person carries no such tag. */
export function noSuchTag(): Failure {
  return new Failure('rights.no-such-tag', 'not-found', { zh: '没有这个标签', en: 'No such tag' });
}
