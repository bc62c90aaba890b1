import { Failure, type FailureKind, type FieldError, fieldError } from '../../platform/failure.ts';
import type { Reason } from './domain/decision.ts';

function failure(code: string, kind: FailureKind, zh: string, en: string, article?: string): Failure {
  return new Failure(`consent.${code}`, kind, { zh, en }, article === undefined ? {} : { article });
}

/** 404: the gate does not know this person. */
export const personUnknown = () =>
  failure('person-unknown', 'not-found', '没有这个人的记录', 'There is no such person');
/** 400: said by nobody: neither a person nor a session is named, or both where one is asked for. */
export const subjectMissing = () =>
  new Failure(
    'consent.subject-missing',
    'malformed',
    { zh: '请填写个人或会话之一', en: 'Name a person or a session' },
    {
      errors: [
        fieldError('person', '请填写 person 或 session 之一', 'Either person or session'),
        fieldError('session', '请填写 person 或 session 之一', 'Either person or session'),
      ],
    },
  );
/** 404: no such presentation; also answered for one that is another person's, so that nothing is learnt from guessing. */
export const presentationUnknown = () =>
  failure('presentation-unknown', 'not-found', '没有这次告知展示', 'There is no such presentation', 'PIPL 14');
/** 409: a presentation is answered once. */
export const presentationUsed = () =>
  failure(
    'presentation-used',
    'conflict',
    '这次告知展示已被使用',
    'This presentation has already been answered',
    'PIPL 14',
  );
/** 409: a presentation waits for its answer for a day. */
export const presentationExpired = () =>
  failure('presentation-expired', 'conflict', '这次告知展示已过期，请刷新', 'This presentation has expired', 'PIPL 14');
/** 409: the person has said no since they were shown it; nobody can tell whether this yes was their last word. */
export const presentationOvertaken = () =>
  failure(
    'presentation-overtaken',
    'conflict',
    '展示之后已表示拒绝或撤回，请重新阅读后再作答',
    'A no was said after this was shown: read it anew, then answer',
    'PIPL 15',
  );
/** 409: another version has been published since. */
export const noticeSuperseded = () =>
  failure('notice-superseded', 'conflict', '告知内容已更新，请重新阅读', 'The notice has been superseded', 'PIPL 14');
/** 422: shown to somebody else, or the nonce is wrong. */
export const presentationForeign = () =>
  failure(
    'presentation-foreign',
    'refused',
    '这次告知展示不属于当前个人或会话',
    'It was shown to somebody else',
    'PIPL 14',
  );
/** 422: the activity was not part of what was shown. */
export const activityNotShown = () =>
  failure('activity-not-shown', 'refused', '展示的内容不包含该处理活动', 'The activity was not shown', 'PIPL 17');
/** 422: an age that what was shown does not ask about can't have been declared in it. */
export const ageNotAsked = () =>
  failure(
    'age-not-asked',
    'refused',
    '展示的内容没有请求声明该年龄',
    'What was shown did not ask for this age',
    'PIPL 31',
  );
/** 409: it has ended for good, so nobody is asked about it any more. */
export const activityEnded = () =>
  failure('activity-ended', 'conflict', '该处理活动已终止', 'The processing activity has ended', 'PIPL 47');
/** 422: handled by another legal basis, so consent is neither given nor withdrawn. */
export const notByConsent = () =>
  failure('not-by-consent', 'refused', '该处理活动不以同意为依据', 'The activity does not rest on consent', 'PIPL 13');
/** 422: silence, a ticked box or a bundle is no consent. */
export const notExplicit = () =>
  failure('not-explicit', 'refused', '同意须由个人明确作出', 'Consent takes an explicit act of the person', 'PIPL 14');
/** 422: sensitive information or a named recipient needs a consent of its own. */
export const separateNeeded = (article: string) =>
  failure('separate-needed', 'refused', '须取得个人的单独同意', 'A separate consent is needed', article);
/** 422: one control can't answer a separate consent together with anything else. */
export const separateSharesControl = () =>
  failure(
    'separate-shares-control',
    'refused',
    '单独同意不得与其他同意共用一个控件',
    'A separate consent shares its control',
    'PIPL 14',
  );
/** 422: the same answer is given twice in one call. */
export const actDoubled = () =>
  failure('act-doubled', 'refused', '同一事项重复作答', 'The same matter is answered twice', 'PIPL 14');
/** 422: the recipient is not one of the activity's. */
export const recipientUndeclared = () =>
  failure('recipient-undeclared', 'refused', '该活动没有登记此接收方', 'The activity has no such recipient', 'PIPL 23');
/** 422: the channel is not one of the activity's. */
export const channelUndeclared = () =>
  failure('channel-undeclared', 'refused', '该活动没有登记此渠道', 'The activity does not use this channel', 'PIPL 17');
/** 422: the end lies before the beginning. */
export const validityOver = () =>
  failure('validity-over', 'refused', '同意的有效期已过', 'The consent would already have ended', 'PIPL 14');
/** 422: nobody can mean a consent for longer than a life; what is kept is kept for no longer than necessary. */
export const validityTooLong = () =>
  failure('validity-too-long', 'refused', '同意的有效期过长', 'The consent would last too long', 'PIPL 19');
/** 422: nothing yet shows that this is the parent or guardian of the person. */
export const guardianUnproven = () =>
  new Failure(
    'consent.guardian-unproven',
    'refused',
    { zh: '不能确认其为此人的父母或其他监护人', en: 'Not known to be a parent or guardian of this person' },
    {
      article: 'PIPL 31',
      errors: [fieldError('guardian', '监护关系未经登记', 'No guardianship is on record')],
    },
  );
