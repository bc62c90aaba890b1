import { type Bilingual, Failure, fieldError } from '../../platform/failure.ts';
import type { WebhookProblem } from './domain/standard-webhook.ts';

/** No such receiver of word about people. */
export function receiverNotFound(): Failure {
  return new Failure('customers.receiver-not-found', 'not-found', { zh: '没有这个接收方', en: 'No such receiver' });
}

/** A receiver with this code exists. */
export function receiverTaken(): Failure {
  return new Failure(
    'customers.receiver-taken',
    'conflict',
    { zh: '已有同名的接收方', en: 'There is a receiver with this code already' },
    { errors: [fieldError('code', '已被使用', 'is taken')] },
  );
}

/** Nobody is expected to leave a file there. */
export function nightlyNotFound(): Failure {
  return new Failure('customers.nightly-not-found', 'not-found', {
    zh: '没有这个夜间文件',
    en: 'No such nightly file',
  });
}

/** A message of another system is not signed as its source is set up, or there is no such source; which of both is not told. */
export function callbackUnsigned(): Failure {
  return new Failure('customers.callback-unsigned', 'unauthenticated', {
    zh: '签名无效或没有这个数据源',
    en: 'The signature is not valid, or there is no such source',
  });
}

const WEBHOOK_PROBLEMS: Readonly<Record<WebhookProblem, Bilingual>> = {
  headers: {
    zh: '缺少或无法识别 webhook-id、webhook-timestamp 或 webhook-signature',
    en: 'webhook-id, webhook-timestamp or webhook-signature is missing or not understood',
  },
  timestamp: { zh: '时间戳与服务器时间相差超过5分钟', en: 'The timestamp is more than five minutes off' },
  signature: { zh: '签名不符', en: 'The signature does not fit' },
};

/** A signed webhook is not believed. */
export function webhookRefused(problem: WebhookProblem): Failure {
  const { title, options } = callbackUnsigned();
  return new Failure('customers.callback-unsigned', 'unauthenticated', title, {
    ...options,
    detail: WEBHOOK_PROBLEMS[problem],
  });
}

/** A signed message can't be read. */
export function callbackMalformed(): Failure {
  return new Failure('customers.callback-malformed', 'malformed', {
    zh: '消息无法解密或读取',
    en: 'The message cannot be decrypted or read',
  });
}

/** The name that a receiver gave its list, which stands in clear, holds personal information. */
export function listNamesSomebody(): Failure {
  const zh = '清单名称里有个人信息，请另起名称，例如 2026-W47';
  const en = 'The name of the list holds personal information; give it another, for example 2026-W47';
  return new Failure(
    'customers.list-names-somebody',
    'refused',
    { zh, en },
    { errors: [fieldError('held.list', zh, en)] },
  );
}

/** Another message came under this number before. */
export function callbackWithOtherContent(): Failure {
  return new Failure('customers.callback-replaced', 'conflict', {
    zh: '该编号的消息已收到过，内容不同',
    en: 'A message with this number has come before, with another content',
  });
}
