import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';

/** How a self-check stands. */
export type SelfCheckState = 'running' | 'finished' | 'cancelled';

/** A self-check as stored. */
export interface SelfCheckRow {
  readonly id: string;
  readonly askedAt: Date;
  readonly askedBy: string;
  readonly state: SelfCheckState;
  readonly finishedAt: Date | null;
  /** How many entries the log had when it began. */
  readonly size: number;
  /** Number of the part that it is at, and where in it. */
  readonly part: number;
  readonly cursor: Json;
  readonly looked: number;
  readonly found: number;
  readonly findings: Json;
}

const COLUMNS = `id, asked_at as "askedAt", asked_by as "askedBy", state, finished_at as "finishedAt", size, part, cursor, looked, found, findings`;

/** Begins a self-check unless one is running; false then. */
export async function insertSelfCheck(
  tx: Tx,
  row: Pick<SelfCheckRow, 'id' | 'askedAt' | 'askedBy' | 'size'>,
): Promise<boolean> {
  const inserted = await tx.execute(
    `insert into evidence.self_check (id, asked_at, asked_by, state, size) values ($1, $2, $3, 'running', $4)
     on conflict (state) where state = 'running' do nothing`,
    [row.id, row.askedAt, row.askedBy, row.size],
  );
  return inserted === 1;
}

/** The one that is running. */
export async function runningSelfCheck(tx: Tx): Promise<SelfCheckRow | undefined> {
  return tx.first<SelfCheckRow>(`select ${COLUMNS} from evidence.self_check where state = 'running'`);
}

/** Those that began last, the newest first. */
export async function latestSelfChecks(tx: Tx, limit: number): Promise<SelfCheckRow[]> {
  return tx.query<SelfCheckRow>(`select ${COLUMNS} from evidence.self_check order by ordinal desc limit $1`, [limit]);
}

/** When one began last that was not cancelled. */
export async function lastSelfCheck(tx: Tx): Promise<Date | null> {
  const row = await tx.one<{ last: Date | null }>(
    `select max(asked_at) as last from evidence.self_check where state <> 'cancelled'`,
  );
  return row.last;
}

/** Takes the running one for a while, so that of several servers one works on it; false when another has it. */
export async function claimSelfCheck(tx: Tx, id: string, by: string, now: Date, until: Date): Promise<boolean> {
  const claimed = await tx.execute(
    `update evidence.self_check set claimed_by = $2, claimed_until = $4
      where id = $1 and state = 'running' and (claimed_by = $2 or claimed_until is null or claimed_until < $3)`,
    [id, by, now, until],
  );
  return claimed === 1;
}

/** Keeps how far it has come; false when it was cancelled meanwhile, or is another server's. */
export async function saveSelfCheck(
  tx: Tx,
  {
    id,
    part,
    cursor,
    looked,
    found,
    findings,
  }: Pick<SelfCheckRow, 'id' | 'part' | 'cursor' | 'looked' | 'found' | 'findings'>,
  claim: { readonly by: string; readonly until: Date },
): Promise<boolean> {
  const saved = await tx.execute(
    `update evidence.self_check set part = $2, cursor = $3, looked = $4, found = $5, findings = $6, claimed_until = $8
      where id = $1 and state = 'running' and claimed_by = $7`,
    [id, part, JSON.stringify(cursor), looked, found, JSON.stringify(findings), claim.by, claim.until],
  );
  return saved === 1;
}

/** Ends the running one; false when there is none. */
export async function endSelfCheck(tx: Tx, state: 'finished' | 'cancelled', at: Date): Promise<boolean> {
  const ended = await tx.execute(
    `update evidence.self_check set state = $1, finished_at = $2, cursor = 'null' where state = 'running'`,
    [state, at],
  );
  return ended === 1;
}

/** Gives the running one back, for whoever goes on first. */
export async function releaseSelfCheck(tx: Tx, by: string): Promise<void> {
  await tx.execute(`update evidence.self_check set claimed_until = null where state = 'running' and claimed_by = $1`, [
    by,
  ]);
}
