import type { Tx } from '../../../../platform/database/index.ts';

/** Ordinals of one stored piece of a membership. */
const CHUNK = 65_536;

/** A membership that began or ended. */
export interface MemberChange {
  readonly segment: string;
  readonly ordinal: number;
  readonly entered: boolean;
}

/** What is stored about the members of a segment. */
export interface MemberState {
  readonly segment: string;
  readonly revision: number;
  readonly size: number;
  /** Changes up to this one are in the stored set. */
  readonly base: number;
  readonly builtAt: Date;
  /** The last instant for which the members are known to be right. */
  readonly keptAt: Date;
}

const STATE = 'segment, revision, size, base, built_at as "builtAt", kept_at as "keptAt"';

/** The state of one segment's members; undefined before they were computed. */
export async function findMemberState(tx: Tx, segment: string): Promise<MemberState | undefined> {
  return tx.first<MemberState>(
    `select ${STATE} from customers.segment_state where segment = $1`,
    [segment],
    'customers.segment-state',
  );
}

/** The states of these segments. */
export async function memberStates(tx: Tx, segments: readonly string[]): Promise<MemberState[]> {
  return tx.query<MemberState>(`select ${STATE} from customers.segment_state where segment = any($1)`, [segments]);
}

/** The stored members: the set, and what has changed since. */
export async function readMembers(tx: Tx, segment: string): Promise<number[]> {
  const state = await findMemberState(tx, segment);
  if (state === undefined) return [];
  const members = new Set<number>();
  const chunks = await tx.query<{ chunk: number; members: Buffer }>(
    'select chunk, members from customers.segment_chunk where segment = $1 order by chunk',
    [segment],
  );
  for (const { chunk, members: bits } of chunks)
    for (const [at, byte] of bits.entries())
      for (let bit = 0; bit < 8; bit += 1) if (((byte >>> bit) & 1) === 1) members.add(chunk * CHUNK + at * 8 + bit);
  const changes = await tx.query<{ ordinal: number; entered: boolean }>(
    'select ordinal, entered from customers.segment_change where segment = $1 and seq > $2 order by seq',
    [segment, state.base],
  );
  for (const { ordinal, entered } of changes) {
    if (entered) members.add(ordinal);
    else members.delete(ordinal);
  }
  return [...members];
}

/** Replaces the stored set by one that holds everything until now. */
export async function writeMembers(
  tx: Tx,
  kept: { readonly segment: string; readonly revision: number; readonly ordinals: Uint32Array; readonly at: Date },
): Promise<void> {
  const { segment, revision, ordinals, at } = kept;
  await tx.execute('delete from customers.segment_chunk where segment = $1', [segment]);
  const chunks = new Map<number, Buffer>();
  for (const ordinal of ordinals) {
    const number = Math.floor(ordinal / CHUNK);
    let bits = chunks.get(number);
    if (bits === undefined) {
      bits = Buffer.alloc(CHUNK / 8);
      chunks.set(number, bits);
    }
    const place = ordinal % CHUNK;
    bits[place >>> 3] = (bits[place >>> 3] ?? 0) | (1 << (place & 7));
  }
  for (const [chunk, bits] of chunks)
    await tx.execute('insert into customers.segment_chunk (segment, chunk, members) values ($1, $2, $3)', [
      segment,
      chunk,
      bits,
    ]);
  await tx.execute(
    `insert into customers.segment_state (segment, revision, size, base, built_at, kept_at)
     select $1, $2, $3, coalesce((select max(seq) from customers.segment_change), 0), $4, $4
     on conflict (segment) do update set revision = excluded.revision, size = excluded.size, base = excluded.base,
       built_at = excluded.built_at, kept_at = excluded.kept_at`,
    [segment, revision, ordinals.length, at],
  );
}

/** Appends changes, all of one instant. */
export async function appendMemberChanges(tx: Tx, changes: readonly MemberChange[], at: Date): Promise<void> {
  if (changes.length === 0) return;
  await tx.execute(
    `insert into customers.segment_change (segment, ordinal, entered, at)
     select segment, ordinal, entered, $4 from unnest($1::text[], $2::int[], $3::bool[]) as changed (segment, ordinal, entered)`,
    [
      changes.map((change) => change.segment),
      changes.map((change) => change.ordinal),
      changes.map((change) => change.entered),
      at,
    ],
    'customers.append-member-changes',
  );
}

