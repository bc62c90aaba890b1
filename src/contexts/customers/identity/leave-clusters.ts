import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { permittedBy } from './linker.ts';
import { deleteClaims, neighboursOf, requeueClaims } from './store/claim-store.ts';
import { forgetRecord, lockLinking, moveGeneration, readLinking } from './store/linking-store.ts';
import { partRecordsOf } from './sweep-permissions.ts';

/**
 * An erased record leaves its cluster with everything that it carried: the head moves, its edges and rulings go, and whoever shared an identifier
 * with it is looked at again. The noes that the others heard from it stay in force (decision 0067).
 */
export async function leaveClusters(deps: CustomersDeps, tx: Tx, ordinal: number): Promise<void> {
  await lockLinking(tx, true);
  const neighbours = await neighboursOf(tx, ordinal);
  await deleteClaims(tx, [ordinal]);
  await forgetRecord(tx, ordinal);
  const permitted = await permittedBy(deps, tx, (await readLinking(tx)).activity);
  await partRecordsOf(deps, tx, { leaving: [ordinal], permitted, by: 'erasure', because: 'erased' });
  if (neighbours.length === 0) return;
  await requeueClaims(tx, neighbours);
  await moveGeneration(tx);
}
