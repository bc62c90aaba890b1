import { Failure, fieldError } from '../../platform/failure.ts';

function failure(code: string, kind: Failure['kind'], zh: string, en: string, options: Failure['options'] = {}) {
  return new Failure(`access.${code}`, kind, { zh, en }, options);
}

/** The same for an unknown address and a wrong password, so that nobody learns who works here. */
export const wrongCredentials = (): Failure =>
  failure('wrong-credentials', 'unauthenticated', '邮箱或密码不正确', 'The email or the password is wrong');

export const wrongCode = (): Failure =>
  failure('wrong-code', 'unauthenticated', '验证码不正确或已失效', 'The code is wrong or no longer valid');

export const codeNotAsked = (): Failure =>
  failure('code-not-asked', 'unauthenticated', '请先输入邮箱和密码', 'Enter the email and the password first');

export const tooManyAttempts = (retryAfter: number): Failure =>
  failure('too-many-attempts', 'throttled', '尝试次数过多，请稍后再试', 'Too many attempts, try again later', {
    retryAfter,
  });

export const totpEnabledAlready = (): Failure =>
  failure('totp-enabled-already', 'conflict', '动态验证码已启用', 'One-time codes are enabled already');

export const totpNotEnrolled = (): Failure =>
  failure(
    'totp-not-enrolled',
    'conflict',
    '请先在“成员与权限”中启用动态验证码',
    'Enrol an authenticator app under members and permissions first',
  );

export const codeUsedBefore = (): Failure =>
  failure(
    'code-used-before',
    'conflict',
    '该验证码已用过，请等待下一个',
    'The code was used already, wait for the next',
    {
      errors: [fieldError('code', '已用过', 'was used already')],
    },
  );

export const deadLink = (): Failure =>
  failure('dead-link', 'not-found', '链接无效、已使用或已过期', 'The link is not valid, was used, or has expired');

export const badPassword = (): Failure =>
  failure('bad-password', 'malformed', '密码不符合要求', 'The password is not acceptable', {
    errors: [fieldError('password', '须为 12 到 128 个字符', 'needs 12 to 128 characters')],
  });

export const passwordsDiffer = (): Failure =>
  failure('passwords-differ', 'malformed', '两次输入不一致', 'The two entries differ', {
    errors: [fieldError('repeated', '与前一项不一致', 'differs from the field above')],
  });

export const badKey = (): Failure =>
  failure(
    'bad-key',
    'unauthenticated',
    'API 密钥无效、已停用或已过期',
    'The API key is not valid, was revoked, or has expired',
  );

export const noSuchStaff = (): Failure =>
  failure('no-such-staff', 'not-found', '没有这位成员', 'There is no such member of staff');

export const noSuchKey = (): Failure => failure('no-such-key', 'not-found', '没有这个密钥', 'There is no such key');

export const knownAddress = (): Failure =>
  failure('known-address', 'conflict', '该邮箱已属于一位成员', 'The address belongs to a member of staff already');

export const lastAdministrator = (): Failure =>
  failure('last-administrator', 'conflict', '至少要保留一位管理员', 'At least one administrator has to remain');

export const wrongState = (): Failure =>
  failure('wrong-state', 'conflict', '该成员当前的状态不允许这样做', "The member's state does not admit this");

export const scopeBeyondOwn = (): Failure =>
  failure('scope-beyond-own', 'forbidden', '不能授予自己没有的权限', 'You cannot grant a permission that you lack');

/** A key that is dead when it is made would look like one that works. */
export const termOver = (): Failure =>
  failure('term-over', 'malformed', '有效期已过', 'The term is over already', {
    errors: [fieldError('expiresAt', '须晚于现在', 'must be later than now')],
  });

export const termBeyondOwn = (): Failure =>
  failure('term-beyond-own', 'forbidden', '有效期不能长于您自己的密钥', 'No key outlives the one that makes it', {
    errors: [fieldError('expiresAt', '不得晚于您自己的密钥的有效期', 'must not be later than the end of your own key')],
  });

export const unknownScope = (index: number): Failure =>
  failure('unknown-scope', 'malformed', '没有这项权限', 'There is no such permission', {
    errors: [fieldError(`scopes[${index}]`, '没有这项权限', 'is not a permission')],
  });
