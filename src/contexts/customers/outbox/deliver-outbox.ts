import { errorWithoutValues } from '../../../platform/error-without-values.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { signWebhook } from '../domain/standard-webhook.ts';
import { AGAIN_WHEN_UNANSWERED_MS, type OutboxMessage, pauseAfter } from './domain/outbox-message.ts';
import { mayCall, postWebhook, type WebhookAnswer } from './post-webhook.ts';
import { receiverKey } from './receiver-secret.ts';
import { claimDue, type OutboxRow, recordTry } from './store/outbox-store.ts';
import { forgetErased, outsideOf } from './store/outside-store.ts';
import { findReceiver, type ReceiverRow } from './store/receiver-store.ts';

const BATCH = 20;
/** For how long a taken message is this server's alone, and for how long of that it goes on with what it took. */
const CLAIM_MS = 45_000;
const WORK_MS = 30_000;

/** What a number is sealed under until its receiver needs it no more. */
export function outsideLabel(id: string): string {
  return `outside-person/${id}`;
}

/**
 * Sends what is due: 1. messages are taken for 45 seconds; 2. each is signed and posted; 3. how it went is recorded. Whoever is killed between leaves
 * them to be sent again under the same number, so that a receiver may get a message twice and never loses one. Returns how many were tried.
 */
export async function deliverOutbox(deps: CustomersDeps, signal?: AbortSignal): Promise<number> {
  const now = deps.clock.now();
  const until = new Date(now.getTime() + CLAIM_MS);
  const due = await deps.database.transaction(async (tx) => {
    await forgetErased(tx);
    return claimDue(tx, now, until, BATCH);
  });
  const receivers = [...new Set(due.map(({ receiver }) => receiver))];
  // Receivers are told side by side, so that a slow one holds nobody else up.
  await Promise.all(
    receivers.map((code) =>
      tell(
        deps,
        due.filter(({ receiver }) => receiver === code),
        signal,
      ),
    ),
  );
  return due.length;
}

async function tell(deps: CustomersDeps, rows: readonly OutboxRow[], signal: AbortSignal | undefined): Promise<void> {
  const end = deps.clock.now().getTime() + WORK_MS;
  for (const row of rows.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())) {
    if (signal?.aborted === true || deps.clock.now().getTime() > end) return;
    try {
      await tellOne(deps, row);
    } catch (error) {
      deps.log.error({ outbox: row.id, error: errorWithoutValues(error) }, 'a message of the outbox could not be sent');
    }
  }
}

async function tellOne(deps: CustomersDeps, row: OutboxRow): Promise<void> {
  const { receiver, sealed } = await deps.database.transaction(
    async (tx) => ({
      receiver: await findReceiver(tx, row.receiver),
      sealed: (await outsideOf(tx, row.outside))?.sealed,
    }),
    { readOnly: true },
  );
  if (receiver === undefined || sealed === undefined) return;
  const answer = await send(
    deps,
    receiver,
    row,
    deps.vault.openBlob(outsideLabel(row.outside), sealed).toString('utf8'),
  );
  const now = deps.clock.now();
  const delivered = 'status' in answer && answer.status >= 200 && answer.status < 300;
  const acknowledged = delivered && saysDone(answer.body);
  const pause = delivered ? AGAIN_WHEN_UNANSWERED_MS : pauseAfter(row.tries);
  const last = 'status' in answer ? String(answer.status) : answer.failed;
  await deps.database.transaction((tx) =>
    recordTry(tx, row.id, { last, delivered, acknowledged }, { now, next: new Date(now.getTime() + pause) }),
  );
}

async function send(deps: CustomersDeps, receiver: ReceiverRow, row: OutboxRow, id: string): Promise<WebhookAnswer> {
  // The configuration may have changed since the receiver was set up.
  if (!mayCall(receiver.url, deps.outboxHosts)) return { failed: 'host-not-configured' };
  const message: OutboxMessage = {
    type: `person.${row.kind}`,
    timestamp: row.createdAt.toISOString(),
    data: { id, idType: receiver.identifierType, receipt: row.receipt, ...row.facts },
  };
  const body = Buffer.from(JSON.stringify(message));
  const headers = signWebhook(receiverKey(deps, receiver), { id: row.id, at: deps.clock.now(), body });
  return postWebhook(receiver.url, { ...headers }, body);
}

// A receiver that has done it already may say so at once.
function saysDone(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'acknowledged' in value && value.acknowledged === true;
  } catch {
    return false;
  }
}
