import { keyedDigest } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import { newId } from '../../platform/ids.ts';
import { addressDigest } from './address-digest.ts';
import { isOptOutReply } from './domain/reply-keyword.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { insertInbound, lockInbound, markProcessed } from './store/inbound-store.ts';

const LABEL = 'engagement.inbound';

/** A reply from a phone, as the provider pushes it. */
export interface InboundSms {
  readonly mobile: string;
  readonly content: string;
  /** The provider's number of this reply; the same one again is a repeated push. */
  readonly sequence: string;
}

/**
 * Takes replies. One that says no is in force, for every record with that number and every brand, before the provider gets its answer. While
 * the root key is not in memory the number waits sealed under the service ring and the job `engagement.process-reply` goes on trying.
 */
export async function receiveReplies(deps: EngagementDeps, tx: Tx, replies: readonly InboundSms[]): Promise<void> {
  for (const reply of replies) {
    const optOut = isOptOutReply(reply.content);
    const id = newId(deps.clock);
    const isNew = await insertInbound(tx, {
      id,
      sequenceDigest: keyedDigest(deps.service.key(LABEL), `${reply.sequence}|${reply.mobile}|${reply.content}`),
      kind: optOut ? 'opt-out' : 'other',
      at: deps.clock.now(),
      sealed: optOut ? deps.service.sealSmall(LABEL, Buffer.from(reply.mobile, 'utf8')) : null,
    });
    if (!isNew) continue;
    if (optOut) await processReply(deps, tx, id).catch(laterIfSealed(deps, tx, id));
    else await markProcessed(tx, id, 0, deps.clock.now());
  }
}

/** Puts a waiting no into force; does nothing when it already is. Throws the keyring's `sealed` Failure while the root key is away. */
export async function processReply(deps: EngagementDeps, tx: Tx, id: string): Promise<void> {
  const inbound = await lockInbound(tx, id);
  if (inbound === undefined || inbound.processedAt !== null || inbound.sealed === null) return;
  const mobile = deps.service.unsealSmall(LABEL, inbound.sealed)?.toString('utf8');
  if (mobile === undefined) throw new Error('a sealed reply does not open');
  const digest = await addressDigest(deps, tx, mobile);
  const persons = digest === undefined ? [] : await deps.gate.personsByAddress(tx, 'sms', digest);
  for (const person of persons)
    await deps.gate.object(tx, { person, kind: 'unsubscribe', channel: 'sms', by: 'sms-reply' });
  // A number that nobody holds today may come with an import tomorrow: its no is kept all the same.
  if (persons.length === 0 && digest !== undefined)
    await deps.gate.objectByAddress(tx, { channel: 'sms', digest, by: 'sms-reply' });
  await markProcessed(tx, id, persons.length, deps.clock.now());
}

function laterIfSealed(deps: EngagementDeps, tx: Tx, id: string) {
  return async (error: unknown): Promise<void> => {
    if (!(error instanceof Failure) || error.kind !== 'sealed') throw error;
    await deps.jobs.enqueue(tx, 'engagement.process-reply', { id }, { maxAttempts: 25 });
  };
}
