import { type AskedConsent, type AskedField, consentsOf, type FormDefinition, type FormField } from './form.ts';

/** A text as it stands in two inputs; empty means none. */
interface Words {
  readonly zh?: string;
  readonly en?: string;
}

/** The builder's inputs. */
export interface FormValues {
  readonly code: string;
  readonly brand: string;
  readonly title: Words;
  readonly intro?: Words;
  readonly notice: string;
  readonly activity: string;
  readonly minimumAge: 14 | 18;
  readonly submit?: Words;
  readonly fields: readonly {
    readonly field?: FormField;
    readonly required?: boolean;
    readonly label?: Words;
    readonly hint?: Words;
    /** One option a line: Chinese, then English behind a bar. */
    readonly options?: string;
  }[];
  readonly consents?: readonly {
    readonly control?: string;
    readonly activities?: readonly string[];
    readonly kind?: 'general' | 'separate';
    readonly wording?: Words;
    readonly recipient?: string;
  }[];
  readonly embedOn?: readonly string[];
}

/** What the builder starts with. */
export function valuesOf(form: FormDefinition | undefined): Partial<FormValues> {
  if (form === undefined) return { minimumAge: 18, fields: [{ field: 'mobile', required: true }], consents: [] };
  const { marketing: _marketing, active: _active, ...same } = form;
  return {
    ...same,
    minimumAge: form.minimumAge ?? 18,
    consents: consentsOf(form),
    fields: form.fields.map(({ options, ...asked }) => ({
      ...asked,
      ...(options === undefined ? {} : { options: options.map(({ zh, en }) => `${zh} | ${en}`).join('\n') }),
    })),
  };
}

/** The definition that the inputs stand for, as far as they are filled in; the server says what is missing. */
export function definitionFrom(values: FormValues, active: boolean): FormDefinition {
  const { code, brand, notice, activity, minimumAge, embedOn = [] } = values;
  const intro = wordsOf(values.intro);
  const submit = wordsOf(values.submit);
  const consents = (values.consents ?? []).map(consentFrom);
  return {
    code,
    brand,
    notice,
    activity,
    title: wordsOf(values.title) ?? { zh: '', en: '' },
    fields: values.fields.map(fieldFrom),
    active,
    ...(intro === undefined ? {} : { intro }),
    ...(submit === undefined ? {} : { submit }),
    ...(consents.length === 0 ? {} : { consents }),
    ...(minimumAge === 14 ? { minimumAge } : {}),
    ...(embedOn.length === 0 ? {} : { embedOn }),
  };
}

function fieldFrom({ field, required, ...more }: FormValues['fields'][number]): AskedField {
  const label = wordsOf(more.label);
  const hint = wordsOf(more.hint);
  const options = optionsOf(more.options);
  return {
    field: field ?? 'mobile',
    required: required === true,
    ...(label === undefined ? {} : { label }),
    ...(hint === undefined ? {} : { hint }),
    ...(options.length === 0 ? {} : { options }),
  };
}

function consentFrom(
  { control = '', activities = [], kind = 'general', ...more }: NonNullable<FormValues['consents']>[number],
  index: number,
): AskedConsent {
  const wording = wordsOf(more.wording);
  const recipient = more.recipient?.trim() ?? '';
  return {
    // The first activity's code is a good name; it is permanent, because it stands in evidence.
    control: control === '' ? (activities[0] ?? `consent-${index + 1}`) : control,
    activities,
    kind,
    ...(wording === undefined ? {} : { wording }),
    ...(recipient === '' ? {} : { recipient }),
  };
}

function wordsOf(words: Words | undefined): { zh: string; en: string } | undefined {
  const zh = words?.zh?.trim() ?? '';
  const en = words?.en?.trim() ?? '';
  if (zh === '' && en === '') return undefined;
  return { zh: zh === '' ? en : zh, en: en === '' ? zh : en };
}

function optionsOf(text = ''): { zh: string; en: string }[] {
  return text
    .split('\n')
    .map((line) => line.split('|').map((part) => part.trim()))
    .filter(([zh = '']) => zh !== '')
    .map(([zh = '', en = '']) => ({ zh, en: en === '' ? zh : en }));
}
