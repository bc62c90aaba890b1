import { type Bilingual, Failure } from '../../../platform/failure.ts';

/** None of a person's records may be analysed; the reason is the gate's. */
export function analysisDenied(reason: {
  readonly zh: string;
  readonly en: string;
  readonly article: string;
}): Failure {
  return new Failure(
    'customers.analysis-denied',
    'refused',
    { zh: '不允许分析这个人', en: 'Analysing this person is not permitted' },
    { detail: { zh: `${reason.zh}（${reason.article}）`, en: `${reason.en} (${reason.article})` } },
  );
}

/** A definition with a condition on an encrypted field is not estimated: looking would open people's fields at every change. */
export function notEstimated(): Failure {
  return new Failure('customers.segment-not-estimated', 'refused', {
    zh: '含加密字段的条件不试算，保存后计算',
    en: 'Conditions on encrypted fields are not estimated; save the segment to compute it',
  });
}

/**
 * The activity does not have what a definition asks about, or may not use it: sensitive kinds rest on a separate consent (PIPL 28, 29). `condition` is the
 * sentence of the one that asks.
 */
export function fieldNotCovered(label: Bilingual, sensitive: boolean, condition?: Bilingual): Failure {
  return new Failure(
    'customers.segment-field-not-covered',
    'refused',
    sensitive
      ? {
          zh: `“${label.zh}”是敏感个人信息，该处理活动没有单独同意的依据`,
          en: `"${label.en}" is sensitive; the activity does not rest on a separate consent for it`,
        }
      : { zh: `该处理活动没有登记“${label.zh}”`, en: `The activity does not declare "${label.en}"` },
    {
      article: sensitive ? 'PIPL 29' : 'PIPL 6',
      ...(condition === undefined
        ? {}
        : { detail: { zh: `条件：${condition.zh}`, en: `The condition: ${condition.en}` } }),
    },
  );
}

/** A condition on an encrypted field over more people than are opened at once. */
export function tooManyForVault(most: number): Failure {
  return new Failure(
    'customers.segment-vault-limit',
    'refused',
    { zh: '含加密字段条件的人群过大', en: 'Too many people for a condition on an encrypted field' },
    {
      detail: {
        zh: `加密字段须逐人打开，一次至多 ${most} 人；请先用其他条件缩小范围`,
        en: `Encrypted fields are opened person by person, ${most} at most; narrow the segment by other conditions first`,
      },
    },
  );
}
