import { toBase64url } from '../../../platform/crypto/index.ts';
import type { Bilingual, FieldError } from '../../../platform/failure.ts';
import type { InboxKey } from '../../vault/index.ts';
import type { FormAnswers } from '../domain/form-answers.ts';
import type { AskedField, FormField } from '../domain/form-definition.ts';
import type { Locale, ShownForm } from '../present-form.ts';
import { type Html, html, trustedHtml } from './html.ts';
import { pageFrame } from './page-frame.ts';
import { consentLabel, FIELD_WORDS, say, WORDS } from './page-words.ts';

export interface FormPageState {
  readonly answers?: FormAnswers;
  readonly errors?: readonly FieldError[];
  readonly stale?: boolean;
  /** The form's session, where the page stands in a frame on another site, which gets no cookie. */
  readonly framedSession?: string;
  /** To what the browser may seal the answers before it sends them. */
  readonly inbox?: InboxKey;
}

/** A form as a page shows it; without a presentation it is a preview that can't be sent. */
export type PageForm = ShownForm & { readonly presentation?: { readonly id: string; readonly nonce: string } };

/** The hosted form. No box is ever ticked by us: only what the person ticked before a mistake elsewhere is kept. */
export function formPage(shown: PageForm, locale: Locale, state: FormPageState): string {
  const { form, notice, presentation } = shown;
  const framed = state.framedSession !== undefined;
  const here = framed ? `/f/${form.code}/embed` : `/f/${form.code}`;
  const errors = state.errors ?? [];
  const hidden = (name: string, value: string) => html`<input type="hidden" name="${name}" value="${value}">
`;
  const content = html`<h1>${say(form.title, locale)}</h1>
${form.intro !== undefined && html`<p>${say(form.intro, locale)}</p>`}
${state.stale === true && html`<div class="summary" role="alert">${say(WORDS.stale, locale)}</div>`}
${errors.length > 0 && errorSummary(shown, errors, locale)}
<form method="post" action="${here}?lang=${locale === 'en' ? 'en' : 'zh'}" novalidate ${sealingMarks(form.code, state)}>
${presentation !== undefined && [hidden('presentation', presentation.id), hidden('nonce', presentation.nonce)]}
${state.framedSession !== undefined && hidden('session', state.framedSession)}
<div class="trap" aria-hidden="true"><label>${say(WORDS.trap, locale)}<input type="text" name="website" tabindex="-1" autocomplete="off"></label></div>
${shown.consentsFirst === true && consentBoxes(shown, locale, state)}
${form.fields.map((asked) => fieldInput(asked, locale, state))}
<h2 id="notice">${say(WORDS.notice, locale)}</h2>
<div class="notice" role="region" aria-labelledby="notice">${trustedHtml(say(notice.shortHtml, locale))}</div>
<p><a href="/n/${notice.code}/${notice.version}" target="_blank" rel="noopener">${say(WORDS.fullNotice, locale)}</a></p>
${ageQuestion(shown, locale, state)}
${shown.consentsFirst !== true && consentBoxes(shown, locale, state)}
${shown.notAskedAgain === true && html`<p class="muted">${say(WORDS.notAskedAgain, locale)} <a href="${here}?choose=1&amp;lang=${locale === 'en' ? 'en' : 'zh'}">${say(WORDS.chooseAgain, locale)}</a></p>`}
<button type="submit" ${presentation === undefined && html`disabled`}>${say(form.submit ?? WORDS.submit, locale)}</button></form>
${state.inbox !== undefined && presentation !== undefined && html`<script type="module" src="/f/assets/form.js"></script>`}`;
  return pageFrame({
    title: say(form.title, locale),
    locale,
    content,
    ...(presentation === undefined ? {} : { here }),
  });
}

function sealingMarks(code: string, { inbox }: FormPageState): Html {
  if (inbox === undefined) return html``;
  const { ring, generation, publicKey } = inbox;
  return html`data-code="${code}" data-ring="${ring}" data-generation="${generation}" data-inbox="${toBase64url(publicKey)}"`;
}

function errorSummary({ form }: PageForm, errors: readonly FieldError[], locale: Locale): Html {
  const items = errors.map((error) => {
    const { path } = error;
    const asked = form.fields.find(({ field }) => field === path);
    const label = asked === undefined ? (OTHER_LABELS[path] ?? WORDS.asked) : labelOf(asked);
    const target = path === 'age' ? 'age-18' : path;
    return html`<li><a href="#${target}">${say(label, locale)}${locale === 'en' ? ': ' : '：'}${said(error, locale)}</a></li>`;
  });
  return html`<div class="summary" id="form" role="alert"><strong>${say(WORDS.problems, locale)}</strong><ul>${items}</ul></div>`;
}

