import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { deliverOutbox } from './deliver-outbox.ts';
import { hearReceiver, type ReceiverCall } from './hear-receiver.ts';
import {
  createReceiver,
  endReceiver,
  moveReceiver,
  type ReceiverInput,
  receiverOf,
  replaceReceiverSecret,
} from './manage-receivers.ts';
import { noteNo, type OutsideNo } from './note-outside.ts';
import { type OutboxRow, outboxCounts, unanswered } from './store/outbox-store.ts';
import { newestReconciliations, type Reconciliation } from './store/outside-store.ts';
import { listReceivers, type ReceiverRow } from './store/receiver-store.ts';

/** A receiver with how it stands. */
export interface ReceiverView extends Omit<ReceiverRow, 'secret'> {
  readonly waiting: number;
  readonly unacknowledged: number;
  readonly acknowledged: number;
  /** Since when the oldest message is not acknowledged. */
  readonly oldest: Date | null;
  readonly lastAnswer: string | null;
  readonly reconciliation: Reconciliation | null;
}

/** Word to everybody outside who holds copies of people (product G9): what they must know, whether they know, and what they hold. */
export interface Outbox {
  create(tx: Tx, input: ReceiverInput): Promise<{ code: string; secret: string }>;
  replaceSecret(tx: Tx, code: string): Promise<{ secret: string }>;
  move(tx: Tx, code: string, url: string): Promise<void>;
  end(tx: Tx, code: string): Promise<void>;
  receivers(tx: Tx): Promise<ReceiverView[]>;
  /** What a receiver has not acknowledged, the oldest first. Throws 404. */
  unanswered(tx: Tx, code: string, limit: number): Promise<(OutboxRow & { person: string | null })[]>;
  /** Hosts that receivers may have, as they are configured. */
  readonly hosts: readonly string[];
  /** Writes what others must be told of a no, in its transaction; the gate calls it. */
  noteNo(tx: Tx, no: OutsideNo): Promise<void>;
  /** Sends what is due, with transactions of its own; returns how many messages were tried. */
  deliver(signal?: AbortSignal): Promise<number>;
  /** Hears a signed acknowledgement or list of a receiver. */
  hear(call: ReceiverCall): Promise<{ acknowledged: number }>;
}

/** Opens the outbox. */
export function createOutbox(deps: CustomersDeps): Outbox {
  return {
    create: (tx, input) => createReceiver(deps, tx, input),
    replaceSecret: (tx, code) => replaceReceiverSecret(deps, tx, code),
    move: (tx, code, url) => moveReceiver(deps, tx, code, url),
    end: (tx, code) => endReceiver(tx, code, deps.clock.now()),
    receivers,
    async unanswered(tx, code, limit) {
      await receiverOf(tx, code);
      return unanswered(tx, code, limit);
    },
    hosts: deps.outboxHosts,
    noteNo: (tx, no) => noteNo(deps, tx, no),
    deliver: (signal) => deliverOutbox(deps, signal),
    hear: (call) => hearReceiver(deps, call),
  };
}

async function receivers(tx: Tx): Promise<ReceiverView[]> {
  const counts = new Map((await outboxCounts(tx)).map((each) => [each.receiver, each]));
  const lists = new Map((await newestReconciliations(tx)).map((each) => [each.receiver, each]));
  return (await listReceivers(tx)).map(({ secret: _secret, ...row }) => {
    const {
      waiting = 0,
      unacknowledged = 0,
      acknowledged = 0,
      oldest = null,
      lastAnswer = null,
    } = counts.get(row.code) ?? {};
    return {
      ...row,
      waiting,
      unacknowledged,
      acknowledged,
      oldest,
      lastAnswer,
      reconciliation: lists.get(row.code) ?? null,
    };
  });
}
