import type { Tx } from '../../../../platform/database/index.ts';
import type { Claim } from '../domain/claim.ts';
import { TYPE_NUMBERS } from '../domain/identifier-types.ts';
import type { Quarantined, RuledPair } from '../domain/resolve-component.ts';

/** How linking is set. */
export interface LinkingState {
  /** The activity that permits it; null: nobody is linked. */
  readonly activity: string | null;
  readonly generation: number;
  readonly sweptAt: Date | null;
  readonly setBy: string | null;
  readonly setAt: Date | null;
  /** The server that links, and when it last said so. */
  readonly linker: string | null;
  readonly linkedAt: Date | null;
}

/** A merge or split. */
export interface ClusterEvent {
  readonly id: string;
  readonly kind: 'merge' | 'split';
  readonly at: Date;
  readonly by: string;
  readonly because: readonly string[];
  readonly reason: string | null;
  readonly undoes: string | null;
  readonly use: string | null;
  readonly ordinals: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly receipt: string;
}

/** Lets one linking at a time go on; false: another is at work. */
export async function lockLinking(tx: Tx, wait: boolean): Promise<boolean> {
  if (wait) {
    await tx.execute(`select pg_advisory_xact_lock(hashtext('customers.linking'))`, [], 'customers.lock-linking');
    return true;
  }
  const row = await tx.one<{ locked: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('customers.linking')) as locked`,
    [],
    'customers.try-linking',
  );
  return row.locked;
}

export async function readLinking(tx: Tx): Promise<LinkingState> {
  const row = await tx.one<LinkingState>(
    `select activity, generation::int, swept_at as "sweptAt", set_by as "setBy", set_at as "setAt", linker, linked_at as "linkedAt"
       from customers.linking`,
    [],
    'customers.read-linking',
  );
  return row;
}

export async function setLinking(tx: Tx, activity: string | null, by: string, at: Date): Promise<void> {
  await tx.execute(
    `update customers.linking set activity = $1, generation = generation + 1, swept_at = null, set_by = $2, set_at = $3`,
    [activity, by, at],
  );
}

/** Something was taken away: what is held in memory is built anew. */
export async function moveGeneration(tx: Tx): Promise<void> {
  await tx.execute('update customers.linking set generation = generation + 1', [], 'customers.move-generation');
}

/** That this server links, and has just now. */
export async function noteLinker(tx: Tx, linker: string, at: Date): Promise<void> {
  await tx.execute('update customers.linking set linker = $1, linked_at = $2', [linker, at], 'customers.note-linker');
}

export async function noteSweep(tx: Tx, at: Date): Promise<void> {
  await tx.execute('update customers.linking set swept_at = $1', [at], 'customers.note-sweep');
}

/** The rulings in force that concern any of these records. */
export async function rulingsOf(tx: Tx, ordinals: readonly number[] | 'all'): Promise<RuledPair[]> {
  const who = ordinals === 'all' ? '' : 'and (a = any($1::int[]) or b = any($1::int[]))';
  return tx.query<RuledPair>(
    `select kind, a, b from customers.cluster_ruling where undone_at is null ${who} order by a, b`,
    ordinals === 'all' ? [] : [ordinals],
  );
}

export async function insertRulings(tx: Tx, event: string, pairs: readonly RuledPair[]): Promise<void> {
  await tx.execute(
    `insert into customers.cluster_ruling (event, kind, a, b)
     select $1, kind, least(a, b), greatest(a, b) from unnest($2::text[], $3::int[], $4::int[]) as pair (kind, a, b)
     on conflict do nothing`,
    [event, pairs.map(({ kind }) => kind), pairs.map(({ a }) => a), pairs.map(({ b }) => b)],
  );
}

/** Takes rulings back; returns how many there were. */
export async function undoRulings(tx: Tx, event: string, at: Date): Promise<number> {
  return tx.execute('update customers.cluster_ruling set undone_at = $2 where event = $1 and undone_at is null', [
    event,
    at,
  ]);
}

/** Ends rulings of the other kind between these records, which a later ruling outweighs. */
export async function outweighRulings(tx: Tx, pairs: readonly RuledPair[], at: Date): Promise<void> {
  await tx.execute(
    `update customers.cluster_ruling r set undone_at = $4 from unnest($1::text[], $2::int[], $3::int[]) as pair (kind, a, b)
      where r.undone_at is null and r.kind <> pair.kind and r.a = least(pair.a, pair.b) and r.b = greatest(pair.a, pair.b)`,
    [pairs.map(({ kind }) => kind), pairs.map(({ a }) => a), pairs.map(({ b }) => b), at],
  );
}

export async function insertClusterEvents(tx: Tx, events: readonly ClusterEvent[]): Promise<void> {
  if (events.length === 0) return;
  const list = (values: readonly (number | string)[]) => `{${values.join(',')}}`;
  await tx.execute(
    `insert into customers.cluster_event (id, kind, at, made_by, because, reason, undoes, use, ordinals, before, after, receipt)
     select id, kind, at, made_by, because::text[], reason, undoes, use, ordinals::int[], before::int[], after::int[], receipt
       from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::text[],
         $10::text[], $11::uuid[], $12::uuid[]) as e (id, kind, at, made_by, because, reason, undoes, ordinals, before, after, receipt, use)`,
    [
      events.map(({ id }) => id),
      events.map(({ kind }) => kind),
      events.map(({ at }) => at),
      events.map(({ by }) => by),
      events.map(({ because }) => list(because)),
      events.map(({ reason }) => reason),
      events.map(({ undoes }) => undoes),
      events.map(({ ordinals }) => list(ordinals)),
      events.map(({ before }) => list(before)),
      events.map(({ after }) => list(after)),
      events.map(({ receipt }) => receipt),
      events.map(({ use }) => use),
    ],
    'customers.insert-cluster-events',
  );
}

const EVENT = `id, kind, at, made_by as "by", because, reason, undoes, use, ordinals, before, after, receipt`;

/** Merges and splits that concern any of these records, the newest first. */
export async function clusterEvents(tx: Tx, ordinals: readonly number[], limit: number): Promise<ClusterEvent[]> {
  return tx.query<ClusterEvent>(
    `select ${EVENT} from customers.cluster_event where ordinals && $1::int[] order by at desc, id desc limit $2`,
    [ordinals, limit],
    'customers.cluster-events',
  );
}

export async function findClusterEvent(tx: Tx, id: string): Promise<ClusterEvent | undefined> {
  return tx.first<ClusterEvent>(`select ${EVENT} from customers.cluster_event where id = $1`, [id]);
}

export async function undoneBy(tx: Tx, id: string): Promise<boolean> {
  return (await tx.first('select 1 from customers.cluster_event where undoes = $1', [id])) !== undefined;
}

/** Replaces what is in quarantine around these records. */
export async function writeQuarantine(
  tx: Tx,
  records: readonly number[],
  found: readonly Quarantined[],
  at: Date,
): Promise<void> {
  const key = ({ a, b, digest }: Quarantined) => `${a} ${b} ${(digest ?? Buffer.alloc(0)).toString('hex')}`;
  await tx.execute(
    `delete from customers.quarantine where (a = any($1::int[]) or b = any($1::int[]))
        and a || ' ' || b || ' ' || encode(digest, 'hex') <> all ($2::text[])`,
    [records, found.map(key)],
    'customers.clear-quarantine',
  );
  if (found.length === 0) return;
  await tx.execute(
    `insert into customers.quarantine (a, b, digest, type, issuer, reason, contradiction, since)
     select *, $8 from unnest($1::int[], $2::int[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[])
     on conflict (a, b, digest) do update set reason = excluded.reason, contradiction = excluded.contradiction`,
    [
      found.map(({ a }) => a),
      found.map(({ b }) => b),
      found.map(({ digest }) => digest ?? Buffer.alloc(0)),
      found.map(({ type }) => type),
      found.map(({ issuer }) => issuer),
      found.map(({ reason }) => reason),
      found.map(({ contradiction }) => contradiction),
      at,
    ],
    'customers.insert-quarantine',
  );
}

/** Notes identifiers on too many records. */
export async function writeCrowded(
  tx: Tx,
  crowded: readonly { readonly claim: Claim; readonly records: number }[],
  at: Date,
): Promise<void> {
  if (crowded.length === 0) return;
  await tx.execute(
    `insert into customers.crowded_identifier (digest, type, issuer, records, since)
     select *, $5 from unnest($1::bytea[], $2::smallint[], $3::text[], $4::int[])
     on conflict (digest) do update set records = excluded.records`,
    [
      crowded.map(({ claim }) => claim.digest),
      crowded.map(({ claim }) => TYPE_NUMBERS.indexOf(claim.type)),
      crowded.map(({ claim }) => claim.issuer),
      crowded.map(({ records }) => records),
      at,
    ],
    'customers.write-crowded',
  );
}

/** Tells which identifiers of these records are on too many records. */
export async function crowdedDigests(tx: Tx, ordinals: readonly number[]): Promise<(digest: Buffer) => boolean> {
  const rows = await tx.query<{ digest: Buffer }>(
    `select w.digest from customers.crowded_identifier w
      where exists (select from customers.claim c where c.digest = w.digest and c.ordinal = any($1::int[]))`,
    [ordinals],
    'customers.crowded-digests',
  );
  const crowded = new Set(rows.map(({ digest }) => digest.toString('hex')));
  return (digest) => crowded.has(digest.toString('hex'));
}

/** Notes which records stay apart, and which do no longer. */
export async function writeUnlinked(
  tx: Tx,
  unlinked: readonly number[],
  linked: readonly number[],
  at: Date,
): Promise<void> {
  if (unlinked.length > 0)
    await tx.execute(
      'insert into customers.unlinked_record select unnest($1::int[]), $2 on conflict do nothing',
      [unlinked, at],
      'customers.note-unlinked',
    );
  if (linked.length > 0)
    await tx.execute(
      'delete from customers.unlinked_record where ordinal = any($1::int[])',
      [linked],
      'customers.forget-unlinked',
    );
}

/** Every record that is linked with another or kept apart: whose permission is looked at again. */
export async function recordsToSweep(tx: Tx): Promise<{ linked: number[]; apart: number[] }> {
  const row = await tx.one<{ linked: number[] | null; apart: number[] | null }>(
    `select (select array_agg(ordinal) from customers.cluster_member) as linked,
       (select array_agg(ordinal) from customers.unlinked_record) as apart`,
  );
  return { linked: row.linked ?? [], apart: row.apart ?? [] };
}

/** Removes what is kept of an erased record beside its claims and its merges and splits. */
export async function forgetRecord(tx: Tx, ordinal: number): Promise<void> {
  await tx.execute('delete from customers.unlinked_record where ordinal = $1', [ordinal]);
  await tx.execute('delete from customers.cluster_ruling where a = $1 or b = $1', [ordinal]);
  await tx.execute('delete from customers.quarantine where a = $1 or b = $1', [ordinal]);
}
