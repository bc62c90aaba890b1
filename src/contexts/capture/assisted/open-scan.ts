import type { Tx } from '../../../platform/database/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { paperUnknown, scanRefused } from '../capture-failures.ts';
import type { ScanType } from '../domain/scan.ts';
import { scanOf } from '../store/paper-store.ts';

/** Opens a scan for whoever looks a second time; under customer administration, with a receipt like every other look. */
export async function openScan(
  deps: CaptureDeps,
  tx: Tx,
  input: { readonly sheet: string; readonly by: string },
): Promise<{ type: ScanType; bytes: Buffer }> {
  const found = await scanOf(tx, input.sheet);
  if (found === undefined) throw paperUnknown();
  const { person } = found;
  const grant = await deps.gate.usePersons(tx, {
    activity: 'customer-administration',
    operation: 'use',
    fields: ['consent_record'],
    persons: [person],
    purposeNote: 'second look at a sheet of paper',
    by: input.by,
  });
  const reason = grant.refused.get(person);
  if (grant.permit === null || reason !== undefined) throw scanRefused(reason?.article ?? 'PIPL 6');
  const label = `consent_record/scan-${input.sheet}` as const;
  return { type: found.type, bytes: await deps.vault.openForPerson(tx, grant.permit, person, label, found.scan) };
}
