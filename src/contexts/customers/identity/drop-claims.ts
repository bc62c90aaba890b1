import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { applyClusters } from './apply-clusters.ts';
import { permittedBy } from './linker.ts';
import { resolveRecords } from './resolve-records.ts';
import { deleteClaimsOfType, neighboursOf, requeueClaims } from './store/claim-store.ts';
import { crowdedDigests, lockLinking, moveGeneration, readLinking } from './store/linking-store.ts';

/**
 * A record carries its address of one type no more: its claims of that type go, and what only they held together falls apart. The noes that the records
 * heard of each other stay in force (decision 0067).
 */
export async function dropClaims(
  deps: CustomersDeps,
  tx: Tx,
  { ordinal, type, by }: { readonly ordinal: number; readonly type: 'mobile' | 'email'; readonly by: string },
): Promise<void> {
  await lockLinking(tx, true);
  const neighbours = await neighboursOf(tx, ordinal);
  if ((await deleteClaimsOfType(tx, ordinal, type)) === 0) return;
  await moveGeneration(tx);
  if (neighbours.length === 0) return;
  const permitted = await permittedBy(deps, tx, (await readLinking(tx)).activity);
  const cluster = [ordinal, ...neighbours];
  const { clusters } = await resolveRecords(tx, [cluster], permitted?.types ?? [], await crowdedDigests(tx, cluster));
  const because = new Map([[ordinal, new Set(['address-ended'])]]);
  await applyClusters(deps, tx, { clusters, by, because, keepNoes: true });
  await requeueClaims(tx, cluster);
}
