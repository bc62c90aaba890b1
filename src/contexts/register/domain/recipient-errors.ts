import { type FieldError, fieldError } from '../../../platform/failure.ts';
import type { ActivityInput, Recipient } from './activity.ts';

const WEB_ADDRESS = /^https?:\/\/[^\s<>"']+$/i;

/** What is wrong with those outside who get information: without a name, doubled, or getting what the activity does not declare. */
export function recipientErrors(input: Pick<ActivityInput, 'fields' | 'recipients'>): FieldError[] {
  const errors: FieldError[] = [];
  const declared = new Set<string>(input.fields.map((each) => each.field));
  const names = new Set<string>();
  for (const [index, recipient] of input.recipients.entries()) {
    const path = `recipients[${index}]`;
    if (recipient.name.trim() === '')
      errors.push(
        fieldError(`${path}.name`, '须写明接收方名称（个保法第23条）', 'A recipient must be named (PIPL 23)'),
      );
    if (names.has(recipient.name)) errors.push(fieldError(`${path}.name`, '接收方重复', 'The recipient is doubled'));
    names.add(recipient.name);
    for (const field of recipient.fields)
      if (!declared.has(field))
        errors.push(
          fieldError(
            `${path}.fields`,
            '向接收方提供的字段未在本活动中登记（个保法第6条）',
            'A field given to the recipient is not declared in the activity (PIPL 6)',
          ),
        );
    if (recipient.policyUrl !== undefined && !WEB_ADDRESS.test(recipient.policyUrl))
      errors.push(
        fieldError(`${path}.policyUrl`, '须为 http 或 https 网址', 'An address that begins with http or https'),
      );
    errors.push(...subEntrusteeErrors(recipient, path));
  }
  return errors;
}

function subEntrusteeErrors(recipient: Recipient, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, each] of (recipient.subEntrustees ?? []).entries()) {
    const at = `${path}.subEntrustees[${index}]`;
    if (recipient.role !== 'entrustee')
      errors.push(
        fieldError(at, '只有受托人才有转委托（个保法第21条）', 'Only an entrustee entrusts in turn (PIPL 21)'),
      );
    if (each.name.trim() === '' || names.has(each.name))
      errors.push(fieldError(`${at}.name`, '须写明名称且不得重复', 'A name of its own is required'));
    names.add(each.name);
    if (each.fields.some((field) => !recipient.fields.includes(field)))
      errors.push(
        fieldError(
          `${at}.fields`,
          '转委托的字段超出受托范围（个保法第21条）',
          'It would get fields that the entrustee itself does not get (PIPL 21)',
        ),
      );
  }
  return errors;
}
