import type { Bilingual, FieldError } from '../../../platform/failure.ts';
import { fieldError } from '../../../platform/failure.ts';

/** Fields that a hosted form can ask for; each has its own check and autocomplete hint. */
export const FORM_FIELDS = ['name', 'mobile', 'email', 'city'] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** A hosted form: what it asks, under which activities, and which notice it shows. */
export interface FormDefinition {
  /** Lower-case kebab code, part of the address /f/CODE. */
  readonly code: string;
  readonly brand: string;
  readonly title: Bilingual;
  readonly intro?: Bilingual;
  /** The published notice whose short form stands beside the fields. */
  readonly notice: string;
  /** The activity under which the fields are collected; its basis must permit that without consent to marketing. */
  readonly activity: string;
  /** The consent activity of the unticked box; leaving it unticked blocks nothing. */
  readonly marketing: string;
  readonly fields: readonly { readonly field: FormField; readonly required: boolean }[];
}

/** What the register says of an activity that a form names. */
export interface FormActivity {
  readonly basis: string;
  readonly fields: readonly string[];
  readonly channels: readonly string[];
}

/** What is wrong with a definition. A form may ask only for fields that the register lists for its activities (PIPL 6, 17). */
export function checkForm(
  form: FormDefinition,
  register: {
    readonly brand: boolean;
    readonly noticeActivities: readonly string[] | undefined;
    readonly activity: FormActivity | undefined;
    readonly marketing: FormActivity | undefined;
  },
): FieldError[] {
  const errors: FieldError[] = [];
  const say = (path: string, zh: string, en: string) => errors.push(fieldError(path, zh, en));
  if (!register.brand) say('brand', '没有这个品牌', 'there is no such brand');
  if (register.noticeActivities === undefined) say('notice', '告知尚未发布', 'the notice has not been published');
  if (register.activity === undefined) say('activity', '没有这个处理活动', 'there is no such activity');
  else if (register.activity.basis === 'consent')
    say(
      'activity',
      '采集活动不能以同意为基础，否则不同意营销就无法提交',
      'the collecting activity must not rest on consent',
    );
  for (const code of [form.activity, form.marketing])
    if (register.noticeActivities !== undefined && !register.noticeActivities.includes(code))
      say('notice', '告知没有讲到所用的处理活动', 'the notice does not tell an activity of the form');
  if (register.marketing?.basis !== 'consent')
    say('marketing', '须为以同意为基础的处理活动', 'must be an activity that rests on consent');
  for (const [index, { field }] of form.fields.entries()) {
    if (register.activity !== undefined && !register.activity.fields.includes(field))
      say(`fields[${index}].field`, '处理活动没有登记这个字段', 'the activity does not list this field');
    if (form.fields.findIndex((other) => other.field === field) !== index)
      say(`fields[${index}].field`, '字段重复', 'the field is there twice');
  }
  if (!form.fields.some(({ field, required }) => (field === 'mobile' || field === 'email') && required))
    say('fields', '手机或邮箱至少一项必填', 'mobile or email must be required');
  return errors;
}
