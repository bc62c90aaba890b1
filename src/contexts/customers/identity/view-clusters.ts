import type { Tx } from '../../../platform/database/index.ts';
import { personNotFound } from '../customers-failures.ts';
import { mayJoin } from './domain/claim.ts';
import { IDENTIFIER_TYPES, type IdentifierType, type Strength, TYPE_NUMBERS } from './domain/identifier-types.ts';
import { claimsOf, countWaiting, type StoredClaim } from './store/claim-store.ts';
import { clusterOf } from './store/cluster-store.ts';
import { type ClusterEvent, clusterEvents, crowdedDigests, readLinking, rulingsOf } from './store/linking-store.ts';

/** An identifier that some records of a cluster carry; never its value. */
export interface SharedIdentifier {
  readonly type: IdentifierType;
  readonly name: { readonly zh: string; readonly en: string };
  readonly issuer: string;
  readonly scope: string;
  readonly strength: Strength;
  readonly persons: readonly string[];
  readonly since: Date;
  readonly lastSeen: Date;
  readonly verifiedAt: Date | null;
  readonly validTo: Date | null;
  /** Whether it may join: not while it is on too many records, was not verified, or is of a type that joins nobody. */
  readonly joins: boolean;
}

/** A merge or split as it is shown. */
export interface EventView {
  readonly id: string;
  readonly kind: 'merge' | 'split';
  readonly at: Date;
  readonly by: string;
  readonly because: readonly string[];
  readonly reason: string | null;
  readonly undoes: string | null;
  readonly records: number;
  readonly receipt: string;
}

/** A cluster: its records, what they carry, and how it came about. */
export interface ClusterView {
  readonly head: string;
  readonly records: readonly {
    readonly person: string;
    readonly source: string;
    readonly createdAt: Date;
    readonly apart: boolean;
  }[];
  readonly identifiers: readonly SharedIdentifier[];
  /** Pairs that staff ruled one human or two. */
  readonly rulings: readonly { readonly kind: 'merge' | 'split'; readonly a: string; readonly b: string }[];
  readonly events: readonly EventView[];
}

const MOST_EVENTS = 50;

/** The cluster of a person with why its records are one human. Throws `customers.person-not-found`. */
export async function viewCluster(tx: Tx, person: string): Promise<ClusterView> {
  const cluster = await clusterOf(tx, person);
  if (cluster === undefined) throw personNotFound();
  const ordinals = cluster.records.map(({ ordinal }) => ordinal);
  const idOf = new Map(cluster.records.map((record) => [record.ordinal, record.person]));
  const origins = await tx.query<{ person: string; source: string; createdAt: Date; apart: boolean }>(
    `select p.id as person, coalesce('import:' || p.import::text, p.source) as source, p.created_at as "createdAt",
        exists (select from customers.unlinked_record u where u.ordinal = p.ordinal) as apart
       from customers.person p where p.ordinal = any($1::int[]) order by p.ordinal`,
    [ordinals],
    'customers.cluster-records',
  );
  const crowded = await crowdedDigests(tx, ordinals);
  const rulings = await rulingsOf(tx, ordinals);
  return {
    head: cluster.head.person,
    records: origins,
    identifiers: identifiersOf(await claimsOf(tx, ordinals), idOf, crowded),
    rulings: rulings.flatMap(({ kind, a, b }) => {
      const [one, other] = [idOf.get(a), idOf.get(b)];
      return one === undefined || other === undefined ? [] : [{ kind, a: one, b: other }];
    }),
    events: (await clusterEvents(tx, ordinals, MOST_EVENTS)).map(viewEvent),
  };
}

/** A merge or split without ordinals. */
export function viewEvent({ ordinals, before: _before, after: _after, use: _use, ...event }: ClusterEvent): EventView {
  return { ...event, records: ordinals.length };
}

