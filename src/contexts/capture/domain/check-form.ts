import { type FieldError, fieldError } from '../../../platform/failure.ts';
import { textErrors } from '../../../platform/plain-text.ts';
import { consentsOf, type FormDefinition } from './form-definition.ts';
import { isSiteOrigin } from './site-key.ts';
import { lintText } from './word-lint.ts';

/** What the register says of an activity that a form names. */
export interface FormActivity {
  readonly basis: string;
  readonly fields: readonly string[];
  readonly recipients: readonly string[];
  /** Consent to it has to be separate (PIPL 23, 29). */
  readonly separate: boolean;
  readonly ended: boolean;
}

/** What a definition is checked against. */
export interface FormRegister {
  readonly brand: boolean;
  readonly noticeActivities: readonly string[] | undefined;
  /** By code; what is missing is not in the register. */
  readonly activities: ReadonlyMap<string, FormActivity>;
}

/** Names of inputs that the page itself uses. */
const OWN_INPUTS = new Set(['presentation', 'nonce', 'session', 'website', 'adult', 'age', 'notice']);

/** What is wrong with a definition. A form may ask only for fields that the register lists for its activities (PIPL 6, 17). */
export function checkForm(form: FormDefinition, register: FormRegister): FieldError[] {
  const errors: FieldError[] = [];
  const say = (path: string, zh: string, en: string) => errors.push(fieldError(path, zh, en));
  if (!register.brand) say('brand', '没有这个品牌', 'there is no such brand');
  if (register.noticeActivities === undefined) say('notice', '告知尚未发布', 'the notice has not been published');
  const activity = register.activities.get(form.activity);
  if (activity === undefined) say('activity', '没有这个处理活动', 'there is no such activity');
  else if (activity.basis === 'consent')
    say(
      'activity',
      '采集活动不能以同意为基础，否则不同意营销就无法提交',
      'the collecting activity must not rest on consent',
    );
  for (const code of new Set([form.activity, ...consentsOf(form).flatMap(({ activities }) => activities)]))
    if (register.noticeActivities !== undefined && !register.noticeActivities.includes(code))
      say('notice', '告知没有讲到所用的处理活动', 'the notice does not tell an activity of the form');
  for (const [index, origin] of (form.embedOn ?? []).entries())
    if (!isSiteOrigin(origin) || origin.startsWith('wx:'))
      say(`embedOn[${index}]`, '须为 https 来源（不带路径）', 'must be an https origin without a path');
  return [
    ...textErrors(form),
    ...errors,
    ...checkFields(form, activity),
    ...checkConsents(form, register),
    ...checkWords(form),
  ];
}

function checkFields(form: FormDefinition, activity: FormActivity | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const say = (path: string, zh: string, en: string) => errors.push(fieldError(path, zh, en));
  for (const [index, { field, options }] of form.fields.entries()) {
    if (activity !== undefined && !activity.fields.includes(field))
      say(`fields[${index}].field`, '处理活动没有登记这个字段', 'the activity does not list this field');
    if (form.fields.findIndex((other) => other.field === field) !== index)
      say(`fields[${index}].field`, '字段重复', 'the field is there twice');
    if (options === undefined) continue;
    if (field === 'mobile' || field === 'email')
      say(`fields[${index}].options`, '联系方式须由本人填写', 'an address is typed by its owner');
    if (new Set(options.map(({ zh }) => zh)).size !== options.length)
      say(`fields[${index}].options`, '选项重复', 'an option is there twice');
  }
  if (!form.fields.some(({ field, required }) => (field === 'mobile' || field === 'email') && required))
    say('fields', '手机或邮箱至少一项必填', 'mobile or email must be required');
  return errors;
}

// A separate consent never shares its control with another purpose (PIPL 14, 23, 29), neither in one box nor under one name.
function checkConsents(form: FormDefinition, register: FormRegister): FieldError[] {
  const errors: FieldError[] = [];
  const say = (path: string, zh: string, en: string) => errors.push(fieldError(path, zh, en));
  const all = consentsOf(form);
  const first = all.length - (form.consents?.length ?? 0);
  const separateOf = (code: string) => register.activities.get(code)?.separate === true;
  for (const [place, consent] of all.entries()) {
    const path = place < first ? 'marketing' : `consents[${place - first}]`;
    const at = (member: string) => (place < first ? path : `${path}.${member}`);
    const separate = consent.kind === 'separate' || consent.activities.some(separateOf);
    for (const code of consent.activities)
      if (register.activities.get(code)?.basis !== 'consent')
        say(at('activities'), '须为以同意为基础的处理活动', 'must be an activity that rests on consent');
      else if (register.activities.get(code)?.ended === true)
        say(at('activities'), '这项处理活动已经结束', 'this activity has ended');
    if (separate && consent.activities.length > 1)
      say(
        at('activities'),
        '单独同意不得与其他目的共用一个控件，请为它单设一项（个保法第14、29条）',
        'a separate consent never shares its control with another purpose: give it one of its own (PIPL 14, 29)',
      );
    if (consent.kind === 'general' && consent.activities.some(separateOf))
      say(
        at('kind'),
        '涉及敏感个人信息或向其他处理者提供，须取得单独同意（个保法第23、29条）',
        'sensitive information or another handler: consent has to be separate (PIPL 23, 29)',
      );
    if (OWN_INPUTS.has(consent.control) || form.fields.some(({ field }) => field === consent.control))
      say(at('control'), '控件名已被页面使用', 'the page uses this name');
    if (all.findIndex(({ control }) => control === consent.control) !== place)
      say(at('control'), '控件重复：每项同意须有自己的控件', 'the control is there twice: each consent has its own');
    const named = consent.recipient;
    if (
      named !== undefined &&
      !consent.activities.some((code) => register.activities.get(code)?.recipients.includes(named))
    )
      say(at('recipient'), '处理活动没有登记这个接收方', 'the activity does not name this recipient');
  }
  const asked = all.flatMap(({ activities, recipient }) => activities.map((code) => `${code}|${recipient ?? ''}`));
  if (new Set(asked).size !== asked.length) say('consents', '同一处理活动问了两次', 'an activity is asked about twice');
  return errors;
}

// What an experiment may not try, a form may not say.
function checkWords(form: FormDefinition): FieldError[] {
  const { title, intro, submit, consents = [] } = form;
  const asks = consentsOf(form).length > 0;
  const texts = [
    { place: 'title', path: 'title', text: title },
    { place: 'intro', path: 'intro', text: intro },
    // Where nothing is asked, what the button accepts is no consent.
    { place: asks ? 'submit' : 'title', path: 'submit', text: submit },
    ...consents.map(({ wording }, place) => {
      return { place: 'consents', path: `consents[${place}].wording`, text: wording };
    }),
  ];
  return texts.flatMap(({ place, path, text }) =>
    text === undefined
      ? []
      : (['zh', 'en'] as const).flatMap((language) =>
          lintText(place, text[language], language)
            // A form's texts are escaped where they are shown; what may not be in any text is refused above.
            .filter(({ code }) => code !== 'markup')
            .map(({ article, zh, en }) =>
              fieldError(`${path}.${language}`, `${zh}（${article}）`, `${en} (${article})`),
            ),
        ),
  );
}
