import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { applyClusters } from './apply-clusters.ts';
import type { Permitted } from './linker.ts';
import { resolveRecords } from './resolve-records.ts';
import { requeueClaims } from './store/claim-store.ts';
import { headsAround } from './store/cluster-store.ts';
import { crowdedDigests, moveGeneration, recordsToSweep, writeUnlinked } from './store/linking-store.ts';

/**
 * Asks the gate again whom it permits to link: who may no longer be linked leaves their cluster, who may again waits for the linking job. What
 * those who part have heard of each other's noes stays in force.
 */
export async function sweepPermissions(deps: CustomersDeps, tx: Tx, permitted: Permitted | undefined): Promise<void> {
  const { linked, apart } = await recordsToSweep(tx);
  if (linked.length + apart.length === 0) return;
  const allowed = await allowedAmong(deps, tx, permitted, [...linked, ...apart]);
  const lost = linked.filter((each) => !allowed.has(each));
  const regained = apart.filter((each) => allowed.has(each));
  await writeUnlinked(tx, lost, regained, deps.clock.now());
  await requeueClaims(tx, regained);
  if (lost.length === 0) return;
  await moveGeneration(tx);
  await partRecordsOf(deps, tx, { leaving: lost, permitted, by: 'linking', because: 'not-permitted' });
}

async function allowedAmong(
  deps: CustomersDeps,
  tx: Tx,
  permitted: Permitted | undefined,
  ordinals: readonly number[],
): Promise<ReadonlySet<number>> {
  if (permitted === undefined) return new Set();
  const { activity, fields } = permitted;
  const asked = Uint32Array.from(new Set(ordinals)).sort();
  return new Set(
    (await deps.gate.decidePopulation(tx, { activity, operation: 'use', fields, ordinals: asked })).allowed,
  );
}

/** Takes records out of their clusters; the others of each stay together as far as what they carry themselves holds them. */
export async function partRecordsOf(
  deps: CustomersDeps,
  tx: Tx,
  part: {
    readonly leaving: readonly number[];
    readonly permitted: Permitted | undefined;
    readonly by: string;
    readonly because: string;
  },
): Promise<void> {
  const leaving = new Set(part.leaving);
  const clusters = new Map<number, number[]>();
  for (const [ordinal, head] of await headsAround(tx, part.leaving)) {
    if (leaving.has(ordinal)) continue;
    const cluster = clusters.get(head);
    if (cluster === undefined) clusters.set(head, [ordinal]);
    else cluster.push(ordinal);
  }
  const rest = await resolveRecords(
    tx,
    [...clusters.values()],
    part.permitted?.types ?? [],
    await crowdedDigests(tx, [...clusters.values()].flat()),
  );
  await applyClusters(deps, tx, {
    clusters: [...rest.clusters, ...part.leaving.map((each) => [each])],
    by: part.by,
    because: new Map(part.leaving.map((each) => [each, new Set([part.because])])),
    keepNoes: true,
  });
}
