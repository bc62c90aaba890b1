import { type Bilingual, type FieldError, fieldError } from '../../../platform/failure.ts';
import { textErrors } from '../../../platform/plain-text.ts';
import type { ActivityField, ActivityInput } from './activity.ts';
import { crossBorderErrors } from './cross-border.ts';
import { fieldKind, isFieldCode } from './fields.ts';
import { recipientErrors } from './recipient-errors.ts';

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const CITED_BASES = new Set(['legal_duty', 'other_law']);

/** Whether a text is missing in Chinese, the language that every notice is in. */
export function unsaid(text: Bilingual | undefined): boolean {
  return text === undefined || text.zh.trim() === '';
}

/** What keeps an activity out of the register: undeclared fields, a field without a purpose, a basis without what it rests on. */
export function activityErrors(input: ActivityInput): FieldError[] {
  const errors: FieldError[] = [];
  const add = (path: string, zh: string, en: string) => errors.push(fieldError(path, zh, en));
  if (!CODE.test(input.code) || input.code.length > 64)
    add('code', '编码只能用小写字母、数字和连字符', 'Lower-case letters, digits and hyphens only');
  if (input.purpose.trim() === '' || unsaid(input.purposeText))
    add('purpose', '未写明处理目的（个保法第6条）', 'A purpose is required (PIPL 6)');
  if (input.fields.length === 0 || input.operations.length === 0)
    add('fields', '未列明个人信息种类或处理操作（个保法第6条）', 'Kinds of data and operations are required (PIPL 6)');
  if (CITED_BASES.has(input.basis) && typeof input.basisFacts['law_cited'] !== 'string')
    add(
      'basisFacts.law_cited',
      '未引用法律依据（个保法第13条）',
      'The law that the basis rests on must be cited (PIPL 13)',
    );
  if (input.basis === 'consent' && input.noticeBy === 'public_rules')
    add('noticeBy', '基于同意的处理须逐一告知（个保法第14条）', 'Handling by consent is told to each person (PIPL 14)');
  if (!Number.isInteger(input.retention.days) || input.retention.days < 1)
    add('retention.days', '保存期限须为正整数天（个保法第19条）', 'Retention is a whole number of days (PIPL 19)');
  errors.push(...fieldErrors(input), ...recipientErrors(input), ...decisionErrors(input), ...roleErrors(input));
  errors.push(...crossBorderErrors(input), ...textErrors(input));
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
    errors.push(...errorsOfField(input, each, path));
  }
  return errors;
}

function errorsOfField(input: ActivityInput, each: ActivityField, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { label, sensitiveKind } = fieldKind(each.field);
  // Its own purpose, else the activity's: what is for nothing is not handled at all.
  if (unsaid(each.purpose ?? input.purposeText))
    errors.push(
      fieldError(
        `${path}.purpose`,
        `“${label.zh}”没有对应的处理目的（个保法第6条）`,
        `"${label.en}" is bound to no purpose (PIPL 6)`,
      ),
    );
  if (input.basis !== 'consent' && !each.necessary)
    errors.push(
      fieldError(
        `${path}.necessary`,
        '该字段对处理目的并非必要，须删除或另取同意（个保法第6、13条）',
        'The field is not necessary for the purpose: drop it or ask for consent (PIPL 6, 13)',
      ),
    );
  if (sensitiveKind !== null && (each.necessity === undefined || each.impactIfRefused === undefined))
    errors.push(
      fieldError(
        path,
        '敏感个人信息须写明必要性及对个人权益的影响（个保法第30条）',
        'Sensitive information needs its necessity and its effect on the person (PIPL 30)',
      ),
    );
  return errors;
}

function decisionErrors({ automatedDecision, fields }: ActivityInput): FieldError[] {
  if (automatedDecision === null || !automatedDecision.used) return [];
  const errors: FieldError[] = [];
  const declared = new Set<string>(fields.map((each) => each.field));
  if ((automatedDecision.fields ?? []).some((field) => !declared.has(field)))
    errors.push(
      fieldError(
        'automatedDecision.fields',
        '自动化决策使用的字段未在本活动中登记（个保法第6条）',
        'A field that it decides by is not declared in the activity (PIPL 6)',
      ),
    );
  if (automatedDecision.majorEffect === true && unsaid(automatedDecision.humanReview))
    errors.push(
      fieldError(
        'automatedDecision.humanReview',
        '对个人权益有重大影响的，须写明如何要求说明和人工处理（个保法第24条）',
        'With a major effect on rights, say how to ask for an explanation and a human (PIPL 24)',
      ),
    );
  return errors;
}

function roleErrors({ ourRole, client, minors, adultsOnly, audience, basis }: ActivityInput): FieldError[] {
  const errors: FieldError[] = [];
  if (audience === 'business_contacts' && (basis === 'contract' || basis === 'hr'))
    errors.push(
      fieldError(
        'basis',
        '单位的联系人既不是合同一方，也不是本单位员工，不能以此为依据（个保法第13条）',
        'A contact of an organisation is neither a party to the contract nor our employee (PIPL 13)',
      ),
    );
  const incomplete =
    client === undefined || client.name.trim() === '' || client.contact.trim() === '' || unsaid(client.instructions);
  if (ourRole === 'entrustee' && incomplete)
    errors.push(
      fieldError(
        'client',
        '受托处理须写明委托方名称、联系方式和指示（个保法第21条）',
        "An entrustee names its client, the client's contact and instructions (PIPL 21)",
      ),
    );
  if (ourRole === 'handler' && client !== undefined)
    errors.push(fieldError('client', '仅受托处理时填写委托方', 'Only an entrustee has a client'));
  if (adultsOnly && minors?.under14 === 'guardian_consent')
    errors.push(
      fieldError(
        'minors.under14',
        '仅面向成年人的活动不能同时面向儿童',
        'An activity for adults only cannot serve children too',
      ),
    );
  return errors;
}
