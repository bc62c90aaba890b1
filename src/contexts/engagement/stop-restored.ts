import type { Tx } from '../../platform/database/index.ts';
import { lockCampaign, runningCampaigns, setLease, setState } from './store/campaign-store.ts';
import { settleRestoredSends } from './store/send-store.ts';

/** Ends what was on its way when a backup was made, because nobody knows what went out after it: running campaigns stop, nothing is sent again. */
export async function stopRestoredSends(tx: Tx, at: Date): Promise<void> {
  for (const id of await runningCampaigns(tx)) {
    await lockCampaign(tx, id);
    await setState(tx, id, { state: 'stopped', at, by: 'restore' });
    await setLease(tx, id, null, null);
  }
  await settleRestoredSends(tx, at);
}
