import { type FieldError, fieldError } from '../../../platform/failure.ts';
import { type AskedField, agesOf, consentsOf, type FormDefinition, type FormField } from './form-definition.ts';

/** What a person typed and ticked, as it stands in the page. */
export interface FormAnswers {
  readonly values: Partial<Record<FormField, string>>;
  /** The age that was declared, if any. */
  readonly age?: 14 | 18;
  /** Names of the controls that were ticked. */
  readonly ticked: readonly string[];
}

const LONGEST: Readonly<Record<FormField, number>> = {
  name: 40,
  mobile: 24,
  email: 254,
  city: 40,
  address: 120,
  gender: 12,
};

/** What the page itself sends beside the fields and controls. */
const CARRIED = ['presentation', 'nonce', 'session', 'website'];

/** Reads the fields of a posted form; of a value that came twice, which `checkAnswers` refuses, the first is shown again. */
export function readAnswers(form: FormDefinition, body: Readonly<Record<string, unknown>>): FormAnswers {
  const values: Partial<Record<FormField, string>> = {};
  for (const { field } of form.fields) {
    const text = one(body[field]);
    if (text !== undefined) values[field] = text.normalize('NFC').trim();
  }
  const ticked = consentsOf(form)
    .map(({ control }) => control)
    .filter((control) => one(body[control]) === 'yes');
  const said = form.minimumAge === 14 ? one(body['age']) : one(body['adult']) === 'yes' ? '18' : undefined;
  const age = agesOf(form).find((each) => String(each) === said);
  return { values, ticked, ...(age === undefined ? {} : { age }) };
}

function one(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

/** What is wrong with the answers, field by field, in both languages. Values are never repeated in a message, nor the names of strange fields. */
export function checkAnswers(
  form: FormDefinition,
  answers: FormAnswers,
  body: Readonly<Record<string, unknown>>,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const asked of form.fields) {
    const { field, required } = asked;
    const value = answers.values[field] ?? '';
    if (value === '') {
      if (required) errors.push(fieldError(field, '请填写', 'Please fill this in'));
    } else {
      const wrong = checkValue(asked, value);
      if (wrong !== undefined) errors.push(wrong);
    }
  }
  if (answers.age === undefined) errors.push(ageError(form));
  const declared = new Set([
    ...CARRIED,
    form.minimumAge === 14 ? 'age' : 'adult',
    ...form.fields.map(({ field }) => field),
    ...consentsOf(form).map(({ control }) => control),
  ]);
  if (Object.keys(body).some((name) => !declared.has(name)))
    errors.push(
      fieldError(
        'form',
        '提交了表单没有询问的内容，未收下',
        'Something was sent that the form does not ask for; it was not taken',
      ),
    );
  // Our page sends each once: what is said twice, a yes above all, is nobody's clear answer (PIPL 14).
  else if (Object.values(body).some(Array.isArray))
    errors.push(fieldError('form', '同一项提交了两次，未收下', 'The same item was sent twice; it was not taken'));
  return errors;
}

function ageError(form: FormDefinition): FieldError {
  return form.minimumAge === 14
    ? fieldError(
        'age',
        '请选择年龄；不满14周岁的，须由监护人代为办理',
        'Please choose; for children under 14 a guardian has to act',
      )
    : fieldError('adult', '本表单仅供已满18周岁的个人填写', 'This form is for people of 18 years and over');
}

function checkValue({ field, options }: AskedField, value: string): FieldError | undefined {
  if (options !== undefined)
    return options.some(({ zh }) => zh === value)
      ? undefined
      : fieldError(field, '请从选项中选择', 'Please choose one of the options');
  if (value.length > LONGEST[field]) return fieldError(field, '太长', 'Too long');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f<>\u202a-\u202e\u2066-\u2069]/u.test(value) || !value.isWellFormed())
    return fieldError(field, '含有不允许的字符', 'Holds characters that are not allowed');
  if (field === 'mobile' && !isMobile(value))
    return fieldError(field, '请填写 11 位中国大陆手机号', 'A mainland mobile number has 11 digits');
  if (field === 'email' && !isEmail(value)) return fieldError(field, '邮箱格式不正确', 'Not an email address');
  // A cell that begins like a formula would run in the spreadsheet of whoever exports it.
  if (field !== 'mobile' && field !== 'email' && /^[=+\-@\t]/u.test(value))
    return fieldError(field, '格式不正确', 'Not well formed');
  if ((field === 'name' || field === 'city' || field === 'gender') && /\p{N}{4}/u.test(value))
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
