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