/** Says that the members were right at an instant, and how many they are; one size an hour is kept. */
export async function noteSizes(
  tx: Tx,
  sizes: readonly { readonly segment: string; readonly revision: number; readonly size: number }[],
  at: Date,
): Promise<void> {
  if (sizes.length === 0) return;
  const values = [sizes.map(({ segment }) => segment), sizes.map(({ size }) => size), at];
  await tx.execute(
    `update customers.segment_state set size = noted.size, revision = noted.revision, kept_at = $3
       from unnest($1::text[], $2::int[], $4::int[]) as noted (segment, size, revision)
      where segment_state.segment = noted.segment`,
    [...values, sizes.map(({ revision }) => revision)],
    'customers.note-sizes',
  );
  await tx.execute(
    `insert into customers.segment_size (segment, hour, size)
     select segment, date_trunc('hour', $3::timestamptz), size from unnest($1::text[], $2::int[]) as noted (segment, size)
     on conflict (segment, hour) do update set size = excluded.size`,
    values,
    'customers.note-hours',
  );
}

/** Sizes of a segment since an instant, the oldest first: the last of each hour. */
export async function readSizes(tx: Tx, segment: string, since: Date): Promise<{ at: Date; size: number }[]> {
  return tx.query(
    'select hour as at, size from customers.segment_size where segment = $1 and hour >= $2 order by hour',
    [segment, since],
  );
}

/** Changes of a segment behind a number, in order. */
export async function readMemberChanges(
  tx: Tx,
  segment: string,
  after: number,
  limit: number,
): Promise<{ seq: number; ordinal: number; entered: boolean; at: Date }[]> {
  return tx.query(
    'select seq, ordinal, entered, at from customers.segment_change where segment = $1 and seq > $2 order by seq limit $3',
    [segment, after, limit],
  );
}

/** Removes a person from everything that is stored about members. */
export async function forgetMembers(tx: Tx, ordinals: readonly number[]): Promise<void> {
  for (const ordinal of ordinals) {
    await tx.execute('delete from customers.segment_change where ordinal = $1', [ordinal]);
    await tx.execute(
      `update customers.segment_chunk set members = set_bit(members, $2, 0)
        where chunk = $1 and get_bit(members, $2) = 1`,
      [Math.floor(ordinal / CHUNK), ordinal % CHUNK],
    );
  }
}

/** Removes what is stored about a segment that is no more. */
export async function deleteMembers(tx: Tx, segment: string): Promise<void> {
  for (const table of ['segment_chunk', 'segment_change', 'segment_size', 'segment_state', 'segment_trouble'])
    await tx.execute(`delete from customers.${table} where segment = $1`, [segment]);
}

/** Removes changes that are in every stored set and older than `before`. */
export async function dropOldChanges(tx: Tx, before: Date): Promise<number> {
  return tx.execute(
    `delete from customers.segment_change c using customers.segment_state s
      where c.segment = s.segment and c.seq <= s.base and c.at < $1`,
    [before],
  );
}

/**
 * Takes or keeps the right to write memberships until `until`: one server alone does. Answers "mine" while it is, "new" when it has just come to be, and
 * undefined when another one has it.
 */
export async function holdKeeping(tx: Tx, server: string, now: Date, until: Date): Promise<'mine' | 'new' | undefined> {
  const row = await tx.first<{ server: string; until: Date }>(
    'select server, until from customers.segment_keeper for update',
  );
  if (row !== undefined && row.server !== server && row.until > now) return undefined;
  await tx.execute(
    `insert into customers.segment_keeper (one, server, until) values (true, $1, $2)
     on conflict (one) do update set server = excluded.server, until = excluded.until`,
    [server, until],
    'customers.hold-keeping',
  );
  return row?.server === server ? 'mine' : 'new';
}
