import { createHash } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import type { Brand, HandlerProfile, Notice } from '../register/index.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { formUnknown } from './capture-failures.ts';
import { findForm, type StoredForm } from './store/form-store.ts';

export type Locale = 'zh-CN' | 'en';

/** Everything a page shows of a form, with the presentation that its answer must name. */
export interface PresentedForm {
  readonly form: StoredForm;
  readonly notice: Notice;
  readonly brand: Brand | undefined;
  readonly handler: HandlerProfile | undefined;
  readonly presentation: { readonly id: string; readonly nonce: string };
}

/** The name under which the gate knows a form session: a digest, so that reading the database gives no one the session. */
export function sessionName(secret: string): string {
  return createHash('sha256').update(`form-session|${secret}`).digest('base64url');
}

/** Records what is about to be shown to a form session: the form's notice and both activities, under a nonce that works once. */
export async function presentForm(
  deps: CaptureDeps,
  tx: Tx,
  input: { code: string; session: string; locale: Locale },
): Promise<PresentedForm> {
  const form = await findForm(tx, input.code);
  if (form === undefined || !form.active) throw formUnknown();
  const { id, nonce, version } = await deps.gate.present(tx, {
    notice: form.notice,
    activities: [form.activity, form.marketing],
    surface: `form:${form.code}`,
    locale: input.locale,
    session: sessionName(input.session),
  });
  const notice = await deps.register.notice(tx, form.notice, version);
  const brand = (await deps.register.brands(tx)).find(({ code }) => code === form.brand);
  return { form, notice, brand, handler: await deps.register.handler(tx), presentation: { id, nonce } };
}
