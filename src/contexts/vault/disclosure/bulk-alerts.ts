import type { Tx } from '../../../platform/database/index.ts';
import { type BulkAlertRow, reviewAlertRow, selectAlerts } from '../store/disclosure-table.ts';
import type { VaultDeps } from '../vault-deps.ts';
import { noSuchAlert } from '../vault-failures.ts';

/** Somebody has passed a threshold of obligations 7.3; says who, what class and how many, never whose or what. */
export type BulkAlert = BulkAlertRow;

const MOST_ALERTS = 200;

/** Alerts, those that nobody has reviewed first. */
export function bulkAlerts(tx: Tx): Promise<BulkAlert[]> {
  return selectAlerts(tx, MOST_ALERTS);
}

/** Notes that the DPO has looked into an alert; again changes nothing. Throws `vault.no-such-alert`. */
export async function reviewAlert(deps: VaultDeps, tx: Tx, id: string, by: string): Promise<void> {
  const before = await reviewAlertRow(tx, id, by, deps.clock.now());
  if (before === undefined) throw noSuchAlert();
  if (before.reviewedAt === null) await deps.noteStaffAct(tx, { by, act: 'vault.alert-reviewed', subject: id });
}
