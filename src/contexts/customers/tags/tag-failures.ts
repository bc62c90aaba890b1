import { Failure, fieldError } from '../../../platform/failure.ts';
import type { Reason } from '../../consent/index.ts';

/** No such tag, or it has ended. */
export function tagNotFound(): Failure {
  return new Failure('customers.tag-not-found', 'not-found', { zh: '没有这个标签', en: 'No such tag' });
}

/** The person does not carry the tag. */
export function tagNotCarried(): Failure {
  return new Failure('customers.tag-not-carried', 'not-found', {
    zh: '这个人没有这个标签',
    en: 'The person does not carry this tag',
  });
}

/** The tag is given by its rule alone. */
export function tagByRule(): Failure {
  return new Failure('customers.tag-by-rule', 'conflict', {
    zh: '这个标签由规则自动打，不能手工打',
    en: 'This tag is given by its rule, not by hand',
  });
}

/** The person deleted the tag; it is not given to them again. */
export function tagDeletedByPerson(): Failure {
  return new Failure(
    'customers.tag-deleted-by-person',
    'conflict',
    { zh: '本人已删除这个标签，不能再打', en: 'The person has deleted this tag; it is not given again' },
    { article: 'PIPL 47' },
  );
}

/** Employees are met under the HR basis and carry no tags of customers. */
export function tagOfEmployee(): Failure {
  return new Failure(
    'customers.tag-of-employee',
    'refused',
    { zh: '员工不打客户标签', en: 'Employees carry no tags of customers' },
    { article: 'PIPL 13' },
  );
}

/** The gate does not permit the tag's activity with this person. */
export function tagNotPermitted(reason: Reason): Failure {
  return new Failure(
    'customers.tag-not-permitted',
    'refused',
    { zh: '该处理活动不允许给这个人打标签', en: 'The activity does not permit tagging this person' },
    { article: reason.article, detail: { zh: reason.zh, en: reason.en } },
  );
}

/** The tag's activity does not cover what the tag is. */
export function tagNotCovered(field: string): Failure {
  return new Failure(
    'customers.tag-not-covered',
    'refused',
    { zh: '所选处理活动没有登记这类信息', en: 'The activity does not declare this kind of information' },
    {
      article: 'PIPL 17',
      errors: [fieldError('activity', `没有登记字段“${field}”`, `does not declare the field "${field}"`)],
    },
  );
}

/** The tag tells sensitive information without resting on its separate consent. */
export function tagSensitive(path: 'name' | 'says' | 'activity', kind: string): Failure {
  return new Failure(
    'customers.tag-sensitive',
    'refused',
    { zh: '敏感标签需要单独的依据', en: 'A sensitive tag needs a basis of its own' },
    {
      article: 'PIPL 29',
      detail: {
        zh: `它说明的是敏感个人信息（${kind}）：请选明是哪类信息，并选用登记了这类信息、以单独同意为依据的处理活动。`,
        en: `It tells sensitive information (${kind}): name that kind, and an activity that declares it and rests on separate consent.`,
      },
      errors: [fieldError(path, '涉及敏感个人信息', 'tells sensitive information')],
    },
  );
}
