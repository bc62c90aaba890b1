import { hash } from 'node:crypto';
import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { headsAround, writeHeads } from './store/cluster-store.ts';
import { type ClusterEvent, insertClusterEvents } from './store/linking-store.ts';

/** Who is one human now, and why. */
export interface NewClusters {
  /** Every record of the clusters that may have changed, each once; alone too. */
  readonly clusters: readonly (readonly number[])[];
  /** "linking" or whoever ruled it. */
  readonly by: string;
  /** Types of the identifiers that led to it, by record. */
  readonly because: ReadonlyMap<number, ReadonlySet<string>>;
  /** What stands for it where none of these led to it. */
  readonly otherwise?: ReadonlyMap<number, ReadonlySet<string>>;
  readonly reason?: string;
  readonly undoes?: string;
  /** The recorded use that it is part of. */
  readonly use?: string;
  /** Records part without the noes that they share ending: who may no longer be linked keeps what was heard (decision 0067). */
  readonly keepNoes?: boolean;
}

type Move = Pick<ClusterEvent, 'kind' | 'ordinals' | 'before' | 'after'>;

const ALONE = -1;

/**
 * Makes records one human or several: the heads here and in DuckDB, the spread of noes in the gate, and each merge and split as an event with its
 * entry, all in the caller's transaction. What is so already changes nothing. Returns the events.
 */
export async function applyClusters(deps: CustomersDeps, tx: Tx, now: NewClusters): Promise<ClusterEvent[]> {
  const before = await headsAround(tx, now.clusters.flat());
  const after = new Map<number, number>();
  for (const cluster of now.clusters)
    for (const record of cluster) if (cluster.length > 1) after.set(record, Math.min(...cluster));
  const records = now.clusters.flat();
  const moved = records.filter((record) => before.get(record) !== after.get(record));
  const moves = [...splitsOf(records, before, after), ...mergesOf(now.clusters, before)];
  if (moves.length === 0 && moved.length === 0) return [];
  if (now.keepNoes !== true) await deps.gate.partRecords(tx, partedBy(moves, after));
  await deps.gate.joinRecords(
    tx,
    moves.filter(({ kind }) => kind === 'merge').map(({ ordinals }) => ordinals),
  );
  const at = deps.clock.now();
  await writeHeads(
    tx,
    moved.map((ordinal) => ({ ordinal, head: after.get(ordinal) ?? null })),
    at,
  );
  return record(deps, tx, moves, now, at);
}

function mergesOf(clusters: NewClusters['clusters'], before: ReadonlyMap<number, number>): Move[] {
  return clusters.flatMap((cluster): Move[] => {
    const groups = new Set(cluster.map((each) => before.get(each) ?? `alone ${each}`));
    if (cluster.length < 2 || groups.size < 2) return [];
    const ordinals = [...cluster].sort((a, b) => a - b);
    const [head = ALONE] = ordinals;
    return [
      {
        kind: 'merge',
        ordinals,
        before: ordinals.map((each) => before.get(each) ?? ALONE),
        after: ordinals.map(() => head),
      },
    ];
  });
}

function splitsOf(
  records: readonly number[],
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): Move[] {
  const groups = new Map<number, number[]>();
  for (const each of records) {
    const head = before.get(each);
    if (head === undefined) continue;
    const group = groups.get(head);
    if (group === undefined) groups.set(head, [each]);
    else group.push(each);
  }
  return [...groups.values()].flatMap((group): Move[] => {
    if (new Set(group.map((each) => after.get(each) ?? `alone ${each}`)).size < 2) return [];
    const ordinals = group.sort((a, b) => a - b);
    return [
      {
        kind: 'split',
        ordinals,
        before: ordinals.map((each) => before.get(each) ?? ALONE),
        after: ordinals.map((each) => after.get(each) ?? ALONE),
      },
    ];
  });
}

// The part with the lowest record stays the group that it was; the others leave it.
function partedBy(moves: readonly Move[], after: ReadonlyMap<number, number>): number[][] {
  return moves
    .filter(({ kind }) => kind === 'split')
    .flatMap(({ ordinals }) => {
      const parts = new Map<string, number[]>();
      for (const each of ordinals) {
        const key = String(after.get(each) ?? `alone ${each}`);
        const part = parts.get(key);
        if (part === undefined) parts.set(key, [each]);
        else part.push(each);
      }
      return [...parts.values()].slice(1);
    });
}

// What two records share joined them; where nothing new is shared (a contradiction parted them), it is what is new.
function reasonsOf({ ordinals }: Move, { because, otherwise }: NewClusters): string[] {
  const among = (known: NewClusters['because']) =>
    [...new Set(ordinals.flatMap((each) => [...(known.get(each) ?? [])]))].sort();
  const shared = among(because);
  return shared.length > 0 || otherwise === undefined ? shared : among(otherwise);
}

async function record(
  deps: CustomersDeps,
  tx: Tx,
  moves: readonly Move[],
  now: NewClusters,
  at: Date,
): Promise<ClusterEvent[]> {
  const events = moves.map((move) => ({
    ...move,
    id: newId(deps.clock),
    at,
    by: now.by,
    because: reasonsOf(move, now),
    reason: now.reason ?? null,
    undoes: now.undoes ?? null,
    use: now.use ?? null,
  }));
  const receipts = await deps.evidence.recordActs(
    tx,
    events.map(({ id, kind, because, by, reason, undoes, use, ordinals, before, after }) => ({
      kind: 'identity',
      payload: {
        event: id,
        act: kind,
        because,
        by,
        reason,
        undoes,
        records: ordinals.length,
        members: membersHash(ordinals, before, after),
        use,
      },
      time: at,
    })),
  );
  const stored = events.map((event, index) => ({ ...event, receipt: receipts[index]?.id ?? '' }));
  await insertClusterEvents(tx, stored);
  return stored;
}

/** What an entry commits to in place of the records: SHA-256 of `[ordinals,before,after]` as JSON, in hexadecimal. */
export function membersHash(ordinals: readonly number[], before: readonly number[], after: readonly number[]): string {
  return hash('sha256', JSON.stringify([ordinals, before, after]), 'hex');
}
