import type { MigrationSet } from '../../platform/database/index.ts';
import { sealedSubmissions } from './inbox/settle-sealed.ts';
import { scanHolder } from './scan-holder.ts';

export type { CaptureDeps, PersonMaker } from './capture-deps.ts';
export type { ConfirmResult } from './confirm-address.ts';
export { type Capture, createCapture } from './create-capture.ts';
export type { FormAnswers } from './domain/form-answers.ts';
export type { AskedConsent, AskedField, FormDefinition, FormField } from './domain/form-definition.ts';
export { FORM_FIELDS } from './domain/form-definition.ts';
export type { SiteKey, SiteKeyInput } from './domain/site-key.ts';
export { registerCaptureRoutes } from './http/register-capture-routes.ts';
export type { OpenedConfirmation } from './open-confirmation.ts';
export type { Locale, PresentedForm, ShownForm } from './present-form.ts';
export type { SiteAnswers } from './sites/answer-on-sites.ts';
export { needsSeparate, type SiteDescription, type SitePurpose } from './sites/describe-site.ts';
export type { SitePresentation } from './sites/present-on-sites.ts';
export type { SiteCaller } from './sites/site-caller.ts';
export type { ConfirmationChannel } from './store/confirmation-store.ts';
export type { StoredForm } from './store/form-store.ts';
export type { Submission } from './store/submission-store.ts';
export type { SubmitResult } from './submit-form.ts';
export type { UnsubscribeTarget } from './unsubscribe.ts';

/** Who keeps sealed bytes here, for the renewal of keys. */
export const captureHolders = { sealed: [sealedSubmissions], ofPersons: [scanHolder] } as const;

/** The tables of this context. */
export const captureMigrations: MigrationSet = {
  context: 'capture',
  directory: new URL('./store/migrations/', import.meta.url),
};
