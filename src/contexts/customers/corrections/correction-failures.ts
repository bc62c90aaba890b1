import { Failure, fieldError } from '../../../platform/failure.ts';

/** The field is not one that is corrected by hand. */
export function notCorrectable(zh: string, en: string): Failure {
  return new Failure(
    'customers.not-correctable',
    'refused',
    { zh: '该项不能在这里更正', en: 'This cannot be corrected here' },
    { errors: [fieldError('field', zh, en)] },
  );
}

/** The value is not of its field's form. */
export function badValue(zh: string, en: string): Failure {
  return new Failure(
    'customers.bad-correction',
    'malformed',
    { zh: '填写的值不能使用', en: 'The value cannot be used' },
    { errors: [fieldError('value', zh, en)] },
  );
}

/** Nothing is held under the field. */
export function nothingHeld(): Failure {
  return new Failure('customers.nothing-held', 'not-found', { zh: '没有保存这一项', en: 'Nothing of this is held' });
}

/** No such event of this record. */
export function noSuchEvent(): Failure {
  return new Failure('customers.behaviour-not-found', 'not-found', {
    zh: '这条记录没有这一事件，或它已被更正，请刷新',
    en: 'The record has no such event, or it was corrected since; reload',
  });
}

/** The correction would change nothing. */
export function nothingChanged(): Failure {
  return new Failure('customers.nothing-changed', 'conflict', {
    zh: '与现有内容相同，没有可更正的',
    en: 'It says the same already; there is nothing to correct',
  });
}

/** The correction cannot be undone. */
export function notUndoable(zh: string, en: string): Failure {
  return new Failure(
    'customers.not-undoable',
    'conflict',
    { zh: '不能撤销这次更正', en: 'This correction cannot be undone' },
    { detail: { zh, en } },
  );
}

/** Employees' data is corrected under the HR basis, not as a customer's. */
export function correctionOfEmployee(): Failure {
  return new Failure(
    'customers.correction-of-employee',
    'refused',
    { zh: '员工信息不在客户档案中更正', en: "Employees' information is not corrected among customers" },
    { article: 'PIPL 13' },
  );
}
