import type { Tx } from '../../../platform/database/index.ts';

/** What a rotation renews: the wrapping of person keys, the blind indexes, or the person keys themselves. */
export type RotationKind = 'generations' | 'indexes' | 'persons';

/** A rotation, and how far it has come. */
export interface RotationRow {
  readonly id: string;
  readonly kind: RotationKind;
  readonly target: number;
  readonly state: 'running' | 'paused' | 'done';
  readonly part: string;
  readonly after: string | null;
  readonly done: number;
  readonly total: number;
  readonly damaged: number;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly runAt: Date;
  readonly runDone: number;
  readonly movedAt: Date | null;
  readonly finishedAt: Date | null;
}

const COLUMNS = `id, kind, target, state, part, after, done::float8 as done, total::float8 as total, damaged::float8 as damaged,
  asked_by as "askedBy", asked_at as "askedAt", run_at as "runAt", run_done::float8 as "runDone", moved_at as "movedAt",
  finished_at as "finishedAt"`;

/** Takes the lock under which one server at a time works on keys, until the transaction ends; false: another one has it. */
export async function lockKeyWork(tx: Tx): Promise<boolean> {
  const row = await tx.one<{ mine: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('vault.key-work')) as mine`,
    [],
    'vault.try-key-work',
  );
  return row.mine;
}

/** The same, waiting for it. */
export async function waitForKeyWork(tx: Tx): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock(hashtext('vault.key-work'))`);
}

/** Begins a rotation. */
export async function insertRotation(
  tx: Tx,
  row: Pick<RotationRow, 'id' | 'kind' | 'target' | 'part' | 'total' | 'askedBy' | 'askedAt'>,
): Promise<void> {
  await tx.execute(
    `insert into vault.key_rotation (id, kind, target, state, part, total, asked_by, asked_at, run_at)
     values ($1, $2, $3, 'running', $4, $5, $6, $7, $7)`,
    [row.id, row.kind, row.target, row.part, row.total, row.askedBy, row.askedAt],
  );
}

/** The rotation that is not done, if any. */
export function openRotation(tx: Tx): Promise<RotationRow | undefined> {
  return tx.first(`select ${COLUMNS} from vault.key_rotation where state <> 'done'`, [], 'vault.open-rotation');
}

/** The newest rotations. */
export function selectRotations(tx: Tx, limit: number): Promise<RotationRow[]> {
  return tx.query(`select ${COLUMNS} from vault.key_rotation order by asked_at desc, id desc limit $1`, [limit]);
}

/** Writes down how far it has come. */
export async function advanceRotation(
  tx: Tx,
  id: string,
  to: { part: string; after: string | null; moved: number; damaged: number; at: Date },
): Promise<void> {
  await tx.execute(
    `update vault.key_rotation set part = $2, after = $3, done = done + $4, total = greatest(total, done + $4), damaged = damaged + $5,
       moved_at = $6 where id = $1`,
    [id, to.part, to.after, to.moved, to.damaged, to.at],
    'vault.advance-rotation',
  );
}

/** Pauses a rotation, lets it run again, or ends it. */
export async function setRotationState(tx: Tx, id: string, state: RotationRow['state'], at: Date): Promise<void> {
  await tx.execute(
    `update vault.key_rotation set state = $2, run_at = case when $2 = 'running' then $3 else run_at end,
       run_done = case when $2 = 'running' then done else run_done end,
       finished_at = case when $2 = 'done' then $3::timestamptz end where id = $1`,
    [id, state, at],
  );
}

/** The number of the newest index secret to which a walk has come to its end; 0 for none. */
export async function newestIndexWalk(tx: Tx): Promise<number> {
  const row = await tx.one<{ newest: number }>(
    `select coalesce(max(target), 0) as newest from vault.key_rotation where kind = 'indexes' and state = 'done'`,
    [],
    'vault.newest-index-walk',
  );
  return row.newest;
}
