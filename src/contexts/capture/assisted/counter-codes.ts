import { createHash } from 'node:crypto';
import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { codeExpired, codeUsed, formUnknown, linkInvalid } from '../capture-failures.ts';
import { linkToken, readLinkToken } from '../domain/link-token.ts';
import { CONFIRMATION_KEY } from '../open-confirmation.ts';
import { bindCode, type CounterCode, findCode, insertCode } from '../store/counter-store.ts';
import { findForm } from '../store/form-store.ts';

const USE = 'counter';
/** How long a code may be scanned: ten minutes, milliseconds. */
const LIFETIME = 600_000;

/** Makes a code for one customer at a counter; scanning it opens the form on their own phone, once. */
export async function makeCounterCode(
  deps: CaptureDeps,
  tx: Tx,
  input: { readonly form: string; readonly place: string; readonly by: string },
): Promise<{ id: string; url: string; expiresAt: Date }> {
  const form = await findForm(tx, input.form);
  if (form === undefined || !form.active) throw formUnknown();
  const at = deps.clock.now();
  const expiresAt = new Date(at.getTime() + LIFETIME);
  const id = newId(deps.clock);
  await insertCode(tx, { id, form: form.code, place: input.place, by: input.by, at, expiresAt });
  const token = linkToken(deps.service.key(CONFIRMATION_KEY), USE, id);
  return { id, url: `${deps.publicUrl}/f/counter/${token}`, expiresAt };
}

/** The code of a scanned token; nothing is opened by looking. Throws `capture.link-invalid` or `capture.code-expired`. */
export async function lookAtCode(deps: CaptureDeps, tx: Tx, token: string): Promise<CounterCode> {
  const id = readLinkToken(deps.service.key(CONFIRMATION_KEY), USE, token);
  const code = id === undefined ? undefined : await findCode(tx, id);
  if (code === undefined) throw linkInvalid();
  if (code.openedAt === null && code.expiresAt <= deps.clock.now()) throw codeExpired();
  return code;
}

/**
 * Opens a code for one browser's session; the same browser may come back, nobody else. Answers the form's code. Throws `capture.code-used` or
 * `capture.code-expired`.
 */
export async function openCode(
  deps: CaptureDeps,
  tx: Tx,
  input: { readonly token: string; readonly session: string },
): Promise<string> {
  const code = await lookAtCode(deps, tx, input.token);
  const digest = createHash('sha256').update(input.session).digest();
  const bound = await bindCode(tx, code.id, digest, deps.clock.now());
  if (!bound) throw codeUsed();
  return code.form;
}
