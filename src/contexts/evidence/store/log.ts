import { bigintArray, byteaArray, integerArray, type Tx } from '../../../platform/database/index.ts';

/** A signed state of the log. */
export interface CheckpointRow {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
}

/** The newest checkpoint; undefined while the log is empty. */
export async function latestCheckpoint(tx: Tx): Promise<CheckpointRow | undefined> {
  return tx.first<CheckpointRow>(
    'select size, root, note from evidence.checkpoint order by size desc limit 1',
    [],
    'evidence.latest-checkpoint',
  );
}

/** Keeps a checkpoint that extends the one of size `previous` (0: the empty log); a second one of its size, or after the same one, fails. */
export async function insertCheckpoint(tx: Tx, row: CheckpointRow, previous: number, time: Date): Promise<void> {
  await tx.execute(
    'insert into evidence.checkpoint (size, root, note, time, previous) values ($1, $2, $3, $4, $5)',
    [row.size, row.root, row.note, time, previous],
    'evidence.insert-checkpoint',
  );
}

/** The hashes of one tile row, as many as it has so far. */
export async function findTile(tx: Tx, level: number, index: number): Promise<Buffer | undefined> {
  const row = await tx.first<{ hashes: Buffer }>(
    'select hashes from evidence.tile where level = $1 and index = $2',
    [level, index],
    'evidence.find-tile',
  );
  return row?.hashes;
}

/** A tile row with its hashes. */
export interface TileRow {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
}

/** Several tile rows in one statement; those that are not there are left out. */
export async function findTiles(
  tx: Tx,
  wanted: readonly { readonly level: number; readonly index: number }[],
): Promise<TileRow[]> {
  return tx.query<TileRow>(
    // A look-up by key for each, whatever the planner thinks of the table's size.
    `select tile.level, tile.index, tile.hashes
       from unnest($1::integer[], $2::bigint[]) as wanted (level, index),
            lateral (select * from evidence.tile where tile.level = wanted.level::smallint and tile.index = wanted.index offset 0) as tile`,
    [integerArray(wanted.map((tile) => tile.level)), bigintArray(wanted.map((tile) => tile.index))],
    'evidence.find-tiles',
  );
}

/** Writes tiles, new or grown. */
export async function saveTiles(tx: Tx, tiles: readonly TileRow[]): Promise<void> {
  await tx.execute(
    `insert into evidence.tile (level, index, hashes)
     select level, index, hashes from unnest($1::smallint[], $2::bigint[], $3::bytea[]) as row (level, index, hashes)
     on conflict (level, index) do update set hashes = excluded.hashes`,
    [
      tiles.map((tile) => tile.level),
      bigintArray(tiles.map((tile) => tile.index)),
      byteaArray(tiles.map((tile) => tile.hashes)),
    ],
    'evidence.save-tiles',
  );
}

/** Whether this transaction is now the only sequencer, on any server; the right ends with the transaction. */
export async function becomeSequencer(tx: Tx): Promise<boolean> {
  const row = await tx.one<{ alone: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('zhinuo.evidence.sequencer')) as alone`,
    [],
    'evidence.become-sequencer',
  );
  return row.alone;
}

/** The newest checkpoints of at most these sizes, in their order; undefined where there is none. */
export async function checkpointsUpTo(
  tx: Tx,
  sizes: readonly number[],
): Promise<({ readonly size: number; readonly time: Date } | undefined)[]> {
  const rows = await tx.query<{ size: number | null; time: Date | null }>(
    `select found.size, found.time from unnest($1::bigint[]) with ordinality as wanted (most, place)
       left join lateral (select size, time from evidence.checkpoint where size <= wanted.most order by size desc limit 1) as found on true
      order by wanted.place`,
    [bigintArray(sizes)],
    'evidence.checkpoints-up-to',
  );
  return rows.map(({ size, time }) => (size === null || time === null ? undefined : { size, time }));
}
