import type { Tx } from '../../../platform/database/index.ts';
import { type Bilingual, type FieldError, fieldError } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields } from '../customers-failures.ts';
import { receiverNotFound, receiverTaken } from '../inbound-failures.ts';
import { mayCall } from './post-webhook.ts';
import { newReceiverSecret } from './receiver-secret.ts';
import {
  changeReceiver,
  endReceiverRow,
  findReceiver,
  insertReceiver,
  type ReceiverRow,
} from './store/receiver-store.ts';

/** What is declared about a receiver. */
export interface ReceiverInput {
  readonly code: string;
  readonly name: Bilingual;
  /** Its name among the recipients of every one of its activities. */
  readonly recipient: string;
  readonly activities: readonly string[];
  /** Its own numbers of people, as identifiers are: type, issuer, scope. */
  readonly identifier: { readonly type: string; readonly issuer: string; readonly scope?: string };
  readonly url: string;
  readonly by: string;
}

/** Sets up a receiver; `secret` is shown once. Throws 400 with each field that can't be used, 409 when the code is taken. */
export async function createReceiver(
  deps: CustomersDeps,
  tx: Tx,
  input: ReceiverInput,
): Promise<{ code: string; secret: string }> {
  const errors = await receiverErrors(deps, tx, input);
  if (errors.length > 0) throw badFields('receiver', errors);
  const { secret, sealed } = newReceiverSecret(deps, input.code);
  const row: ReceiverRow = {
    code: input.code,
    name: input.name,
    recipient: input.recipient,
    activities: [...new Set(input.activities)],
    identifierType: input.identifier.type,
    issuer: input.identifier.issuer,
    identifierScope: input.identifier.scope ?? '',
    url: input.url,
    secret: sealed,
    createdBy: input.by,
    createdAt: deps.clock.now(),
    endedAt: null,
  };
  if (!(await insertReceiver(tx, row))) throw receiverTaken();
  return { code: input.code, secret };
}

async function receiverErrors(deps: CustomersDeps, tx: Tx, input: ReceiverInput): Promise<FieldError[]> {
  const errors: FieldError[] = [...urlErrors(deps, input.url)];
  // What identifies people everywhere is no number of a receiver's own: it would leave in clear.
  if (['mobile', 'email', 'id_number', 'name'].includes(input.identifier.type))
    errors.push(fieldError('identifier.type', '须为接收方自己的编号', "must be the receiver's own number"));
  for (const [index, code] of input.activities.entries()) {
    const { recipients } = await deps.register.activity(tx, code);
    if (!recipients.some(({ name }) => name === input.recipient))
      errors.push(
        fieldError(
          `activities[${index}]`,
          '该处理活动没有登记这个接收方',
          'the activity does not declare this recipient',
        ),
      );
  }
  return errors;
}

function urlErrors(deps: CustomersDeps, url: string): FieldError[] {
  if (mayCall(url, deps.outboxHosts)) return [];
  return [
    fieldError(
      'url',
      '须为 https 网址，且主机已写入配置 ZHINUO_OUTBOX_HOSTS',
      'must be https, with a host that the setting ZHINUO_OUTBOX_HOSTS names',
    ),
  ];
}

/** A receiver. Throws 404. */
export async function receiverOf(tx: Tx, code: string): Promise<ReceiverRow> {
  const row = await findReceiver(tx, code);
  if (row === undefined) throw receiverNotFound();
  return row;
}

/** Gives a receiver another secret, shown once; the one before ends at once. */
export async function replaceReceiverSecret(deps: CustomersDeps, tx: Tx, code: string): Promise<{ secret: string }> {
  await receiverOf(tx, code);
  const { secret, sealed } = newReceiverSecret(deps, code);
  await changeReceiver(tx, code, { secret: sealed });
  return { secret };
}

/** Moves a receiver to another address. Throws 400 when that may not be called. */
export async function moveReceiver(deps: CustomersDeps, tx: Tx, code: string, url: string): Promise<void> {
  await receiverOf(tx, code);
  const errors = urlErrors(deps, url);
  if (errors.length > 0) throw badFields('receiver', errors);
  await changeReceiver(tx, code, { url });
}

/** Ends a receiver. What it was not told yet stays listed. */
export async function endReceiver(tx: Tx, code: string, at: Date): Promise<void> {
  await receiverOf(tx, code);
  await endReceiverRow(tx, code, at);
}
