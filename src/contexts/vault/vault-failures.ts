import { type Bilingual, Failure, type FieldError, fieldError } from '../../platform/failure.ts';
import { STEP_UP_MINUTES } from './domain/reveal-limits.ts';

/** The permit is missing, forged, for another operation, or does not name this field of this person. */
export function permitDoesNotCover(): Failure {
  return new Failure('vault.permit-does-not-cover', 'forbidden', {
    zh: '当前许可不包含该个人或该字段，保险箱拒绝打开。',
    en: 'The permit does not cover this person or this field; the vault stays closed.',
  });
}

/** A value is not of its field's form; `errors` name the fields, never the values. */
export function malformedValues(errors: readonly FieldError[]): Failure {
  return new Failure(
    'vault.malformed-value',
    'malformed',
    { zh: '有字段的格式不正确。', en: 'A field does not have the right form.' },
    { errors },
  );
}

/** The person was erased: their keys are destroyed and never made again. */
export function personErased(): Failure {
  return new Failure('vault.person-erased', 'conflict', {
    zh: '该个人的信息已被删除，密钥已销毁，不能再写入。',
    en: "This person's information was erased and the keys destroyed; nothing can be stored any more.",
  });
}

/** A stored value or key does not open: changed, moved to another place, or of a destroyed generation. Never shows what it is. */
export function valueDamaged(what: string): Failure {
  return new Failure('vault.value-damaged', 'conflict', {
    zh: `保险箱中的数据（${what}）无法通过完整性校验，已拒绝打开并发出告警。`,
    en: `Data in the vault (${what}) fails its integrity check; it was not opened and an alarm was raised.`,
  });
}

/** A sealed file was cut, reordered or changed, or belongs to another label. */
export function sealedFileDamaged(): Failure {
  return new Failure('vault.sealed-file-damaged', 'conflict', {
    zh: '加密文件不完整或已被改动，拒绝打开。',
    en: 'The sealed file is incomplete or was changed; it is not opened.',
  });
}

/** The database was written with another key directory. */
export function foreignRing(): Failure {
  return new Failure('vault.foreign-ring', 'conflict', {
    zh: '这个数据库属于另一套密钥（ZHINUO_KEYS），请恢复与之对应的密钥目录。',
    en: 'This database belongs to another key directory (ZHINUO_KEYS); restore the one that it was written with.',
  });
}

/** The gate refuses the reveal; carries the decisive article. */
export function revealRefused(reason: Bilingual & { article: string }): Failure {
  return new Failure(
    'vault.reveal-refused',
    'refused',
    { zh: '依法不能揭示这些信息。', en: 'The law does not permit revealing this information.' },
    { detail: { zh: reason.zh, en: reason.en }, article: reason.article },
  );
}

/** The caller's tier is too low for a field of this grade. */
export function tierTooLow(): Failure {
  return new Failure('vault.tier-too-low', 'forbidden', {
    zh: '您的数据级别不足以查看该字段的明文。',
    en: 'Your data tier is too low to see this field in clear.',
  });
}

/** Sensitive information asks for a one-time code of the last minutes (PIPL 51). */
export function stepUpNeeded(): Failure {
  return new Failure(
    'vault.step-up-needed',
    'forbidden',
    {
      zh: '揭示或导出敏感信息前，请再次输入动态验证码。',
      en: 'Enter a one-time code again before revealing or exporting sensitive information.',
    },
    {
      detail: {
        zh: `验证后 ${STEP_UP_MINUTES} 分钟内有效；API 密钥不能揭示敏感信息。`,
        en: `It counts for ${STEP_UP_MINUTES} minutes; an API key can't reveal sensitive information.`,
      },
      article: 'PIPL 51',
    },
  );
}

const LIMITS = {
  ofPerson: { zh: '同一人今日被揭示的次数', en: "today's reveals of this person" },
  byReader: { zh: '您今日的揭示次数', en: 'your reveals of today' },
  inAll: { zh: '全公司今日的揭示次数', en: "today's reveals in the whole house" },
} as const;

/** A day's limit is used up; `retryAfter` is the time to midnight in Asia/Shanghai. */
export function revealLimitReached(limit: keyof typeof LIMITS, most: number, retryAfter: number): Failure {
  const what = LIMITS[limit];
  return new Failure(
    'vault.reveal-limit',
    'throttled',
    { zh: '今日揭示次数已达上限。', en: "The day's limit of reveals is reached." },
    { detail: { zh: `${what.zh}已达 ${most} 次。`, en: `${what.en}: ${most}.` }, retryAfter },
  );
}

/** An order of erasure names something that is not there. */
export function orderRefused(path: string, zh: string, en: string): Failure {
  return new Failure(
    'vault.order-refused',
    'malformed',
    { zh: '删除令不正确。', en: 'The order is not acceptable.' },
    { errors: [fieldError(path, zh, en)] },
  );
}

/** There is no such alert. */
export function noSuchAlert(): Failure {
  return new Failure('vault.no-such-alert', 'not-found', { zh: '没有这条告警。', en: 'There is no such alert.' });
}

/** There is no such person, or nothing of what was asked is stored. */
export function nothingStored(): Failure {
  return new Failure('vault.nothing-stored', 'not-found', {
    zh: '没有找到该个人的这些信息。',
    en: 'None of this information is stored for this person.',
  });
}

/** A rotation of keys is under way already; they go one after the other. */
export function rotationRunning(): Failure {
  return new Failure('vault.rotation-running', 'conflict', {
    zh: '已有密钥轮换在进行，请等它完成。',
    en: 'A rotation of keys is under way already; wait until it is done.',
  });
}

/** No rotation is under way. */
export function noRotation(): Failure {
  return new Failure('vault.no-rotation', 'conflict', {
    zh: '当前没有进行中的密钥轮换。',
    en: 'No rotation of keys is under way.',
  });
}

/** The key was destroyed with its generation, as planned: nothing opens it any more. */
export function generationDestroyed(): Failure {
  return new Failure('vault.generation-destroyed', 'conflict', {
    zh: '这些信息的密钥已随密钥世代一起按计划销毁，无法再打开。',
    en: 'The key of this information was destroyed with its generation, as planned; it does not open any more.',
  });
}

/** The vault has never been unsealed, so that there is no public key to seal with. */
export function inboxClosed(): Failure {
  return new Failure('vault.inbox-closed', 'sealed', {
    zh: '系统还未完成初始设置，暂时不能接收信息。',
    en: 'The product is not set up yet and takes no information.',
  });
}

/** The stored public key of the sealed inbox is not the one that the vault published: sealing with it could tell a stranger everything. */
export function inboxKeyDamaged(): Failure {
  return new Failure('vault.inbox-key-damaged', 'sealed', {
    zh: '暂时不能接收信息：收件公钥未通过校验，已发出告警。',
    en: 'No information is taken now: the public key of the inbox fails its check; an alarm was raised.',
  });
}

/** 503: another server has made a newer index secret, and it can't be read here; nothing is written under an older one. */
export function indexKeyAway(): Failure {
  return new Failure('vault.index-key-away', 'unavailable', {
    zh: '另一台服务器启用了新的索引密钥，本机尚不能读取，请检查密钥目录',
    en: 'Another server uses a newer index secret that cannot be read here; check the key directory',
  });
}

/** 422: a setting is none, or is out of the bounds that the law leaves. */
export function policyRefused(path: string, zh: string, en: string): Failure {
  return new Failure(
    'vault.policy-refused',
    'refused',
    { zh: '不能这样设置', en: 'This cannot be set' },
    { errors: [fieldError(path, zh, en)] },
  );
}
