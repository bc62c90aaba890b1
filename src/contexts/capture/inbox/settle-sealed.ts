import type { Database, Tx } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import { generationBytes, type SealedHolder, type SealedInbox } from '../../vault/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import {
  acceptSealed,
  countSealedBelow,
  forgetSealed,
  lockWaiting,
  quarantineSealed,
} from '../store/sealed-submission-store.ts';
import { type SubmitResult, submitForm } from '../submit-form.ts';
import { openAnswer } from './open-answer.ts';
import { type AnsweredForm, inboxLabel } from './seal-submission.ts';

/** How long what was set aside is kept, in milliseconds: time to find out why, and no longer (PIPL 19). */
export const KEPT_MS = 30 * 86_400_000;

/** Carries the reason why one is set aside out of its transaction, which is rolled back. */
class SetAside extends Error {
  readonly id: string;
  readonly reason: string;

  constructor(id: string, reason: string) {
    super('set aside');
    this.id = id;
    this.reason = reason;
  }
}

/**
 * Opens what waits in the sealed inbox, one after the other, each in a transaction of its own: checked and judged like any submission, then in, or
 * set aside with its reason. Returns how many were settled. Throws `keyring.sealed` while there is no root key.
 */
export async function settleSealed(deps: CaptureDeps, inbox: SealedInbox, database: Database): Promise<number> {
  let settled = 0;
  for (;;) {
    const more = await database
      .transaction((tx) => settleNext(deps, inbox, tx))
      .catch(async (error: unknown) => {
        if (!(error instanceof SetAside)) throw error;
        const { id, reason } = error;
        await database.transaction((tx) => quarantineSealed(tx, id, reason, deps.clock.now()));
        return true;
      });
    if (!more) break;
    settled += 1;
  }
  await database.transaction((tx) => forgetSealed(tx, new Date(deps.clock.now().getTime() - KEPT_MS)));
  return settled;
}

async function settleNext(deps: CaptureDeps, inbox: SealedInbox, tx: Tx): Promise<boolean> {
  const row = await lockWaiting(tx);
  if (row === undefined) return false;
  const bytes = await inbox.open(inboxLabel(row.id, row.form), row.sealed);
  const answered = bytes === undefined ? undefined : readAnswered(bytes);
  if (answered === undefined || answered.code !== row.form) throw new SetAside(row.id, 'capture.sealed-damaged');
  let result: SubmitResult;
  try {
    const body = await openAnswer(inbox, answered.code, answered.body);
    result = await submitForm(deps, tx, { ...answered, body });
  } catch (error) {
    if (error instanceof Failure && error.kind !== 'sealed') throw new SetAside(row.id, error.code);
    throw error;
  }
  if (result.kind !== 'accepted') throw new SetAside(row.id, `capture.sealed-${result.kind}`);
  await acceptSealed(tx, row.id, deps.clock.now());
  return true;
}

// Anybody can seal to a public key: what comes out is no more proven than a request.
function readAnswered(bytes: Buffer): AnsweredForm | undefined {
  try {
    const found = JSON.parse(bytes.toString('utf8')) as Partial<AnsweredForm> | null;
    const { code, session, body } = found ?? {};
    if (typeof code !== 'string' || typeof session !== 'string' || !/^[A-Za-z0-9_-]{22}$/.test(session))
      return undefined;
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? { code, session, body } : undefined;
  } catch {
    return undefined;
  }
}

/** What waits, or was set aside, is sealed to a generation, which is not destroyed meanwhile. */
export const sealedSubmissions: SealedHolder = {
  name: 'capture.sealed_submission',
  left: (tx, below) => countSealedBelow(tx, generationBytes(below)),
};
