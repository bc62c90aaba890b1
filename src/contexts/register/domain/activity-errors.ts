import { type FieldError, fieldError } from '../../../platform/failure.ts';
import type { ActivityInput } from './activity.ts';
import { crossBorderErrors } from './cross-border.ts';
import { fieldKind, isFieldCode } from './fields.ts';

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const CITED_BASES = new Set(['legal_duty', 'other_law']);

/** What keeps an activity out of the register: undeclared fields, a field without a purpose, a basis without what it rests on. */
export function activityErrors(input: ActivityInput): FieldError[] {
  const errors: FieldError[] = [];
  const add = (path: string, zh: string, en: string) => errors.push(fieldError(path, zh, en));
  if (!CODE.test(input.code) || input.code.length > 64)
    add('code', '编码只能用小写字母、数字和连字符', 'Lower-case letters, digits and hyphens only');
  if (input.purpose.trim() === '' || input.purposeText.zh.trim() === '')
    add('purpose', '未写明处理目的（PIPL 6）', 'A purpose is required (PIPL 6)');
  if (input.fields.length === 0 || input.operations.length === 0)
    add('fields', '未列明个人信息种类或处理操作（PIPL 6）', 'Kinds of data and operations are required (PIPL 6)');
  if (CITED_BASES.has(input.basis) && typeof input.basisFacts['law_cited'] !== 'string')
    add('basisFacts.law_cited', '未引用法律依据（PIPL 13）', 'The law that the basis rests on must be cited (PIPL 13)');
  if (input.basis === 'consent' && input.noticeBy === 'public_rules')
    add('noticeBy', '基于同意的处理须逐一告知（PIPL 14）', 'Handling by consent is told to each person (PIPL 14)');
  if (!Number.isInteger(input.retention.days) || input.retention.days < 1)
    add('retention.days', '保存期限须为正整数天（PIPL 19）', 'Retention is a whole number of days (PIPL 19)');
  errors.push(...fieldErrors(input), ...recipientErrors(input), ...crossBorderErrors(input));
  return errors;
}

function fieldErrors(input: ActivityInput): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, each] of input.fields.entries()) {
    const path = `fields[${index}]`;
    if (!isFieldCode(each.field)) {
      errors.push(fieldError(`${path}.field`, '未知字段', 'Unknown field'));
      continue;
    }
    if (seen.has(each.field)) errors.push(fieldError(`${path}.field`, '字段重复', 'The field is doubled'));
    seen.add(each.field);
    const withoutConsent = input.basis !== 'consent';
    if (withoutConsent && !each.necessary)
      errors.push(
        fieldError(
          `${path}.necessary`,
          '该字段对处理目的并非必要，须删除或另取同意（PIPL 6、13）',
          'The field is not necessary for the purpose: drop it or ask for consent (PIPL 6, 13)',
        ),
      );
    if (
      fieldKind(each.field).sensitiveKind !== null &&
      (each.necessity === undefined || each.impactIfRefused === undefined)
    )
      errors.push(
        fieldError(
          path,
          '敏感个人信息须写明必要性及对个人权益的影响（PIPL 30）',
          'Sensitive information needs its necessity and its effect on the person (PIPL 30)',
        ),
      );
  }
  return errors;
}

function recipientErrors(input: ActivityInput): FieldError[] {
  const errors: FieldError[] = [];
  const declared = new Set<string>(input.fields.map((each) => each.field));
  const names = new Set<string>();
  for (const [index, recipient] of input.recipients.entries()) {
    const path = `recipients[${index}]`;
    if (recipient.name.trim() === '')
      errors.push(fieldError(`${path}.name`, '须写明接收方名称（PIPL 23）', 'A recipient must be named (PIPL 23)'));
    if (names.has(recipient.name)) errors.push(fieldError(`${path}.name`, '接收方重复', 'The recipient is doubled'));
    names.add(recipient.name);
    for (const field of recipient.fields)
      if (!declared.has(field))
        errors.push(
          fieldError(
            `${path}.fields`,
            '向接收方提供的字段未在本活动中登记（PIPL 6）',
            'A field given to the recipient is not declared in the activity (PIPL 6)',
          ),
        );
  }
  return errors;
}
