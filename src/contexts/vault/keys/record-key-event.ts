import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import { insertKeyEvent } from '../store/key-secret-table.ts';
import type { VaultDeps } from '../vault-deps.ts';

/** What is done with keys and stands in the log of evidence. */
export type KeyEventKind =
  | 'rotation-begun'
  | 'rotation-paused'
  | 'rotation-resumed'
  | 'rotation-finished'
  | 'destruction-scheduled'
  | 'destroyed'
  | 'root-key-replaced';

/** Records it with an entry of kind `key-event`, which names keys by number and nobody. */
export async function recordKeyEvent(
  deps: Pick<VaultDeps, 'clock' | 'evidence'>,
  tx: Tx,
  what: KeyEventKind,
  facts: { readonly [name: string]: Json },
): Promise<void> {
  const id = newId(deps.clock);
  const at = deps.clock.now();
  const receipt = await deps.evidence.recordAct(tx, {
    kind: 'key-event',
    payload: { event: id, what, ...facts },
    time: at,
  });
  await insertKeyEvent(tx, { id, what, facts, receipt: receipt.id, at });
}
