import type { Tx } from '../../../platform/database/index.ts';

/** Something that a person did. */
export interface BehaviourEvent {
  readonly ordinal: number;
  /** For example "purchase"; names with "$" are the log's own. */
  readonly name: string;
  readonly at: Date;
  readonly quantity: number | null;
  readonly amountFen: number | null;
  /** A word of the tracking plan under which the event is classed; general enough to stand outside the vault. */
  readonly word?: string | null;
  /** Sealed under the person's key (`vault.sealForPerson`), or null. */
  readonly properties: Buffer | null;
  /** UUID-shaped key by which the same row is known again; null: can't come twice. */
  readonly rowKey: string | null;
}

/** An event as it is moved to DuckDB: nothing that is sealed. */
export interface LoggedEvent {
  readonly seq: number;
  readonly ordinal: number;
  readonly name: string;
  readonly at: Date;
  readonly quantity: number | null;
  readonly amountFen: number | null;
  readonly value: string | null;
}

// Writers share this lock until they commit; the mover takes it alone for a moment, so that when it reads the highest number no lower one
// is still on its way (numbers are given before the commit, and commits overtake each other).
const LOCK = `hashtext('customers.event')`;

/** Appends events; returns the row keys that were not in the log before. An event with a key that is there already is left out. */
export async function appendEvents(tx: Tx, events: readonly BehaviourEvent[]): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  await lockForWriting(tx);
  const rows = await tx.query<{ rowKey: string | null }>(
    `insert into customers.event (ordinal, name, happened_at, quantity, amount_fen, properties, row_key, value)
     select * from unnest($1::int[], $2::text[], $3::timestamptz[], $4::int[], $5::bigint[], $6::bytea[], $7::uuid[], $8::text[])
     on conflict (row_key) do nothing
     returning row_key as "rowKey"`,
    [
      events.map((event) => event.ordinal),
      events.map((event) => event.name),
      events.map((event) => event.at.toISOString()),
      events.map((event) => event.quantity),
      events.map((event) => event.amountFen),
      events.map((event) => event.properties),
      events.map((event) => event.rowKey),
      events.map((event) => event.word ?? null),
    ],
    'customers.append-events',
  );
  return new Set(rows.flatMap((row) => (row.rowKey === null ? [] : [row.rowKey])));
}

/** Which of these row keys are in the log. */
export async function knownRowKeys(tx: Tx, rowKeys: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ rowKey: string }>(
    'select row_key as "rowKey" from customers.event where row_key = any($1::uuid[])',
    [rowKeys],
    'customers.known-row-keys',
  );
  return new Set(rows.map((row) => row.rowKey));
}

/** Sets a generalised trait of people, at an instant. */
export async function appendTraits(
  tx: Tx,
  traits: readonly { ordinal: number; name: string; value: string }[],
  at: Date,
): Promise<void> {
  if (traits.length === 0) return;
  await lockForWriting(tx);
  await tx.execute(
    `insert into customers.event (ordinal, name, happened_at, value)
     select ordinal, '$trait.' || name, $4, value from unnest($1::int[], $2::text[], $3::text[]) as trait (ordinal, name, value)`,
    [traits.map((trait) => trait.ordinal), traits.map((trait) => trait.name), traits.map((trait) => trait.value), at],
    'customers.append-traits',
  );
}

/** Tells DuckDB which records have which head now: `value` is its ordinal, or empty where the record is alone again. */
export async function appendHeads(
  tx: Tx,
  heads: readonly { ordinal: number; head: number | null }[],
  at: Date,
): Promise<void> {
  if (heads.length === 0) return;
  await lockForWriting(tx);
  await tx.execute(
    `insert into customers.event (ordinal, name, happened_at, value)
     select ordinal, '$head', $3, coalesce(head::text, '') from unnest($1::int[], $2::int[]) as moved (ordinal, head)`,
    [heads.map((each) => each.ordinal), heads.map((each) => each.head), at],
    'customers.append-heads',
  );
}

/** Tells that people carry a tag now, or carry it no more. */
export async function appendTags(
  tx: Tx,
  change: { readonly code: string; readonly given: readonly number[]; readonly taken: readonly number[] },
  at: Date,
): Promise<void> {
  const { code, given, taken } = change;
  if (given.length + taken.length === 0) return;
  await lockForWriting(tx);
  await tx.execute(
    `insert into customers.event (ordinal, name, happened_at, value)
     select ordinal, '$tag.' || $3, $4, value from (
       select unnest($1::int[]) as ordinal, '1' as value union all select unnest($2::int[]), '') as change`,
    [given, taken, code, at],
    'customers.append-tags',
  );
}

