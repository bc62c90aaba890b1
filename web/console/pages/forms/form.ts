interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export const FORM_FIELDS = ['name', 'mobile', 'email', 'city'] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** A hosted form as it is saved. */
export interface FormDefinition {
  readonly code: string;
  readonly brand: string;
  readonly title: Bilingual;
  readonly intro?: Bilingual;
  readonly notice: string;
  readonly activity: string;
  readonly marketing: string;
  readonly fields: readonly { readonly field: FormField; readonly required: boolean }[];
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
