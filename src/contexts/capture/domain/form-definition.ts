import type { Bilingual } from '../../../platform/failure.ts';

/** Fields that a hosted form can ask for; each has its own check and autocomplete hint. */
export const FORM_FIELDS = ['name', 'mobile', 'email', 'city', 'address', 'gender'] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** One question of a form, in the form's order. */
export interface AskedField {
  readonly field: FormField;
  readonly required: boolean;
  /** Instead of the field's usual name. */
  readonly label?: Bilingual;
  readonly hint?: Bilingual;
  /** The answers to choose from; the Chinese text is what is stored. Without them the answer is typed. */
  readonly options?: readonly Bilingual[];
}

/** A box that is never ticked by us: consent to what it names, by its own control. */
export interface AskedConsent {
  /** The control's name in the page and in the evidence. */
  readonly control: string;
  /** Activities that rest on consent. A separate consent stands alone (PIPL 14, 23, 29). */
  readonly activities: readonly string[];
  readonly kind: 'general' | 'separate';
  /** Instead of the sentence that the register gives. */
  readonly wording?: Bilingual;
  /** To whom it is provided, as the register names them (PIPL 23). */
  readonly recipient?: string;
}

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
  /** The consent activity of one unticked box "marketing": the short form of `consents`, and all that older forms have. */
  readonly marketing?: string;
  readonly consents?: readonly AskedConsent[];
  readonly fields: readonly AskedField[];
  /** From which age people may answer; 18 unless told. At 14 the form asks which of the two ages somebody has reached (decision 0038). */
  readonly minimumAge?: 14 | 18;
  /** The words on the button. */
  readonly submit?: Bilingual;
  /** Origins of the websites that may show the form in a frame. */
  readonly embedOn?: readonly string[];
}

/** The consents that a form asks for, each with its control. */
export function consentsOf(form: Pick<FormDefinition, 'marketing' | 'consents'>): readonly AskedConsent[] {
  const marketing: AskedConsent[] =
    form.marketing === undefined ? [] : [{ control: 'marketing', activities: [form.marketing], kind: 'general' }];
  return [...marketing, ...(form.consents ?? [])];
}

/** The ages that a form asks to declare. */
export function agesOf(form: Pick<FormDefinition, 'minimumAge'>): readonly (14 | 18)[] {
  return form.minimumAge === 14 ? [18, 14] : [18];
}
