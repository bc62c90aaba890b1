import type { Tx } from '../../platform/database/index.ts';
import type { Receipt } from '../evidence/index.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { type ConfirmResult, confirmationOfLink, confirmByCode, confirmByLink } from './confirm-address.ts';
import type { FormDefinition } from './domain/form-definition.ts';
import { linkToken, readLinkToken } from './domain/link-token.ts';
import { erasePerson } from './erase-person.ts';
import { issueConfirmation } from './issue-confirmation.ts';
import { CONFIRMATION_KEY, type OpenedConfirmation, openConfirmation } from './open-confirmation.ts';
import { type Locale, type PresentedForm, presentForm } from './present-form.ts';
import { saveForm } from './save-form.ts';
import type { Confirmation, ConfirmationChannel } from './store/confirmation-store.ts';
import { newestConfirmation } from './store/confirmation-store.ts';
import { findForm, listForms, type StoredForm } from './store/form-store.ts';
import { findSubmission, type Submission } from './store/submission-store.ts';
import { type SubmitResult, submitForm } from './submit-form.ts';
import { readUnsubscribeToken, type UnsubscribeTarget, unsubscribe, unsubscribeToken } from './unsubscribe.ts';

/** Capture: where people are told and answer. Forms, confirmations of addresses, unsubscribe links. */
export interface Capture {
  saveForm(
    tx: Tx,
    input: { form: FormDefinition; active: boolean; by: string },
  ): Promise<{ code: string; url: string }>;
  form(tx: Tx, code: string): Promise<StoredForm | undefined>;
  forms(tx: Tx): Promise<(StoredForm & { submissions: number; granted: number })[]>;
  presentForm(tx: Tx, input: { code: string; session: string; locale: Locale }): Promise<PresentedForm>;
  submitForm(
    tx: Tx,
    input: { code: string; session: string | undefined; body: Readonly<Record<string, unknown>> },
  ): Promise<SubmitResult>;
  /** The token of the page after a submission, and back. */
  submissionToken(submission: string): string;
  submissionOfToken(tx: Tx, token: string): Promise<Submission | undefined>;
  issueConfirmation(
    tx: Tx,
    input: { person: string; channel: ConfirmationChannel; submission?: string; form?: string },
  ): Promise<{ id: string }>;
  openConfirmation(tx: Tx, id: string): Promise<OpenedConfirmation | undefined>;
  /** The newest confirmation of a person's channel, if any was issued. */
  newestConfirmation(tx: Tx, person: string, channel: ConfirmationChannel): Promise<Confirmation | undefined>;
  confirmByCode(tx: Tx, input: { person: string; channel: ConfirmationChannel; code: string }): Promise<ConfirmResult>;
  confirmationOfLink(tx: Tx, token: string): Promise<Confirmation>;
  confirmByLink(tx: Tx, token: string): Promise<ConfirmResult>;
  unsubscribeToken(target: UnsubscribeTarget): string;
  readToken(token: string): UnsubscribeTarget | undefined;
  unsubscribe(tx: Tx, input: { token: string; by: 'unsubscribe-page' | 'one-click' }): Promise<Receipt>;
  /** Removes a person; doing it again changes nothing. */
  erasePerson(tx: Tx, person: string): Promise<void>;
}

/** Puts the context together. */
export function createCapture(deps: CaptureDeps): Capture {
  const key = () => deps.service.key(CONFIRMATION_KEY);
  return {
    saveForm: (tx, input) => saveForm(deps, tx, input),
    form: findForm,
    forms: listForms,
    presentForm: (tx, input) => presentForm(deps, tx, input),
    submitForm: (tx, input) => submitForm(deps, tx, input),
    submissionToken: (submission) => linkToken(key(), 'submission', submission),
    submissionOfToken: async (tx, token) => {
      const id = readLinkToken(key(), 'submission', token);
      return id === undefined ? undefined : findSubmission(tx, id);
    },
    issueConfirmation: (tx, input) => issueConfirmation(deps, tx, input),
    openConfirmation: (tx, id) => openConfirmation(deps, tx, id),
    newestConfirmation,
    confirmByCode: (tx, input) => confirmByCode(deps, tx, input),
    confirmationOfLink: (tx, token) => confirmationOfLink(deps, tx, token),
    confirmByLink: (tx, token) => confirmByLink(deps, tx, token),
    unsubscribeToken: (target) => unsubscribeToken(deps, target),
    readToken: (token) => readUnsubscribeToken(deps, token),
    unsubscribe: (tx, input) => unsubscribe(deps, tx, input),
    erasePerson,
  };
}