function identifiersOf(
  claims: readonly StoredClaim[],
  idOf: ReadonlyMap<number, string>,
  crowded: (digest: Buffer) => boolean,
): SharedIdentifier[] {
  const byDigest = new Map<string, StoredClaim[]>();
  for (const claim of claims) {
    const key = claim.digest.toString('hex');
    const list = byDigest.get(key);
    if (list === undefined) byDigest.set(key, [claim]);
    else list.push(claim);
  }
  return [...byDigest.values()].flatMap((list): SharedIdentifier[] => {
    const [first] = list;
    if (first === undefined) return [];
    const { zh, en, strength } = IDENTIFIER_TYPES[first.type];
    const times = (of: (claim: StoredClaim) => Date | null) =>
      list.flatMap((claim) => of(claim)?.getTime() ?? []).sort((a, b) => a - b);
    const verified = times(({ verifiedAt }) => verifiedAt).at(-1);
    const until = list.some(({ to }) => to === null) ? undefined : times(({ to }) => to).at(-1);
    return [
      {
        type: first.type,
        name: { zh, en },
        issuer: first.issuer,
        scope: first.scope,
        strength,
        persons: [...new Set(list.flatMap(({ ordinal }) => idOf.get(ordinal) ?? []))],
        since: new Date(times(({ from }) => from)[0] ?? 0),
        lastSeen: new Date(times(({ seenAt }) => seenAt).at(-1) ?? 0),
        verifiedAt: verified === undefined ? null : new Date(verified),
        validTo: until === undefined ? null : new Date(until),
        joins: list.some(mayJoin) && !crowded(first.digest),
      },
    ];
  });
}

/** Two clusters that an identifier would have joined, and why it did not. */
export interface QuarantineView {
  readonly a: string;
  readonly b: string;
  readonly type: string;
  readonly issuer: string;
  readonly reason: string;
  readonly contradiction: string | null;
  readonly since: Date;
}

/** How linking stands. */
export interface LinkingView {
  /** Under which activity it is permitted; null: records stay apart. */
  readonly activity: string | null;
  readonly clusters: number;
  readonly records: number;
  readonly waiting: number;
  readonly apart: number;
  readonly quarantined: number;
  readonly crowded: readonly {
    readonly type: string;
    readonly issuer: string;
    readonly records: number;
    readonly since: Date;
  }[];
}

/** How linking stands, with the identifiers that are on too many records. */
export async function viewLinking(tx: Tx): Promise<LinkingView> {
  const { activity } = await readLinking(tx);
  const counts = await tx.one<{ clusters: number; records: number; apart: number; quarantined: number }>(
    `select (select count(distinct head)::int from customers.cluster_member) as clusters,
       (select count(*)::int from customers.cluster_member) as records,
       (select count(*)::int from customers.unlinked_record) as apart,
       (select count(*)::int from customers.quarantine) as quarantined`,
    [],
    'customers.linking-counts',
  );
  const crowded = await tx.query<{ type: number; issuer: string; records: number; since: Date }>(
    'select type, issuer, records, since from customers.crowded_identifier order by records desc limit 20',
    [],
    'customers.crowded-identifiers',
  );
  return {
    activity,
    ...counts,
    waiting: await countWaiting(tx),
    crowded: crowded.map(({ type, ...each }) => ({ type: TYPE_NUMBERS[type] ?? '', ...each })),
  };
}

/** What is in quarantine, the newest first. */
export async function viewQuarantine(tx: Tx, limit: number): Promise<QuarantineView[]> {
  return tx.query<QuarantineView>(
    `select a.id as a, b.id as b, q.type, q.issuer, q.reason, q.contradiction, q.since
       from customers.quarantine q join customers.person a on a.ordinal = q.a join customers.person b on b.ordinal = q.b
      order by q.since desc, q.a, q.b limit $1`,
    [limit],
    'customers.list-quarantine',
  );
}

/** The newest merges and splits. */
export async function viewEvents(tx: Tx, limit: number): Promise<(EventView & { readonly person: string | null })[]> {
  const rows = await tx.query<EventView & { person: string | null }>(
    `select e.id, e.kind, e.at, e.made_by as "by", e.because, e.reason, e.undoes, cardinality(e.ordinals) as records, e.receipt,
        (select p.id from customers.person p where p.ordinal = any(e.ordinals) order by p.ordinal limit 1) as person
       from customers.cluster_event e order by e.at desc, e.id desc limit $1`,
    [limit],
    'customers.list-cluster-events',
  );
  return rows;
}
