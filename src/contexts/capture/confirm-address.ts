import { timingSafeEqual } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { linkInvalid } from './capture-failures.ts';
import { confirmationCode, MOST_TRIES } from './domain/confirmation-code.ts';
import { readLinkToken } from './domain/link-token.ts';
import { CONFIRMATION_KEY } from './open-confirmation.ts';
import {
  type Confirmation,
  type ConfirmationChannel,
  countTry,
  findConfirmation,
  markConfirmed,
  newestConfirmation,
} from './store/confirmation-store.ts';

/** What became of an answer to a confirmation. `over`: too late, too many tries, or sent to an address that is theirs no more; a new code may be asked for. */
export type ConfirmResult = 'confirmed' | 'wrong' | 'over';

/** Checks a code that a person read from a message; each wrong one counts, so the caller must commit in any case. */
export async function confirmByCode(
  deps: CaptureDeps,
  tx: Tx,
  input: { person: string; channel: ConfirmationChannel; code: string },
): Promise<ConfirmResult> {
  const entry = await newestConfirmation(tx, input.person, input.channel);
  if (entry?.confirmedAt != null) return 'confirmed';
  if (entry === undefined || !isOpen(deps, entry)) return 'over';
  await countTry(tx, entry.id);
  const given = Buffer.from(input.code.normalize('NFKC').replace(/\D/g, '').slice(0, 6).padEnd(6, 'x'));
  const right = Buffer.from(confirmationCode(deps.service.key(CONFIRMATION_KEY), entry.id));
  if (!timingSafeEqual(given, right)) return entry.tries + 1 >= MOST_TRIES ? 'over' : 'wrong';
  return settle(deps, tx, entry, 'code');
}

/** Takes the button of a confirmation link. Throws `capture.link-invalid` for a link that is not ours. */
export async function confirmByLink(deps: CaptureDeps, tx: Tx, token: string): Promise<ConfirmResult> {
  const entry = await confirmationOfLink(deps, tx, token);
  if (entry.confirmedAt !== null) return 'confirmed';
  if (!isOpen(deps, entry)) return 'over';
  return settle(deps, tx, entry, 'link');
}

/** The confirmation that a link names. */
export async function confirmationOfLink(deps: CaptureDeps, tx: Tx, token: string): Promise<Confirmation> {
  const id = readLinkToken(deps.service.key(CONFIRMATION_KEY), 'confirm', token);
  const entry = id === undefined ? undefined : await findConfirmation(tx, id);
  if (entry === undefined) throw linkInvalid();
  return entry;
}

function isOpen(deps: CaptureDeps, entry: Confirmation): boolean {
  return entry.tries < MOST_TRIES && entry.expiresAt > deps.clock.now();
}

// A code shows whose the address is that it was sent to, and nothing of one that was entered since.
async function settle(
  deps: CaptureDeps,
  tx: Tx,
  entry: Confirmation,
  how: 'code' | 'link',
): Promise<'confirmed' | 'over'> {
  const { person, channel, issuedAt: askedAt } = entry;
  if ((await deps.gate.confirmAsked(tx, { person, channel, how, askedAt })) === undefined) return 'over';
  await markConfirmed(tx, entry.id, deps.clock.now());
  const type = entry.channel === 'sms' ? 'mobile' : 'email';
  await deps.persons.linking.confirm(tx, { person: entry.person, type });
  return 'confirmed';
}
