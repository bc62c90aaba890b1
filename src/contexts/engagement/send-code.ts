import { randomUUID } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids.ts';
import type { HandOff } from './channels/hand-off.ts';
import { senderOf } from './compose-message.ts';
import { ADDRESS_FIELD, type SendChannel } from './domain/campaign.ts';
import { codeEmail } from './domain/email-content.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { providerUnavailable } from './engagement-failures.ts';
import { settle } from './hand-off-chunk.ts';
import { handOffInTime } from './hand-off-in-time.ts';
import { doubtSend, insertSends, markHandingOff, renewUse, type Send, sendOfRef } from './store/send-store.ts';
import { findCodeTemplate } from './store/template-store.ts';

const ACTIVITY = 'login-and-confirmation';

/** A code that is to be sent to one person by one channel. */
export interface CodeMessage {
  readonly person: string;
  readonly channel: SendChannel;
  readonly code: string;
  readonly link?: string;
  readonly brand?: string | undefined;
}

interface Prepared {
  readonly send: Send;
  readonly hand: () => Promise<HandOff>;
}

/**
 * Sends one code, at most once for each `ref`, in the same three steps as a campaign's message and under the built-in activity for codes.
 * `open` is asked in the marking transaction and answers undefined when there is nothing left to send. Throws
 * `engagement.provider-unavailable` when the provider surely got nothing, so that the job is tried again.
 */
export async function sendCode(
  deps: EngagementDeps,
  ref: string,
  open: (tx: Tx) => Promise<CodeMessage | undefined>,
): Promise<'sent' | 'nothing' | 'refused' | 'unknown' | 'rejected'> {
  const runner = randomUUID();
  const began = performance.now();
  const prepared = await deps.database.transaction((tx) => prepare(deps, tx, ref, open, runner));
  if (typeof prepared === 'string') return prepared;
  const outcome = await handOffInTime(began, prepared.hand);
  await deps.database.transaction((tx) => settle(deps, tx, prepared.send, runner, outcome));
  if (outcome.kind === 'not-handed') throw providerUnavailable();
  return outcome.kind === 'accepted' ? 'sent' : outcome.kind;
}

async function prepare(
  deps: EngagementDeps,
  tx: Tx,
  ref: string,
  open: (tx: Tx) => Promise<CodeMessage | undefined>,
  runner: string,
): Promise<Prepared | 'nothing' | 'refused' | 'unknown'> {
  const now = deps.clock.now();
  const before = await sendOfRef(tx, ref);
  if (before !== undefined && before.state !== 'reserved') {
    // The same job again after a crash in the middle of a hand-off: in doubt, never a second time.
    if (before.state === 'handing_off') await doubtSend(tx, before.id, now);
    return before.state === 'handing_off' || before.state === 'unknown' ? 'unknown' : 'nothing';
  }
  const message = await open(tx);
  if (message === undefined) return 'nothing';
  const field = ADDRESS_FIELD[message.channel];
  const grant = await deps.gate.usePersons(tx, {
    activity: ACTIVITY,
    operation: 'use',
    channel: message.channel,
    message: { senderIdentity: true, optOutIncluded: false },
    fields: [field],
    persons: [message.person],
    by: 'engagement',
    subject: ref,
  });
  if (grant.permit === null) {
    const reason = grant.refused.get(message.person);
    deps.log.warn({ ref, code: reason?.code }, 'a code was not sent: refused by the gate');
    return 'refused';
  }
  const address = (await deps.vault.open(tx, grant.permit, [message.person], [field])).get(message.person)?.[field];
  if (address === undefined) return 'refused';
  if (before === undefined) await insertSends(tx, [reservation(deps, ref, message, grant, now)]);
  else await renewUse(tx, before.id, grant.use, grant.receipt?.id ?? null);
  const send = await sendOfRef(tx, ref);
  if (send === undefined) throw new Error('the reserved message is gone');
  await markHandingOff(tx, [send.id], runner, now);
  return { send, hand: await handing(deps, tx, message, send.id, address) };
}

function reservation(
  deps: EngagementDeps,
  ref: string,
  message: CodeMessage,
  grant: { use: string; receipt: { id: string } | null },
  reservedAt: Date,
) {
  const sms = message.channel === 'sms';
  return {
    id: newId(deps.clock),
    campaign: null,
    ref,
    activity: ACTIVITY,
    person: message.person,
    channel: message.channel,
    use: grant.use,
    receipt: grant.receipt?.id ?? null,
    signName: sms ? deps.settings.signName : null,
    template: null,
    parts: sms ? 1 : null,
    reservedAt,
  };
}

async function handing(
  deps: EngagementDeps,
  tx: Tx,
  message: CodeMessage,
  id: string,
  address: string,
): Promise<() => Promise<HandOff>> {
  const sender = await senderOf(deps, tx, message.brand);
  const { sms, email } = deps;
  const missing = async (): Promise<HandOff> => ({ kind: 'not-handed', code: 'no-provider' });
  if (message.channel === 'sms') {
    const template = await findCodeTemplate(tx);
    const parameters = { code: message.code };
    return sms === null || template === undefined
      ? missing
      : () => sms.send({ id, mobile: address, signName: sender.signName, templateCode: template.code, parameters });
  }
  const content = codeEmail(message.code, sender, message.link);
  return email === null ? missing : () => email.send({ id, to: address, fromName: sender.brand, ...content });
}
