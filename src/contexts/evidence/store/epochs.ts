import type { Tx } from '../../../platform/database/index.ts';

/** A state of the map that the log commits to. */
export interface EpochRow {
  readonly number: number;
  /** It holds the tagged entries with an index below this. */
  readonly size: number;
  /** How many those are. */
  readonly count: number;
  readonly root: Buffer;
  /** The map is stored in 2^depth pages. */
  readonly depth: number;
  /** The id of the log's entry of kind `epoch`. */
  readonly entry: string;
  readonly time: Date;
}

/** The newest epoch, whose map the pages hold; undefined before the first. */
export async function latestEpoch(tx: Tx): Promise<EpochRow | undefined> {
  return tx.first<EpochRow>(
    'select number, size, count, root, depth, entry, time from evidence.epoch order by number desc limit 1',
    [],
    'evidence.latest-epoch',
  );
}

/** Keeps an epoch; a second one of the same number fails. */
export async function insertEpoch(tx: Tx, row: EpochRow): Promise<void> {
  await tx.execute(
    'insert into evidence.epoch (number, size, count, root, depth, entry, time) values ($1, $2, $3, $4, $5, $6, $7)',
    [row.number, row.size, row.count, row.root, row.depth, row.entry, row.time],
  );
}

/** Waits until no other server makes an epoch; the right ends with the transaction. */
export async function becomeEpochMaker(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('zhinuo.evidence.epoch'))`);
}

/** Waits until nobody reads the pages of the map; until the transaction ends nobody may. */
export async function closeMap(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('zhinuo.evidence.map'))`);
}

/** Keeps the pages of the map as they are until the transaction ends. */
export async function holdMap(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock_shared(hashtext('zhinuo.evidence.map'))`);
}

/** Whether some server makes an epoch at this moment. */
export async function isEpochBeingMade(tx: Tx): Promise<boolean> {
  // The lock itself is asked, and let go with this transaction: it falls with whoever held it, which a row would not.
  const { free } = await tx.one<{ free: boolean }>(
    `select pg_try_advisory_xact_lock_shared(hashtext('zhinuo.evidence.epoch')) as free`,
    [],
    'evidence.epoch-being-made',
  );
  return !free;
}
