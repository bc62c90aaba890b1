import type { Tx } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids.ts';
import { redactText, scanText } from '../../vault/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import {
  clusterContradiction,
  clusterUnchanged,
  eventNotFound,
  linkingNotPermitted,
  personNotFound,
} from '../customers-failures.ts';
import { applyClusters } from './apply-clusters.ts';
import type { RuledPair } from './domain/resolve-component.ts';
import { type Permitted, permittedBy } from './linker.ts';
import { resolveRecords } from './resolve-records.ts';
import { clusterOf } from './store/cluster-store.ts';
import {
  type ClusterEvent,
  crowdedDigests,
  findClusterEvent,
  insertRulings,
  lockLinking,
  moveGeneration,
  outweighRulings,
  readLinking,
  undoneBy,
  undoRulings,
  writeQuarantine,
} from './store/linking-store.ts';
import { existingRecords, findPersons } from './store/person-store.ts';

/** What staff rule, and why. */
export interface ClusterRuling {
  readonly persons: readonly string[];
  /** In words without personal information. */
  readonly reason: string;
  readonly by: string;
}

/**
 * Staff rule that records are one human. The gate must permit linking each of them. Throws `customers.linking-not-permitted` (422),
 * `customers.cluster-contradiction` (409) where an earlier ruling or the largest size stands against it, `customers.cluster-unchanged` (409).
 */
export async function mergeByHand(deps: CustomersDeps, tx: Tx, ruling: ClusterRuling): Promise<ClusterEvent> {
  const permitted = await begin(deps, tx);
  const records = await ordinalsOf(tx, ruling.persons);
  await assertPermitted(deps, tx, permitted, records);
  const [first = -1, ...others] = records;
  const pairs = others.map((b): RuledPair => ({ kind: 'merge', a: first, b }));
  return rule(deps, tx, { permitted, pairs, ...ruling });
}

/**
 * Staff rule that some records of a cluster are another human: whatever identifiers come later, they stay apart until the ruling is undone.
 * Throws `customers.cluster-unchanged` (409) unless they are part, and not the whole, of one cluster.
 */
export async function splitByHand(deps: CustomersDeps, tx: Tx, ruling: ClusterRuling): Promise<ClusterEvent> {
  const permitted = await begin(deps, tx);
  const [first = ''] = ruling.persons;
  const cluster = await clusterOf(tx, first);
  if (cluster === undefined) throw personNotFound();
  const leaving = cluster.records.filter(({ person }) => ruling.persons.includes(person));
  const staying = cluster.records.filter(({ person }) => !ruling.persons.includes(person));
  if (leaving.length !== new Set(ruling.persons).size || staying.length === 0) throw clusterUnchanged();
  const pairs = staying.flatMap((one) =>
    leaving.map((other): RuledPair => ({ kind: 'split', a: one.ordinal, b: other.ordinal })),
  );
  return rule(deps, tx, { permitted, pairs, ...ruling });
}

/**
 * Undoes a merge or a split: a ruling of staff is taken back; what the linking job did is ruled the other way. Throws `customers.event-not-found`
 * (404), `customers.cluster-unchanged` (409) when that was done before or nothing is left to undo.
 */
export async function undoClusterEvent(
  deps: CustomersDeps,
  tx: Tx,
  request: { readonly event: string; readonly reason: string; readonly by: string },
): Promise<ClusterEvent> {
  const permitted = await begin(deps, tx);
  const event = await findClusterEvent(tx, request.event);
  if (event === undefined) throw eventNotFound();
  if (await undoneBy(tx, event.id)) throw clusterUnchanged();
  const present = await existingRecords(tx, event.ordinals);
  const taken = await undoRulings(tx, event.id, deps.clock.now());
  const groups = groupsOf(event, event.kind === 'merge' ? event.before : event.after, present);
  // A merge by hand that is taken back parts what nothing else holds together; a split is put right by ruling that they are one.
  const pairs = taken > 0 ? [] : event.kind === 'merge' ? across(groups) : along(groups);
  if (event.kind === 'split') await assertPermitted(deps, tx, permitted, groups.flat());
  const records = [...present];
  return rule(deps, tx, { permitted, pairs, records, undoes: event.id, ...request });
}