/** 409: there is no sign of minority to take back. */
export const noMinoritySign = () =>
  failure('no-minority-sign', 'conflict', '此人没有未成年迹象的登记', 'No sign of minority is on record', 'PIPL 31');
/** 422: the date would end or shorten the protection of somebody known as a minor, and nothing was seen that proves it. */
export const ageNeedsProof = () =>
  new Failure(
    'consent.age-needs-proof',
    'refused',
    {
      zh: '改后未成年人保护会提前结束，须先核验证件',
      en: "This would end a minor's protection sooner; a document has to be seen first",
    },
    {
      article: 'PIPL 31',
      errors: [
        fieldError(
          'proof',
          '请核验身份证、户口簿或护照后由工作人员更正',
          'Staff correct it after seeing an identity card, household register or passport',
        ),
      ],
    },
  );
/** 422: what was said about a guardian can't be. */
export function guardianRefused(errors: readonly FieldError[]): Failure {
  return new Failure(
    'consent.guardian-refused',
    'refused',
    { zh: '监护关系登记有误', en: 'This guardianship cannot be' },
    { article: 'PIPL 31', errors },
  );
}
/** 404: no such relation. */
export const guardianshipUnknown = () =>
  failure('guardianship-unknown', 'not-found', '没有这条监护关系', 'There is no such guardianship', 'PIPL 31');
/** 409: it has ended before. */
export const guardianEnded = () =>
  failure('guardian-ended', 'conflict', '监护关系已终止', 'The guardianship has ended', 'PIPL 31');
/** 422: from 14 on people answer for themselves. */
export const guardianNotNeeded = () =>
  failure(
    'guardian-not-needed',
    'refused',
    '此人已满14周岁，或其出生日期不明，不能由监护人代为同意',
    'The person is 14 or their birth date is not known: a guardian cannot consent for them',
    'PIPL 31',
  );
/** 422: a guardian takes something back for somebody who has come of age. */
export const guardianNoLonger = () =>
  failure(
    'guardian-no-longer',
    'refused',
    '此人已满18周岁，只能由本人撤回',
    'The person is 18: only they can take a consent back',
    'PIPL 15',
  );
/** 422: a guardian consents to the special rules for children, so these must be what was shown. */
export const childRulesNotShown = () =>
  failure(
    'child-rules-not-shown',
    'refused',
    '向监护人展示的不是儿童个人信息处理规则',
    'The guardian was not shown the rules for children',
    'PIPL 31',
  );
/** 422: nothing that could be confirmed. */
export const addressUnknown = () =>
  failure('address-unknown', 'refused', '该渠道没有登记联系方式', 'There is no address for this channel');
/** 422: too many people in one call. */
export const tooManyPersons = () =>
  failure('too-many-persons', 'refused', '一次最多1000人', 'At most 1,000 people in one call');
/** 409: no restored database waits for its release. */
export const nothingRestored = () =>
  failure('nothing-restored', 'conflict', '没有待放行的恢复', 'No restored database waits to be released');
/** 404: no such use. */
export const useUnknown = () => failure('use-unknown', 'not-found', '没有这次使用记录', 'There is no such use');
/** 422: collecting these fields from this source is refused. */
export function collectRefused(reason: Reason): Failure {
  return new Failure(
    'consent.collect-refused',
    'refused',
    { zh: '不得收集这些个人信息', en: 'These fields may not be collected' },
    { article: reason.article, detail: { zh: reason.zh, en: reason.en } },
  );
}
/** 422: what was said about a person can't be. */
export function subjectRefused(errors: readonly FieldError[]): Failure {
  return new Failure(
    'consent.subject-refused',
    'refused',
    { zh: '个人登记信息有误', en: 'What was said about the person cannot be' },
    { errors },
  );
}

/** Asking why, or about another moment than now, needs the permission to read consents. */
export function explanationNotPermitted(): Failure {
  return new Failure('consent.explanation-not-permitted', 'forbidden', {
    zh: '查看判定的依据或其他时间的判定，需要查看同意记录的权限。',
    en: 'Seeing why, or asking about another moment, needs the permission to read consents.',
  });
}

/** 503: a no is stored and in force, but not every server is known to have it yet. */
export function noNotConfirmed(): Failure {
  return new Failure(
    'consent.no-not-confirmed',
    'unavailable',
    {
      zh: '已收到您的拒绝，但尚不能确认所有服务器均已执行，请稍后重试',
      en: 'The no is stored, but not every server is known to obey it yet; try again in a moment',
    },
    { retryAfter: 5 },
  );
}

/** 409: the PostgreSQL belongs to a server that is alone on it. */
export const notTheOnlyServer = () =>
  failure(
    'not-the-only-server',
    'conflict',
    '此数据库由另一台服务器内嵌运行并独用；多台服务器请用 ZHINUO_DATABASE_URL 指定共用的 PostgreSQL',
    'This PostgreSQL is embedded in another server that is alone on it; for several servers, give all of them one by ZHINUO_DATABASE_URL',
  );

/** Days that can't be counted. */
export function rangeRefused(error: FieldError): Failure {
  return new Failure(
    'consent.range',
    'refused',
    { zh: '统计的日期范围有误', en: 'These days can’t be counted' },
    { errors: [error] },
  );
}
