import { type Bilingual, Failure, type FieldError, fieldError } from '../platform/failure.ts';

function failure(code: string, kind: Failure['kind'], zh: string, en: string, options: Failure['options'] = {}) {
  return new Failure(`http.${code}`, kind, { zh, en }, options);
}

/** The body is not what its content type promises; `detail` says what was found, never the text itself. */
export const malformedBody = (detail: Bilingual): Failure =>
  failure('malformed-body', 'malformed', '请求内容格式不正确', 'The body is malformed', { detail });

/** A value that the route's schema does not admit. */
export const invalidInput = (errors: readonly FieldError[]): Failure =>
  failure('invalid-input', 'malformed', '提交的内容有误', 'The input is not valid', { errors });

/** Text that PostgreSQL and JSON can't both hold: U+0000 or half a surrogate pair. */
export const unstorableText = (path: string): Failure =>
  invalidInput([fieldError(path, '含有不能保存的字符', 'holds a character that cannot be stored')]);

export const malformedAddress = (): Failure =>
  failure('malformed-address', 'malformed', '网址格式不正确', 'The address is malformed');

export const malformedRequest = (): Failure =>
  failure('malformed-request', 'malformed', '请求格式不正确', 'The request is malformed');

export const bodyTooLarge = (): Failure => failure('body-too-large', 'too-large', '内容过大', 'The body is too large');

export const unsupportedMedia = (): Failure =>
  failure(
    'unsupported-media',
    'unsupported-media',
    '不支持的内容类型或字符编码',
    'The content type or charset is not supported here',
  );

export const noSuchRoute = (): Failure =>
  failure('no-such-page', 'not-found', '没有这个页面或接口', 'There is no such page or route');

export const personSessionNeeded = (): Failure =>
  failure('person-session-needed', 'unauthenticated', '请先验证手机或邮箱', 'Verify your phone or email first');

/** The caller lacks the permission of a route; `holders` says who has it. */
export const notPermitted = (permission: string, holders?: Bilingual): Failure =>
  failure('not-permitted', 'forbidden', '您没有这项权限', 'You lack the permission for this', {
    detail: {
      zh: `需要权限 ${permission}。${holders?.zh ?? ''}`,
      en: `The permission ${permission} is needed. ${holders?.en ?? ''}`.trim(),
    },
  });

export const foreignOrigin = (): Failure =>
  failure(
    'foreign-origin',
    'forbidden',
    '请求来自其他网站，已拒绝',
    'The request comes from another site and was refused',
  );

export const tooManyRequests = (retryAfter: number): Failure =>
  failure('too-many-requests', 'throttled', '请求过于频繁，请稍后再试', 'Too many requests, try again later', {
    retryAfter,
  });

export const malformedIdempotencyKey = (): Failure =>
  invalidInput([
    fieldError('Idempotency-Key', '须为 1 到 255 个可见 ASCII 字符', 'must be 1 to 255 visible ASCII characters'),
  ]);

export const idempotencyKeyReused = (): Failure =>
  failure(
    'idempotency-key-reused',
    'conflict',
    '该 Idempotency-Key 已用于另一个请求',
    'This Idempotency-Key was used for another request',
  );

export const stillBeingAnswered = (): Failure =>
  failure(
    'still-being-answered',
    'conflict',
    '带有该 Idempotency-Key 的请求仍在处理中',
    'The request with this Idempotency-Key is still being answered',
    { retryAfter: 2 },
  );

/** The act was committed, its answer was not kept: either the server was killed between the two, or the answer is one that is never kept. */
export const answerNotKept = (): Failure =>
  failure(
    'answer-not-kept',
    'conflict',
    '该请求已经执行，其结果不再重复提供；请查询当前状态',
    'The request was carried out and its answer is not repeated; read the current state instead',
  );

/** The time that a request had to carry out its act is over and another one with the same key took its place. */
export const overtaken = (): Failure =>
  failure(
    'overtaken',
    'conflict',
    '请求超时，已由带有相同 Idempotency-Key 的新请求接替',
    'The request took too long and a newer one with the same Idempotency-Key took its place',
  );

/** PostgreSQL is starting, stopping or out of reach; nothing was committed unless the connection was lost in the commit itself. */
export const storeUnavailable = (): Failure =>
  failure(
    'store-unavailable',
    'unavailable',
    '数据库暂时无法访问，请稍后再试',
    'The database does not answer, try again later',
    {
      retryAfter: 5,
    },
  );

export const diskFull = (): Failure =>
  failure('disk-full', 'unavailable', '服务器磁盘已满，未能保存', 'The disk of the server is full; nothing was saved', {
    retryAfter: 60,
  });
