export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** The fields that a hosted form can ask for; which of them one may ask for, its activity says. */
export const FORM_FIELDS = ['name', 'mobile', 'email', 'city', 'address', 'gender'] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** One question, in the form's order. */
export interface AskedField {
  readonly field: FormField;
  readonly required: boolean;
  readonly label?: Bilingual;
  readonly hint?: Bilingual;
  readonly options?: readonly Bilingual[];
}

/** One box: consent to what it names. */
export interface AskedConsent {
  readonly control: string;
  readonly activities: readonly string[];
  readonly kind: 'general' | 'separate';
  readonly wording?: Bilingual;
  readonly recipient?: string;
}

/** A hosted form as it is saved. */
export interface FormDefinition {
  readonly code: string;
  readonly brand: string;
  readonly title: Bilingual;
  readonly intro?: Bilingual;
  readonly notice: string;
  readonly activity: string;
  readonly marketing?: string;
  readonly consents?: readonly AskedConsent[];
  readonly fields: readonly AskedField[];
  readonly minimumAge?: 14 | 18;
  readonly submit?: Bilingual;
  readonly embedOn?: readonly string[];
  readonly active: boolean;
}

/** A form as `GET /api/v1/forms` lists it. */
export interface HostedForm extends FormDefinition {
  readonly url: string;
  readonly savedAt: string;
  readonly submissions: number;
  readonly granted: number;
}

/** The part of a listed form that is saved again. */
export function definitionOf(form: HostedForm): FormDefinition {
  const { url: _url, savedAt: _savedAt, submissions: _submissions, granted: _granted, ...definition } = form;
  return definition;
}

/** Every consent that a form asks for, also the one of older forms. */
export function consentsOf(form: Pick<FormDefinition, 'marketing' | 'consents'>): readonly AskedConsent[] {
  const old: AskedConsent[] =
    form.marketing === undefined ? [] : [{ control: 'marketing', activities: [form.marketing], kind: 'general' }];
  return [...old, ...(form.consents ?? [])];
}
