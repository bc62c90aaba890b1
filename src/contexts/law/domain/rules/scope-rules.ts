import { firstInstant } from '../instant.ts';
import { always, HANDLING, type Rule } from '../rule.ts';

const EVERY_ACT = [
  ...[...HANDLING, 'store_only', 'delete', 'return_and_delete', 'fulfil_rights_request', 'refuse_rights_request'],
  ...['charge_fee', 'impose_condition', 'refuse_service', 'refuse_explanation', 'request_consent'],
  ...['skip_authority_breach_notice', 'skip_individual_breach_notice', ''],
];

/** Step 0: is there enough to judge at all? (Anonymised information is out of scope and leaves before any rule.) */
export const scopeRules: readonly Rule[] = [
  {
    code: 'facts.operation-unknown',
    step: 0,
    article: 'PIPL 4',
    on: [''],
    applies: always,
    test: () => false,
    denies: { zh: '未说明要进行的处理操作。', en: 'The operation to be judged is not stated.' },
    remedy: { zh: '说明要进行的处理操作', en: 'State the operation' },
  },
  {
    code: 'facts.time-unknown',
    step: 0,
    article: 'PIPL 69',
    on: EVERY_ACT,
    applies: always,
    test: (c) => !Number.isNaN(c.at),
    denies: {
      zh: '未说明处理的时间，无法证明处理合法。',
      en: 'The moment of handling is not stated, so lawfulness cannot be shown.',
    },
    remedy: { zh: '说明处理的时间', en: 'State the moment of the handling' },
  },
  {
    code: 'facts.born-after-decision',
    step: 0,
    article: 'PIPL 69',
    on: HANDLING,
    where: { zh: '已知出生日期', en: 'the birth date is known' },
    applies: (c) => c.facts.subject?.birth_date != null,
    test: (c) => !(firstInstant(c.facts.subject?.birth_date ?? '') > c.at),
    denies: {
      zh: '出生日期晚于处理时间，事实自相矛盾。',
      en: 'The birth date lies after the handling; the facts contradict each other.',
    },
    remedy: { zh: '更正出生日期或处理时间', en: 'Correct the birth date or the moment' },
  },
  {
    code: 'facts.data-unknown',
    step: 0,
    article: 'PIPL 6',
    on: HANDLING,
    applies: always,
    test: (c) => (c.facts.data?.categories?.length ?? 0) > 0,
    denies: { zh: '未说明处理的个人信息种类。', en: 'The kinds of personal information are not stated.' },
    remedy: { zh: '说明处理的个人信息种类', en: 'State the kinds of information' },
  },
  {
    code: 'scope.hash-is-not-anonymous',
    step: 0,
    article: 'PIPL 73',
    also: ['PIPL 4'],
    on: HANDLING,
    where: { zh: '信息被称为已匿名化', en: 'the information is called anonymised' },
    applies: (c) => c.facts.data?.state === 'anonymised',
    test: (c) => c.anonymised,
    denies: {
      zh: '手机号的散列值可被还原或比对，不是匿名化信息，仍属个人信息。',
      en: 'A hash of a mobile number can be matched or restored; it is not anonymised and stays personal information.',
    },
    remedy: {
      zh: '按个人信息处理，或经评估证明不能识别且不能复原',
      en: 'Treat it as personal, or prove by assessment that it can neither identify nor be restored',
    },
  },
];
