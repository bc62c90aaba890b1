import { type FieldError, fieldError } from '../../../platform/failure.ts';
import type { FormDefinition, FormField } from './form-definition.ts';

/** What a person typed and ticked, as it stands in the page. */
export interface FormAnswers {
  readonly values: Partial<Record<FormField, string>>;
  readonly adult: boolean;
  readonly marketing: boolean;
}

const LONGEST: Readonly<Record<FormField, number>> = { name: 40, mobile: 24, email: 254, city: 40 };

/** Reads the fields of a posted form; a value that came twice counts as the first. */
export function readAnswers(form: FormDefinition, body: Readonly<Record<string, unknown>>): FormAnswers {
  const values: Partial<Record<FormField, string>> = {};
  for (const { field } of form.fields) {
    const text = one(body[field]);
    if (text !== undefined) values[field] = text.normalize('NFC').trim();
  }
  return { values, adult: one(body['adult']) === 'yes', marketing: one(body['marketing']) === 'yes' };
}

function one(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

/** What is wrong with the answers, field by field, in both languages. Values are never repeated in a message. */
export function checkAnswers(form: FormDefinition, answers: FormAnswers): FieldError[] {
  const errors: FieldError[] = [];
  for (const { field, required } of form.fields) {
    const value = answers.values[field] ?? '';
    if (value === '') {
      if (required) errors.push(fieldError(field, '请填写', 'Please fill this in'));
    } else {
      const wrong = checkValue(field, value);
      if (wrong !== undefined) errors.push(wrong);
    }
  }
  if (!answers.adult)
    errors.push(fieldError('adult', '本表单仅供已满18周岁的个人填写', 'This form is for people of 18 years and over'));
  return errors;
}

function checkValue(field: FormField, value: string): FieldError | undefined {
  if (value.length > LONGEST[field]) return fieldError(field, '太长', 'Too long');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f<>\u202a-\u202e\u2066-\u2069]/u.test(value) || !value.isWellFormed())
    return fieldError(field, '含有不允许的字符', 'Holds characters that are not allowed');
  if (field === 'mobile' && !isMobile(value))
    return fieldError(field, '请填写 11 位中国大陆手机号', 'A mainland mobile number has 11 digits');
  if (field === 'email' && !isEmail(value)) return fieldError(field, '邮箱格式不正确', 'Not an email address');
  // A cell that begins like a formula would run in the spreadsheet of whoever exports it.
  if ((field === 'name' || field === 'city') && /^[=+\-@\t]|\p{N}{4}/u.test(value))
    return fieldError(field, '格式不正确', 'Not well formed');
  return undefined;
}

/** A mainland mobile, with or without +86, spaces and hyphens (2019 allocation, law/obligations 8). */
function isMobile(value: string): boolean {
  const digits = value
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^(?:\+86|0086|86(?=1\d{10}$))/, '');
  return /^1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}$/.test(digits);
}

function isEmail(value: string): boolean {
  const [local = '', domain = '', more] = value.split('@');
  return (
    more === undefined &&
    /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}$/u.test(local) &&
    !/^\.|\.$|\.\./.test(local) &&
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/i.test(domain)
  );
}