function across(groups: readonly (readonly number[])[]): RuledPair[] {
  return groups.flatMap((group, index) =>
    groups
      .slice(index + 1)
      .flatMap((other) => group.flatMap((a) => other.map((b): RuledPair => ({ kind: 'split', a, b })))),
  );
}

function along(groups: readonly (readonly number[])[]): RuledPair[] {
  const [first, ...others] = groups.flatMap((group) => group[0] ?? []);
  return others.map((b): RuledPair => ({ kind: 'merge', a: first ?? b, b }));
}

function groupsOf(event: ClusterEvent, heads: readonly number[], present: ReadonlySet<number>): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, ordinal] of event.ordinals.entries()) {
    if (!present.has(ordinal)) continue;
    const head = heads[index] ?? -1;
    const key = head === -1 ? `alone ${ordinal}` : String(head);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [ordinal]);
    else group.push(ordinal);
  }
  return [...groups.values()];
}

async function begin(deps: CustomersDeps, tx: Tx): Promise<Permitted | undefined> {
  await lockLinking(tx, true);
  return permittedBy(deps, tx, (await readLinking(tx)).activity);
}

async function ordinalsOf(tx: Tx, persons: readonly string[]): Promise<number[]> {
  const rows = await findPersons(tx, persons);
  if (rows.length !== new Set(persons).size) throw personNotFound();
  return rows.map(({ ordinal }) => ordinal).sort((a, b) => a - b);
}

async function assertPermitted(
  deps: CustomersDeps,
  tx: Tx,
  permitted: Permitted | undefined,
  records: readonly number[],
): Promise<void> {
  if (permitted === undefined) throw linkingNotPermitted();
  const { activity, fields } = permitted;
  const ordinals = Uint32Array.from(records).sort();
  const { allowed } = await deps.gate.decidePopulation(tx, { activity, operation: 'use', fields, ordinals });
  if (allowed.length < new Set(records).size) throw linkingNotPermitted();
}

async function rule(
  deps: CustomersDeps,
  tx: Tx,
  what: {
    readonly permitted: Permitted | undefined;
    readonly pairs: readonly RuledPair[];
    readonly records?: readonly number[];
    readonly reason: string;
    readonly by: string;
    readonly undoes?: string;
  },
): Promise<ClusterEvent> {
  const { pairs, by } = what;
  const at = deps.clock.now();
  // The ruling has a number of its own until its event is known.
  const ruling = newId(deps.clock);
  await outweighRulings(tx, pairs, at);
  await insertRulings(tx, ruling, pairs);
  const named = [...new Set([...(what.records ?? []), ...pairs.flatMap(({ a, b }) => [a, b])])];
  const records = await together(tx, named);
  const crowded = await crowdedDigests(tx, records);
  const { clusters, quarantined } = await resolveRecords(tx, [records], what.permitted?.types ?? [], crowded);
  const merges = pairs.filter(({ kind }) => kind === 'merge');
  const refused = quarantined.find(({ type, reason }) => type === 'ruling' && reason !== 'two-of-one');
  if (merges.length > 0 && refused !== undefined) throw clusterContradiction(refused.reason);
  const events = await applyClusters(deps, tx, {
    clusters,
    by,
    because: new Map(named.map((each) => [each, new Set(['ruling'])])),
    reason: redactText(what.reason, scanText(what.reason)),
    ...(what.undoes === undefined ? {} : { undoes: what.undoes }),
  });
  await writeQuarantine(tx, records, quarantined, at);
  await moveGeneration(tx);
  const [event] = events;
  if (event === undefined) throw clusterUnchanged();
  await tx.execute('update customers.cluster_ruling set event = $2 where event = $1', [ruling, event.id]);
  return event;
}

/** These records and whoever is in a cluster with one of them. */
async function together(tx: Tx, ordinals: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ ordinal: number }>(
    `select distinct k.ordinal from customers.cluster_member m join customers.cluster_member k on k.head = m.head
      where m.ordinal = any($1::int[])`,
    [ordinals],
  );
  return [...new Set([...ordinals, ...rows.map(({ ordinal }) => ordinal)])].sort((a, b) => a - b);
}