/** An event as it stands, with its number as text. */
export interface StoredEvent {
  readonly ordinal: number;
  readonly name: string;
  readonly at: Date;
  readonly quantity: number | null;
  readonly amountFen: number | null;
}

/** One event of a person, locked; undefined for what is none, or is another person's. */
export async function lockEvent(tx: Tx, seq: string, ordinal: number): Promise<StoredEvent | undefined> {
  return tx.first<StoredEvent>(
    `select ordinal, name, happened_at as at, quantity, amount_fen as "amountFen" from customers.event
      where seq = $1 and ordinal = $2 and name not like '$%' for update`,
    [seq, ordinal],
  );
}

/**
 * Deletes an event: of its row nothing is left but the key by which it is known again, so that no file brings it back, and, as a new entry, the word that
 * this person's events have to be counted anew (decision 0094).
 */
export async function retractEvent(tx: Tx, seq: string, at: Date): Promise<void> {
  await lockForWriting(tx);
  await tx.execute(
    `update customers.event set seq = default, name = '$retracted', happened_at = $2, quantity = null, amount_fen = null, value = null,
       properties = null where seq = $1`,
    [seq, at],
  );
}

/** Puts other values into an event: it becomes a new entry behind the word that this person's events have to be counted anew. */
export async function reviseEvent(tx: Tx, seq: string, event: StoredEvent, at: Date): Promise<void> {
  await lockForWriting(tx);
  await tx.execute(`insert into customers.event (ordinal, name, happened_at) values ($1, '$retracted', $2)`, [
    event.ordinal,
    at,
  ]);
  await tx.execute(
    'update customers.event set seq = default, happened_at = $2, quantity = $3, amount_fen = $4 where seq = $1',
    [seq, event.at, event.quantity, event.amountFen],
  );
}

/** The events of a person below a number, in order: what is counted anew where an entry says so. */
export async function eventsBelow(tx: Tx, ordinal: number, below: number): Promise<LoggedEvent[]> {
  return tx.query<LoggedEvent>(
    `select seq, ordinal, name, happened_at as at, quantity, amount_fen as "amountFen", value
       from customers.event where ordinal = $1 and seq < $2 and name not like '$%' order by seq`,
    [ordinal, below],
  );
}

/** Removes what the log holds of a person and leaves the order to forget them in DuckDB. */
export async function eraseEvents(tx: Tx, ordinal: number, at: Date): Promise<void> {
  await lockForWriting(tx);
  await tx.execute('delete from customers.event where ordinal = $1', [ordinal]);
  await tx.execute(`insert into customers.event (ordinal, name, happened_at) values ($1, '$erased', $2)`, [
    ordinal,
    at,
  ]);
}

/** Whether the log shows entries behind a number; those that are on their way are seen the next time. */
export async function hasNewer(tx: Tx, after: number): Promise<boolean> {
  const row = await tx.one<{ newer: boolean }>(
    'select exists (select 1 from customers.event where seq > $1) as newer',
    [after],
    'customers.newer-events',
  );
  return row.newer;
}

/** The highest number below which the log is complete. */
export async function completeUpTo(tx: Tx): Promise<number> {
  await tx.execute(`select pg_advisory_xact_lock(${LOCK})`);
  const row = await tx.one<{ seq: number }>('select coalesce(max(seq), 0) as seq from customers.event');
  return row.seq;
}

/** Events with numbers in (`after`, `upTo`], at most `limit`, in order. */
export async function readEvents(tx: Tx, after: number, upTo: number, limit: number): Promise<LoggedEvent[]> {
  return tx.query<LoggedEvent>(
    `select seq, ordinal, name, happened_at as at, quantity, amount_fen as "amountFen", value
       from customers.event where seq > $1 and seq <= $2 order by seq limit $3`,
    [after, upTo, limit],
    'customers.read-events',
  );
}

/** One entry by its number. */
export async function readEvent(tx: Tx, seq: number): Promise<LoggedEvent | undefined> {
  return (await readEvents(tx, seq - 1, seq, 1))[0];
}

async function lockForWriting(tx: Tx): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock_shared(${LOCK})`, [], 'customers.event-writer');
}
