import type { Tx } from '../../platform/database/index.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { confirmationCode } from './domain/confirmation-code.ts';
import { linkToken } from './domain/link-token.ts';
import { type ConfirmationChannel, findConfirmation } from './store/confirmation-store.ts';
import { findForm } from './store/form-store.ts';

/** The label of the service ring's key behind codes and links. */
export const CONFIRMATION_KEY = 'capture.confirmation';

/** What the message that asks an address says. */
export interface OpenedConfirmation {
  readonly person: string;
  readonly channel: ConfirmationChannel;
  readonly code: string;
  /** A page with one button; opening it confirms nothing. */
  readonly link: string;
  readonly brand: string | undefined;
}

/** Opens a confirmation for sending; undefined when it is answered or past its ten minutes, so that nothing is sent in vain. */
export async function openConfirmation(deps: CaptureDeps, tx: Tx, id: string): Promise<OpenedConfirmation | undefined> {
  const entry = await findConfirmation(tx, id);
  if (entry === undefined || entry.confirmedAt !== null || entry.expiresAt <= deps.clock.now()) return undefined;
  const key = deps.service.key(CONFIRMATION_KEY);
  const form = entry.form === null ? undefined : await findForm(tx, entry.form);
  return {
    person: entry.person,
    channel: entry.channel,
    code: confirmationCode(key, id),
    link: `${deps.publicUrl}/c/${linkToken(key, 'confirm', id)}`,
    brand: form?.brand,
  };
}
