import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { FieldCode } from '../../register/index.ts';
import { BULK_DAYS, type BulkClass, bulkClassesOf } from '../domain/bulk-thresholds.ts';
import { alertsOf } from '../domain/policy.ts';
import {
  countDisclosed,
  highestAlert,
  insertAlert,
  insertDisclosure,
  lockDisclosures,
} from '../store/disclosure-table.ts';
import { selectPolicy } from '../store/policy-table.ts';
import type { VaultDeps } from '../vault-deps.ts';

const DAY_MS = 86_400_000;

/** Values that somebody has seen in clear, or takes out. */
export interface Disclosure {
  readonly id: string;
  readonly by: string;
  readonly fields: readonly FieldCode[];
  /** Whom a reveal shows; an export gives their number instead. */
  readonly person: string | null;
  readonly persons: number;
}

/**
 * Counts what somebody has seen or taken out over thirty days, by class, and raises an alert each time a threshold of obligations 7.3 is
 * reached: in the vault (for the workbench), in the trail of staff acts and in the evidence log. In the transaction of the disclosure, so that
 * nothing is shown uncounted.
 */
export async function noteDisclosure(deps: VaultDeps, tx: Tx, disclosure: Disclosure): Promise<void> {
  if (disclosure.persons === 0) return;
  await lockDisclosures(tx);
  const at = deps.clock.now();
  for (const bulkClass of bulkClassesOf(disclosure.fields)) {
    const { id, by, person, persons } = disclosure;
    await insertDisclosure(tx, { id, class: bulkClass, disclosedTo: by, person, persons, at });
    await alertAtThresholds(deps, tx, by, bulkClass, at);
  }
}

async function alertAtThresholds(deps: VaultDeps, tx: Tx, by: string, bulkClass: BulkClass, at: Date): Promise<void> {
  const since = new Date(at.getTime() - BULK_DAYS * DAY_MS);
  const counted = await countDisclosed(tx, by, bulkClass, since);
  const threshold = alertsOf(await selectPolicy(tx), bulkClass).findLast((each) => counted >= each);
  if (threshold === undefined || threshold <= (await highestAlert(tx, by, bulkClass, since))) return;
  const id = newId(deps.clock);
  const payload = { alert: id, to: by, class: bulkClass, threshold, counted, days: BULK_DAYS };
  const receipt = await deps.evidence.recordAct(tx, { kind: 'bulk-alert', payload, time: at });
  await insertAlert(tx, { id, disclosedTo: by, class: bulkClass, threshold, counted, at, receipt: receipt.id });
  await deps.noteStaffAct(tx, { by, act: 'vault.bulk-threshold', subject: id });
  deps.log.warn({ alarm: 'vault.bulk', class: bulkClass, threshold }, 'somebody has seen or taken out many records');
}
