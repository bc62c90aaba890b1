import type { Tx } from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { reportDelivery } from './store/send-store.ts';

/** A provider's word on one message; `id` is ours, given with the message. */
export interface DeliveryReport {
  readonly id: string;
  readonly delivered: boolean;
  readonly code: string;
}

/** Settles messages by reports; repeated and foreign ones change nothing. True if one came before its message was settled and must come again. */
export async function receiveReports(
  deps: EngagementDeps,
  tx: Tx,
  reports: readonly DeliveryReport[],
): Promise<{ early: boolean }> {
  let early = false;
  for (const { id, delivered, code } of reports) {
    if (!isId(id)) continue;
    const result = await reportDelivery(tx, { id, delivered, code: code.slice(0, 64), at: deps.clock.now() });
    if (result === 'early') early = true;
  }
  return { early };
}
