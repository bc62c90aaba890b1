import type { Tx } from '../../../platform/database/index.ts';
import type { ScanType } from '../domain/scan.ts';

/** A batch of paper, with what has been keyed of it. */
export interface PaperBatch {
  readonly id: string;
  readonly form: string;
  readonly noticeVersion: number;
  /** Counted by hand: sheets, and those that agree to something. */
  readonly sheets: number;
  readonly granted: number;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly closedAt: Date | null;
  /** Sheets keyed that were not rejected. */
  readonly keyed: number;
  readonly keyedGranted: number;
  readonly waiting: number;
  readonly rejected: number;
}

/** A sheet of a batch, without names. */
export interface PaperSheet {
  readonly id: string;
  readonly batch: string;
  readonly person: string | null;
  readonly guardianship: string | null;
  readonly guardian: string | null;
  readonly ticked: readonly string[];
  readonly granted: boolean;
  readonly scanType: ScanType;
  readonly scanHash: string;
  readonly status: 'second-look' | 'recorded' | 'rejected';
  readonly keyedBy: string;
  readonly keyedAt: Date;
  readonly lookedBy: string | null;
  readonly reason: string | null;
  /** Keyed digest of the child's date of birth, until the second look has read it too; of sheets without a guardian, and of older ones, none. */
  readonly birthDigest: Buffer | null;
}

const BATCH = `
  select b.id, b.form, b.notice_version as "noticeVersion", b.sheets, b.granted, b.made_by as "madeBy", b.made_at as "madeAt",
      b.closed_at as "closedAt", (count(s.id) filter (where s.status <> 'rejected'))::int as keyed,
      (count(s.id) filter (where s.granted and s.status <> 'rejected'))::int as "keyedGranted",
      (count(s.id) filter (where s.status = 'second-look'))::int as waiting,
      (count(s.id) filter (where s.status = 'rejected'))::int as rejected
    from capture.paper_batch b left join capture.paper_sheet s on s.batch = b.id`;
const SHEET = `select id, batch, person, guardianship, guardian, ticked, granted, scan_type as "scanType", scan_hash as "scanHash", status,
    keyed_by as "keyedBy", keyed_at as "keyedAt", looked_by as "lookedBy", reason,
    birth_digest as "birthDigest" from capture.paper_sheet`;

export async function insertBatch(
  tx: Tx,
  batch: { id: string; form: string; noticeVersion: number; sheets: number; granted: number; by: string; at: Date },
): Promise<void> {
  await tx.execute(
    `insert into capture.paper_batch (id, form, notice_version, sheets, granted, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [batch.id, batch.form, batch.noticeVersion, batch.sheets, batch.granted, batch.by, batch.at],
  );
}

/** Locks a batch until the end of the transaction and reads it; undefined when there is none. */
export async function lockBatch(tx: Tx, id: string): Promise<PaperBatch | undefined> {
  await tx.execute('select 1 from capture.paper_batch where id = $1 for update', [id]);
  return tx.first<PaperBatch>(`${BATCH} where b.id = $1 group by b.id`, [id]);
}

/** The newest batches. */
export async function listBatches(tx: Tx, limit: number): Promise<PaperBatch[]> {
  return tx.query<PaperBatch>(`${BATCH} group by b.id order by b.made_at desc, b.id limit $1`, [limit]);
}

export async function closeBatch(tx: Tx, id: string, by: string, at: Date): Promise<void> {
  await tx.execute('update capture.paper_batch set closed_at = $2, closed_by = $3 where id = $1', [id, at, by]);
}

/** Stores a sheet; false when the same scan is in the batch already and was not rejected. */
export async function insertSheet(
  tx: Tx,
  sheet: Omit<PaperSheet, 'lookedBy' | 'reason'> & { readonly scan: Buffer },
): Promise<boolean> {
  const added = await tx.execute(
    `insert into capture.paper_sheet (id, batch, person, guardianship, guardian, ticked, granted, scan_type, scan_hash, scan, status,
        keyed_by, keyed_at, birth_digest)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (batch, scan_hash) where status <> 'rejected' do nothing`,
    [
      sheet.id,
      sheet.batch,
      sheet.person,
      sheet.guardianship,
      sheet.guardian,
      sheet.ticked,
      sheet.granted,
      sheet.scanType,
      sheet.scanHash,
      sheet.scan,
      sheet.status,
      sheet.keyedBy,
      sheet.keyedAt,
      sheet.birthDigest,
    ],
  );
  return added === 1;
}

export async function sheetsOf(tx: Tx, batch: string): Promise<PaperSheet[]> {
  return tx.query<PaperSheet>(`${SHEET} where batch = $1 order by keyed_at, id`, [batch]);
}

/** Locks a sheet until the end of the transaction. */
export async function lockSheet(tx: Tx, id: string): Promise<PaperSheet | undefined> {
  return tx.first<PaperSheet>(`${SHEET} where id = $1 for update`, [id]);
}

/** A sheet's sealed scan and whose it is; undefined when it is gone. */
export async function scanOf(
  tx: Tx,
  id: string,
): Promise<{ person: string; type: ScanType; scan: Buffer } | undefined> {
  return tx.first(
    'select person, scan_type as type, scan from capture.paper_sheet where id = $1 and scan is not null',
    [id],
  );
}

export async function decideSheet(
  tx: Tx,
  id: string,
  decided: {
    status: 'recorded' | 'rejected';
    guardianship: string | null;
    by: string;
    at: Date;
    reason: string | null;
  },
): Promise<void> {
  await tx.execute(
    'update capture.paper_sheet set status = $2, guardianship = $3, looked_by = $4, looked_at = $5, reason = $6, birth_digest = null where id = $1',
    [id, decided.status, decided.guardianship, decided.by, decided.at, decided.reason],
  );
}

/** Takes a person out of their sheets, as the one who answered or as a guardian; the scan goes with whoever answered. */
export async function forgetSheets(tx: Tx, person: string): Promise<void> {
  await tx.execute(
    'update capture.paper_sheet set person = null, scan = null, guardian = null, guardianship = null, birth_digest = null where person = $1',
    [person],
  );
  await tx.execute('update capture.paper_sheet set guardian = null, guardianship = null where guardian = $1', [person]);
}
