import { pendingRestoration } from '../../../platform/backup/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import type { ColumnsDeps } from './columns-deps.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';

/** What has changed since a snapshot. */
export interface Changes {
  readonly snapshot: Snapshot;
  /** People whose state may differ. */
  readonly ordinals: readonly number[];
  /** Whether everybody's may. */
  readonly everybody: boolean;
  /** Stands for the register and for whether a restore waits for its release: equal texts, equal cases. */
  readonly cases: string;
}

interface ChangeRow {
  readonly ordinal: number;
  readonly kind: string;
  readonly digest: boolean;
}

/** Change of this kind, of ordinal 0, concerns everybody. */
export const EVERYBODY = 'everybody';

/**
 * Reads what transactions changed that were not over in `since` (nothing without it). Needs a snapshot that stands still (repeatable read). A
 * long open transaction holds nobody up: it stands in the snapshot by itself, and only what came after the snapshot is read beside it.
 */
export async function readChanges(
  deps: Pick<ColumnsDeps, 'register'>,
  tx: Tx,
  since: Snapshot | undefined,
): Promise<Changes> {
  const { text } = await tx.one<{ text: string }>('select pg_current_snapshot()::text as text', [], 'consent.snapshot');
  const snapshot = readSnapshot(text);
  const range =
    since === undefined ? undefined : [String(since.end), [...since.open].map(String), String(snapshot.end)];
  const rows = range === undefined ? [] : await changesIn(tx, range);
  const holders = range !== undefined && rows.some((row) => row.digest) ? await holdersIn(tx, range) : [];
  const restoration = await pendingRestoration(tx);
  return {
    snapshot,
    ordinals: [...rows.map((row) => row.ordinal).filter((ordinal) => ordinal !== 0), ...holders],
    everybody: rows.some((row) => row.kind === EVERYBODY),
    cases: `${await deps.register.stateVersion(tx)} ${restoration?.restoredAt.toISOString() ?? ''}`,
  };
}

// Rows that came with a backup carry numbers of another database, which may lie ahead of this one's: they are no news.
const SINCE = `((c.transaction >= $1::text::xid8 and c.transaction < $3::text::xid8) or c.transaction = any ($2::text[]::xid8[]))`;

async function changesIn(tx: Tx, range: unknown[]): Promise<ChangeRow[]> {
  return tx.query<ChangeRow>(
    `with news as materialized (
       select distinct c.ordinal, c.kind, c.digest is not null as digest from consent.change c where ${SINCE})
     select * from news
     union select k.ordinal, 'kin', false from news join consent.kin m on m.ordinal = news.ordinal and m.parted_at is null
       join consent.kin k on k.label = m.label and k.parted_at is null`,
    range,
    'consent.changes-since',
  );
}

// A no on an address binds whoever holds it, also those whose address was not yet to be seen when it was said.
async function holdersIn(tx: Tx, range: unknown[]): Promise<number[]> {
  const rows = await tx.query<{ ordinal: number }>(
    `with holder as materialized (
       select distinct a.ordinal from consent.change c
         join consent.address a on a.digest = c.digest and a.channel = c.channel and a.ended_at is null
        where c.digest is not null and ${SINCE})
     select ordinal from holder
     union select k.ordinal from holder join consent.kin m on m.ordinal = holder.ordinal and m.parted_at is null
       join consent.kin k on k.label = m.label and k.parted_at is null`,
    range,
    'consent.holders-since',
  );
  return rows.map((row) => row.ordinal);
}
