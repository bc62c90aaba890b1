import type { FieldError } from '../../../platform/failure.ts';
import type { FormAnswers } from '../domain/form-answers.ts';
import type { FormField } from '../domain/form-definition.ts';
import type { Locale, PresentedForm } from '../present-form.ts';
import { type Html, html, trustedHtml } from './html.ts';
import { pageFrame } from './page-frame.ts';
import { FIELD_WORDS, marketingLabel, say, WORDS } from './page-words.ts';

export interface FormPageState {
  readonly answers?: FormAnswers;
  readonly errors?: readonly FieldError[];
  readonly stale?: boolean;
}

/** The hosted form. The marketing box is never ticked by us: only what the person ticked before a mistake elsewhere is kept. */
export function formPage(shown: PresentedForm, locale: Locale, state: FormPageState): string {
  const { form, notice, presentation } = shown;
  const here = `/f/${form.code}`;
  const sender = shown.brand?.name ?? shown.handler?.name ?? { zh: form.brand, en: form.brand };
  const errors = state.errors ?? [];
  const content = html`<h1>${say(form.title, locale)}</h1>
${form.intro !== undefined && html`<p>${say(form.intro, locale)}</p>`}
${state.stale === true && html`<div class="summary" role="alert">${say(WORDS.stale, locale)}</div>`}
${errors.length > 0 && errorSummary(errors, locale)}
<form method="post" action="${here}?lang=${locale === 'en' ? 'en' : 'zh'}" novalidate>
<input type="hidden" name="presentation" value="${presentation.id}">
<input type="hidden" name="nonce" value="${presentation.nonce}">
<div class="trap" aria-hidden="true"><label>${say(WORDS.trap, locale)}<input type="text" name="website" tabindex="-1" autocomplete="off"></label></div>
${form.fields.map(({ field, required }) => fieldInput(field, required, locale, state))}
<h2 id="notice">${say(WORDS.notice, locale)}</h2>
<div class="notice" role="region" aria-labelledby="notice">${trustedHtml(say(notice.shortHtml, locale))}</div>
<p><a href="/n/${notice.code}/${notice.version}" target="_blank" rel="noopener">${say(WORDS.fullNotice, locale)}</a></p>
${tick('adult', `${say(WORDS.adult, locale)}${say(WORDS.required, locale)}`, state.answers?.adult === true, errors, locale)}
${tick('marketing', say(marketingLabel(sender), locale), state.answers?.marketing === true, errors, locale)}
<p class="muted">${say(WORDS.marketingFree, locale)}</p>
<button type="submit">${say(WORDS.submit, locale)}</button></form>`;
  return pageFrame({ title: say(form.title, locale), locale, content, here });
}

function errorSummary(errors: readonly FieldError[], locale: Locale): Html {
  const items = errors.map(({ path, message, message_en }) => {
    const label = path === 'adult' ? WORDS.adult : FIELD_WORDS[path as FormField].label;
    return html`<li><a href="#${path}">${label.zh}: ${message} / ${label.en}: ${message_en}</a></li>`;
  });
  return html`<div class="summary" role="alert"><strong>${say(WORDS.problems, locale)}</strong><ul>${items}</ul></div>`;
}

function fieldInput(field: FormField, required: boolean, locale: Locale, state: FormPageState): Html {
  const { label, type, autocomplete } = FIELD_WORDS[field];
  const error = state.errors?.find(({ path }) => path === field);
  const value = state.answers?.values[field] ?? '';
  return html`<label for="${field}">${say(label, locale)}${!required && say(WORDS.optional, locale)}</label>
<input id="${field}" name="${field}" type="${type}" autocomplete="${autocomplete}" value="${value}" ${required && html`required`} ${
    error !== undefined && html`aria-invalid="true" aria-describedby="${field}-error"`
  }>
${error !== undefined && html`<p class="error" id="${field}-error">${error.message} / ${error.message_en}</p>`}`;
}

function tick(name: string, text: string, ticked: boolean, errors: readonly FieldError[], locale: Locale): Html {
  const error = errors.find(({ path }) => path === name);
  return html`<label class="tick" for="${name}"><input id="${name}" name="${name}" type="checkbox" value="yes" ${
    ticked && html`checked`
  } ${error !== undefined && html`aria-invalid="true" aria-describedby="${name}-error"`}><span>${text}</span></label>
${error !== undefined && html`<p class="error" id="${name}-error">${locale === 'en' ? error.message_en : error.message} / ${locale === 'en' ? error.message : error.message_en}</p>`}`;
}
