import { keyedDigest } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import { newId } from '../../platform/ids.ts';
import { addressDigest } from './address-digest.ts';
import { replyKind } from './domain/reply-kind.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { campaignWrittenTo, insertInbound, lockInbound, markProcessed } from './store/inbound-store.ts';

const LABEL = 'engagement.inbound';

/** A reply within so many days is taken to answer the campaign that last wrote to the number. */
const ANSWERS_WITHIN_DAYS = 14;
const DAY_MS = 86_400_000;

/** A reply from a phone, as the provider pushes it. */
export interface InboundSms {
  readonly mobile: string;
  readonly content: string;
  /** The provider's number of this reply; the same one again is a repeated push. */
  readonly sequence: string;
}

/**
 * Takes replies. One that says no is in force, for every record with that number and every brand, before the provider gets its answer. While
 * the root key is not in memory the number waits sealed under the service ring and the job `engagement.process-reply` goes on trying. Others are counted by what they seem to be.
 */
export async function receiveReplies(deps: EngagementDeps, tx: Tx, replies: readonly InboundSms[]): Promise<void> {
  for (const reply of replies) {
    const kind = replyKind(reply.content);
    const optOut = kind === 'opt-out';
    const id = newId(deps.clock);
    const isNew = await insertInbound(tx, {
      id,
      sequenceDigest: keyedDigest(deps.service.key(LABEL), `${reply.sequence}|${reply.mobile}|${reply.content}`),
      kind,
      at: deps.clock.now(),
      sealed: optOut ? deps.service.sealSmall(LABEL, Buffer.from(reply.mobile, 'utf8')) : null,
    });
    if (!isNew) continue;
    if (optOut) await processReply(deps, tx, id).catch(laterIfSealed(deps, tx, id));
    else await count(deps, tx, id, reply.mobile);
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
  const at = deps.clock.now();
  await markProcessed(tx, id, { records: persons.length, campaign: await answered(tx, digest, at), at });
}

// What is no refusal is counted, for somebody to read it at the provider; neither its words nor its number stay here (decision 0118).
async function count(deps: EngagementDeps, tx: Tx, id: string, mobile: string): Promise<void> {
  const at = deps.clock.now();
  const digest = await addressDigest(deps, tx, mobile).catch((error: unknown) => {
    if (error instanceof Failure && error.kind === 'sealed') return undefined;
    throw error;
  });
  await markProcessed(tx, id, { records: 0, campaign: await answered(tx, digest, at), at });
}

async function answered(tx: Tx, digest: Buffer | undefined, at: Date): Promise<string | null> {
  const since = new Date(at.getTime() - ANSWERS_WITHIN_DAYS * DAY_MS);
  return digest === undefined ? null : campaignWrittenTo(tx, digest, since);
}

function laterIfSealed(deps: EngagementDeps, tx: Tx, id: string) {
  return async (error: unknown): Promise<void> => {
    if (!(error instanceof Failure) || error.kind !== 'sealed') throw error;
    await deps.jobs.enqueue(tx, 'engagement.process-reply', { id }, { maxAttempts: 25 });
  };
}
