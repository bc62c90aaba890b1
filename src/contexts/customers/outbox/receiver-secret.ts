import type { CustomersDeps } from '../customers-deps.ts';
import { newWebhookSecret, webhookKey } from '../domain/standard-webhook.ts';
import type { ReceiverRow } from './store/receiver-store.ts';

const LABEL = 'customers.receiver-secret';

/** A fresh secret for a receiver, and its sealed form, bound to the receiver. */
export function newReceiverSecret(
  deps: Pick<CustomersDeps, 'service'>,
  code: string,
): { secret: string; sealed: Buffer } {
  const secret = newWebhookSecret();
  return { secret, sealed: deps.service.sealSmall(LABEL, Buffer.from(`${code}\n${secret}`)) };
}

/** The key that messages to and from a receiver are signed with. */
export function receiverKey(deps: Pick<CustomersDeps, 'service'>, receiver: ReceiverRow): Buffer {
  const opened = deps.service.unsealSmall(LABEL, receiver.secret)?.toString('utf8') ?? '';
  const [code, secret = ''] = opened.split('\n', 2);
  const key = webhookKey(secret);
  if (code !== receiver.code || key === undefined) throw new Error('the secret of a receiver does not open');
  return key;
}
