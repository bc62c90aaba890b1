import type { Tx } from '../../../platform/database/index.ts';

/** One reader's disclosures of one class, as they are counted. */
export interface DisclosureRow {
  readonly id: string;
  readonly class: number;
  readonly disclosedTo: string;
  /** Whom a reveal showed; null for an export of many. */
  readonly person: string | null;
  readonly persons: number;
  readonly at: Date;
}

/** An alert as it is stored. */
export interface BulkAlertRow {
  readonly id: string;
  readonly disclosedTo: string;
  readonly class: number;
  readonly threshold: number;
  readonly counted: number;
  readonly at: Date;
  readonly receipt: string;
  readonly reviewedBy: string | null;
  readonly reviewedAt: Date | null;
}

const ALERT = `id, disclosed_to as "disclosedTo", class, threshold, counted, at, receipt, reviewed_by as "reviewedBy",
  reviewed_at as "reviewedAt"`;

/** Reveals and exports are counted one after the other, so that two at once can't both pass below a limit. */
export async function lockDisclosures(tx: Tx): Promise<void> {
  await tx.execute(
    "select pg_advisory_xact_lock(hashtextextended('vault.disclosure', 0))",
    [],
    'vault.lock-disclosures',
  );
}

/** How many reveals there were since an instant: of this person, by this reader, in all. */
export function countReveals(
  tx: Tx,
  query: { readonly person: string; readonly by: string; readonly since: Date },
): Promise<{ ofPerson: number; byReader: number; inAll: number }> {
  return tx.one(
    `select count(*) filter (where person = $1)::int as "ofPerson", count(*) filter (where shown_to = $2)::int as "byReader",
        count(*)::int as "inAll" from vault.reveal where at >= $3`,
    [query.person, query.by, query.since],
    'vault.count-reveals',
  );
}

export async function insertDisclosure(tx: Tx, row: DisclosureRow): Promise<void> {
  await tx.execute(
    'insert into vault.disclosure (id, class, disclosed_to, person, persons, at) values ($1, $2, $3, $4, $5, $6)',
    [row.id, row.class, row.disclosedTo, row.person, row.persons, row.at],
    'vault.insert-disclosure',
  );
}

/** How many people's records of a class went to a reader since an instant; somebody revealed twice counts once. */
export async function countDisclosed(tx: Tx, reader: string, bulkClass: number, since: Date): Promise<number> {
  const row = await tx.one<{ count: string }>(
    `select count(distinct person) + coalesce(sum(persons) filter (where person is null), 0) as count
     from vault.disclosure where disclosed_to = $1 and class = $2 and at > $3`,
    [reader, bulkClass, since],
    'vault.count-disclosed',
  );
  return Number(row.count);
}

/** The highest threshold that has been told of a reader since an instant; 0 when none. */
export async function highestAlert(tx: Tx, reader: string, bulkClass: number, since: Date): Promise<number> {
  const row = await tx.one<{ threshold: number }>(
    `select coalesce(max(threshold), 0) as threshold from vault.bulk_alert
     where disclosed_to = $1 and class = $2 and at > $3`,
    [reader, bulkClass, since],
  );
  return row.threshold;
}

export async function insertAlert(tx: Tx, row: Omit<BulkAlertRow, 'reviewedBy' | 'reviewedAt'>): Promise<void> {
  await tx.execute(
    `insert into vault.bulk_alert (id, disclosed_to, class, threshold, counted, at, receipt) values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.id, row.disclosedTo, row.class, row.threshold, row.counted, row.at, row.receipt],
  );
}

/** Alerts, those not yet reviewed first, the newest first among them. */
export function selectAlerts(tx: Tx, limit: number): Promise<BulkAlertRow[]> {
  return tx.query(
    `select ${ALERT} from vault.bulk_alert order by reviewed_at is not null, at desc, threshold desc, id desc limit $1`,
    [limit],
  );
}

/** Marks an alert as reviewed; the row as it was before, or undefined when there is none. */
export async function reviewAlertRow(tx: Tx, id: string, by: string, at: Date): Promise<BulkAlertRow | undefined> {
  const row = await tx.first<BulkAlertRow>(`select ${ALERT} from vault.bulk_alert where id = $1 for update`, [id]);
  if (row?.reviewedAt === null)
    await tx.execute('update vault.bulk_alert set reviewed_by = $2, reviewed_at = $3 where id = $1', [id, by, at]);
  return row;
}
