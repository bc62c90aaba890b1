import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { SealedInbox } from '../../vault/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { findSealed, insertSealed, type SealedSubmission } from '../store/sealed-submission-store.ts';

/** A form as it was answered. */
export interface AnsweredForm {
  readonly code: string;
  readonly session: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a sealed submission is bound to. */
export function inboxLabel(id: string, form: string): string {
  return `capture.submission|${id}|${form}`;
}

/** Seals an answered form to the vault's public key and answers the token under which the person can look what became of it. */
export async function sealSubmission(
  deps: CaptureDeps,
  inbox: SealedInbox,
  tx: Tx,
  answered: AnsweredForm,
): Promise<{ token: string }> {
  const id = newId(deps.clock);
  const token = randomBytes(24).toString('base64url');
  const bytes = Buffer.from(JSON.stringify(answered), 'utf8');
  const sealed = await inbox.seal(tx, inboxLabel(id, answered.code), bytes);
  const row = { id, tokenDigest: tokenDigest(token), form: answered.code, receivedAt: deps.clock.now(), sealed };
  await insertSealed(tx, row);
  return { token };
}

/** What became of it; undefined for a token that is none. */
export function sealedSubmission(tx: Tx, token: string): Promise<SealedSubmission | undefined> {
  return findSealed(tx, tokenDigest(token));
}

function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
