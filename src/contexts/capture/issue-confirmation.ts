import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import { newId } from '../../platform/ids.ts';
import type { CaptureDeps } from './capture-deps.ts';
import { CODE_LIFE } from './domain/confirmation-code.ts';
import {
  type ConfirmationChannel,
  countIssuedSince,
  insertConfirmation,
  newestConfirmation,
} from './store/confirmation-store.ts';

const MINUTE = 60_000;
const MOST_AN_HOUR = 5;

/**
 * Asks an address whether it is the person's own: the job `capture.confirmation` {id} sends it the code. At most one a minute and five an hour
 * for each address; `capture.confirmation-throttled` otherwise.
 */
export async function issueConfirmation(
  deps: CaptureDeps,
  tx: Tx,
  input: { person: string; channel: ConfirmationChannel; submission?: string; form?: string },
): Promise<{ id: string }> {
  const now = deps.clock.now();
  const newest = await newestConfirmation(tx, input.person, input.channel);
  if (newest !== undefined && now.getTime() - newest.issuedAt.getTime() < MINUTE) throw throttled(60);
  const since = new Date(now.getTime() - 60 * MINUTE);
  if (newest !== undefined && (await countIssuedSince(tx, input.person, input.channel, since)) >= MOST_AN_HOUR)
    throw throttled(3600);
  const id = newId(deps.clock);
  await insertConfirmation(tx, {
    id,
    person: input.person,
    channel: input.channel,
    submission: input.submission ?? null,
    form: input.form ?? null,
    issuedAt: now,
    expiresAt: new Date(now.getTime() + CODE_LIFE),
    tries: 0,
    confirmedAt: null,
  });
  await deps.jobs.enqueue(tx, 'capture.confirmation', { id });
  return { id };
}

function throttled(retryAfter: number): Failure {
  const title = { zh: '验证码发送过于频繁，请稍后再试', en: 'Codes were sent too often; try again later' };
  return new Failure('capture.confirmation-throttled', 'throttled', title, { retryAfter });
}
