import { createHash } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import type { Bilingual } from '../../platform/failure.ts';
import { type Brand, fieldKind, type HandlerProfile, type Notice } from '../register/index.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { formUnknown } from './capture-failures.ts';
import { type AskedConsent, agesOf, consentsOf, type FormDefinition } from './domain/form-definition.ts';
import { formAsTried, throttledConsents, withoutConsents, wordingOf } from './experiments/form-as-asked.ts';
import { findForm } from './store/form-store.ts';
import { submittersOf } from './store/submission-store.ts';

export type Locale = 'zh-CN' | 'en';

/** A box as it stands in the page. */
export interface ShownConsent {
  readonly control: string;
  readonly separate: boolean;
  /** The form's own words, if it has some. */
  readonly wording: Bilingual | undefined;
  /** For messages: the channels are named by our own sentence. */
  readonly commercial: boolean;
  readonly names: readonly Bilingual[];
  readonly fields: readonly Bilingual[];
  readonly recipient: string | undefined;
}

/** Everything a page shows of a form. */
export interface ShownForm extends FormLooks {
  readonly form: FormDefinition;
  readonly notice: Notice;
  readonly brand: Brand | undefined;
  readonly handler: HandlerProfile | undefined;
  readonly consents: readonly ShownConsent[];
}

/** The same, with the presentation that its answer must name. */
export interface PresentedForm extends ShownForm {
  readonly presentation: { readonly id: string; readonly nonce: string };
}

/** What a page of the form looks like beside its words. */
export interface FormLooks {
  /** Consents stand before the fields instead of after the notice. */
  readonly consentsFirst?: boolean;
  /** Something is not asked again since the browser's last answer was a no. */
  readonly notAskedAgain?: boolean;
}

/** The name under which the gate knows a form session: a digest, so that reading the database gives no one the session. */
export function sessionName(secret: string): string {
  return createHash('sha256').update(`form-session|${secret}`).digest('base64url');
}

/** Records what is about to be shown to a form session: the form's notice and its activities, under a nonce that works once. */
export async function presentForm(
  deps: CaptureDeps,
  tx: Tx,
  input: {
    readonly code: string;
    readonly session: string;
    readonly locale: Locale;
    readonly surface?: 'agent' | 'paper';
    readonly choosing?: boolean;
    /** Who is asked, where that is known without the browser. */
    readonly persons?: readonly string[];
  },
): Promise<PresentedForm> {
  const stored = await findForm(tx, input.code);
  if (stored === undefined || !stored.active) throw formUnknown();
  const hosted = input.surface === undefined;
  const tried = hosted ? await wordingOf(tx, stored.code, input.session) : undefined;
  const known = hosted
    ? await submittersOf(tx, createHash('sha256').update(input.session).digest())
    : (input.persons ?? []);
  const throttled = input.choosing === true ? [] : await throttledConsents(deps, tx, stored, known);
  const form = formAsTried(withoutConsents(stored, throttled), tried?.variant);
  const asked = consentsOf(form).flatMap(({ activities }) => activities);
  const { id, nonce, version } = await deps.gate.present(tx, {
    notice: form.notice,
    activities: [...new Set([form.activity, ...asked])],
    surface: `${input.surface ?? 'form'}:${form.code}`,
    locale: input.locale,
    session: sessionName(input.session),
    ageDeclarations: agesOf(form),
    alsoKnownAs: known,
    ...(input.choosing === true ? { ofTheirOwnWill: true } : {}),
    ...(tried === undefined ? {} : { wording: tried.wording }),
  });
  const shown = await showForm(deps, tx, form, version);
  return {
    ...shown,
    presentation: { id, nonce },
    consentsFirst: tried?.variant.looks?.consents === 'first',
    notAskedAgain: throttled.length > 0,
  };
}

/** What a form looks like, without recording that anybody sees it: for the builder's preview. */
export async function showForm(deps: CaptureDeps, tx: Tx, form: FormDefinition, version?: number): Promise<ShownForm> {
  const notice = await deps.register.notice(tx, form.notice, version);
  const brand = (await deps.register.brands(tx)).find(({ code }) => code === form.brand);
  const consents: ShownConsent[] = [];
  for (const consent of consentsOf(form)) consents.push(await shownConsent(deps, tx, notice, consent));
  return { form, notice, brand, handler: await deps.register.handler(tx), consents };
}

async function shownConsent(deps: CaptureDeps, tx: Tx, notice: Notice, consent: AskedConsent): Promise<ShownConsent> {
  const told = [];
  for (const code of consent.activities) {
    // As the notice tells them, which may be older than the register's newest revision.
    const revision = notice.activities.find((each) => each.code === code)?.revision;
    if (revision !== undefined) told.push(await deps.register.activityRevision(tx, code, revision));
  }
  const fields = [...new Set(told.flatMap((activity) => activity.fields.map(({ field }) => field)))];
  return {
    control: consent.control,
    separate: consent.kind === 'separate',
    wording: consent.wording,
    commercial: told.every(({ commercial, channels }) => commercial && channels.length > 0),
    names: told.map(({ name }) => name),
    fields: fields.map((field) => fieldKind(field).label),
    recipient: consent.recipient,
  };
}