function said({ message, message_en }: FieldError, locale: Locale): string {
  return say({ zh: message, en: message_en }, locale);
}

const OTHER_LABELS: Readonly<Record<string, Bilingual>> = { adult: WORDS.adult, age: WORDS.age };

function labelOf({ field, label }: AskedField): Bilingual {
  return label ?? FIELD_WORDS[field].label;
}

function fieldInput(asked: AskedField, locale: Locale, state: FormPageState): Html {
  const { field, required, hint, options } = asked;
  const error = state.errors?.find(({ path }) => path === field);
  const described = [hint !== undefined && `${field}-hint`, error !== undefined && `${field}-error`].filter(Boolean);
  const marks = html`${required && html`required`} ${error !== undefined && html`aria-invalid="true"`} ${
    described.length > 0 && html`aria-describedby="${described.join(' ')}"`
  }`;
  return html`<label for="${field}">${say(labelOf(asked), locale)}${!required && say(WORDS.optional, locale)}</label>
${hint !== undefined && html`<p class="muted hint" id="${field}-hint">${say(hint, locale)}</p>`}
${options === undefined ? typed(field, marks, state) : chosen(asked, marks, locale, state)}
${error !== undefined && html`<p class="error" id="${field}-error">${said(error, locale)}</p>`}`;
}

function typed(field: FormField, marks: Html, state: FormPageState): Html {
  const { type, autocomplete } = FIELD_WORDS[field];
  const value = state.answers?.values[field] ?? '';
  return html`<input id="${field}" name="${field}" type="${type}" autocomplete="${autocomplete}" value="${value}" ${marks}>`;
}

function chosen({ field, options = [] }: AskedField, marks: Html, locale: Locale, state: FormPageState): Html {
  const value = state.answers?.values[field];
  const items = options.map(
    (option) =>
      html`<option value="${option.zh}" ${option.zh === value && html`selected`}>${say(option, locale)}</option>`,
  );
  return html`<select id="${field}" name="${field}" ${marks}><option value="">${say(WORDS.choose, locale)}</option>${items}</select>`;
}

function ageQuestion({ form }: PageForm, locale: Locale, { answers, errors = [] }: FormPageState): Html {
  if (form.minimumAge !== 14)
    return tick(
      'adult',
      `${say(WORDS.adult, locale)}${say(WORDS.required, locale)}`,
      answers?.age === 18,
      errors,
      locale,
    );
  const error = errors.find(({ path }) => path === 'age');
  const choice = (age: 14 | 18, words: Bilingual) =>
    html`<label class="tick" for="age-${age}"><input id="age-${age}" name="age" type="radio" value="${age}" ${
      answers?.age === age && html`checked`
    } ${error !== undefined && html`aria-describedby="age-error"`}><span>${say(words, locale)}</span></label>`;
  return html`<fieldset><legend>${say(WORDS.age, locale)}${say(WORDS.required, locale)}</legend>
${choice(18, WORDS.age18)}${choice(14, WORDS.age14)}
${error !== undefined && html`<p class="error" id="age-error">${said(error, locale)}</p>`}</fieldset>`;
}

// Each consent has a box of its own; a separate one stands in a frame of its own besides.
function consentBoxes(shown: PageForm, locale: Locale, { answers, errors = [] }: FormPageState): Html {
  const { consents, brand, handler, form } = shown;
  if (consents.length === 0) return html``;
  const sender = brand?.name ?? handler?.name ?? { zh: form.brand, en: form.brand };
  const box = (consent: (typeof consents)[number]) => {
    const text = say(consentLabel(consent, sender), locale);
    const ticked = answers?.ticked.includes(consent.control) === true;
    const words = consent.separate ? `${text}${say(WORDS.separate, locale)}` : text;
    const label = tick(consent.control, words, ticked, errors, locale);
    return consent.separate ? html`<div class="separate">${label}</div>` : label;
  };
  const only = consents.length === 1 && consents[0]?.commercial === true;
  return html`<section aria-labelledby="consents"><h2 id="consents">${say(WORDS.consents, locale)}</h2>
${!only && html`<p class="muted">${say(WORDS.free, locale)}</p>`}${consents.map(box)}
${only && html`<p class="muted">${say(WORDS.marketingFree, locale)}</p>`}</section>`;
}

function tick(name: string, text: string, ticked: boolean, errors: readonly FieldError[], locale: Locale): Html {
  const error = errors.find(({ path }) => path === name);
  return html`<label class="tick" for="${name}"><input id="${name}" name="${name}" type="checkbox" value="yes" ${
    ticked && html`checked`
  } ${error !== undefined && html`aria-invalid="true" aria-describedby="${name}-error"`}><span>${text}</span></label>
${error !== undefined && html`<p class="error" id="${name}-error">${said(error, locale)}</p>`}`;
}
