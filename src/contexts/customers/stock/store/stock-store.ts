import type { Tx } from '../../../../platform/database/index.ts';
import { settleIdentifiers } from '../../identity/store/digest-store.ts';
import type { Grade, GradeReason } from '../domain/grade-evidence.ts';

/** A group of evidence. */
export interface StockGroup {
  readonly number: number;
  readonly grade: Grade;
  readonly reason: GradeReason;
  readonly origin: string;
  readonly noticeVersion: string;
  readonly how: string;
  readonly people: number;
  readonly ruling: 'accepted' | 'rejected' | null;
  readonly ruledNotice: string | null;
  readonly ruledVersion: number | null;
  readonly rulingReason: string | null;
  readonly rulingReceipt: string | null;
  readonly ruledBy: string | null;
  readonly ruledAt: Date | null;
}

/** Which version in the register a label of the file is. */
export interface StockNotice {
  readonly label: string;
  readonly notice: string;
  readonly version: number;
}

/** A row to be stored. */
export interface StockRow {
  readonly digest: Buffer;
  readonly older?: readonly Buffer[];
  readonly group: number;
  readonly shownAt: Date | null;
  readonly saidAt: Date | null;
}

const GROUP = `number, grade, reason, origin, notice_version as "noticeVersion", how, people, ruling, ruled_notice as "ruledNotice",
  ruled_version as "ruledVersion", ruling_reason as "rulingReason", ruling_receipt as "rulingReceipt", ruled_by as "ruledBy", ruled_at as "ruledAt"`;

export async function insertStockNotices(tx: Tx, id: string, notices: readonly StockNotice[]): Promise<void> {
  for (const { label, notice, version } of notices)
    await tx.execute('insert into customers.stock_notice (import, label, notice, version) values ($1, $2, $3, $4)', [
      id,
      label,
      notice,
      version,
    ]);
}

export async function stockNotices(tx: Tx, id: string): Promise<StockNotice[]> {
  return tx.query('select label, notice, version from customers.stock_notice where import = $1 order by label', [id]);
}

/** Stores groups that are new, and the words of those that more rows carry by now. */
export async function saveGroups(
  tx: Tx,
  id: string,
  groups: readonly Pick<StockGroup, 'number' | 'grade' | 'reason' | 'origin' | 'noticeVersion' | 'how'>[],
): Promise<void> {
  for (const group of groups)
    await tx.execute(
      `insert into customers.stock_group (import, number, grade, reason, origin, notice_version, how) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (import, number) do update set origin = excluded.origin, notice_version = excluded.notice_version, how = excluded.how`,
      [id, group.number, group.grade, group.reason, group.origin, group.noticeVersion, group.how],
      'customers.save-stock-group',
    );
}

/** Stores rows; of two of the same person the better one stays. Returns how many people were new. */
export async function insertRows(
  tx: Tx,
  id: string,
  rows: readonly StockRow[],
  rankOf: (group: number) => number,
): Promise<number> {
  await settleIdentifiers(tx, rows);
  const best = new Map<string, StockRow>();
  for (const row of rows) {
    const key = row.digest.toString('latin1');
    const known = best.get(key);
    if (known === undefined || rankOf(row.group) < rankOf(known.group)) best.set(key, row);
  }
  const kept = [...best.values()];
  const inserted = await tx.query<{ fresh: boolean }>(
    `insert into customers.stock_row as r (import, digest, group_number, shown_at, said_at)
     select $1, digest, grp, shown_at, said_at
       from unnest($2::bytea[], $3::int[], $4::timestamptz[], $5::timestamptz[]) as row (digest, grp, shown_at, said_at)
     on conflict (import, digest) do update
        set group_number = excluded.group_number, shown_at = excluded.shown_at, said_at = excluded.said_at
      where (select grade from customers.stock_group g where g.import = $1 and g.number = excluded.group_number)
          < (select grade from customers.stock_group g where g.import = $1 and g.number = r.group_number)
     returning xmax = 0 as fresh`,
    [
      id,
      kept.map((row) => row.digest),
      kept.map((row) => row.group),
      kept.map((row) => row.shownAt?.toISOString() ?? null),
      kept.map((row) => row.saidAt?.toISOString() ?? null),
    ],
    'customers.insert-stock-rows',
  );
  return inserted.filter(({ fresh }) => fresh).length;
}

/** Groups with how many people each has, the largest first. */
export async function stockGroups(tx: Tx, id: string): Promise<StockGroup[]> {
  return tx.query(`select ${GROUP} from customers.stock_group where import = $1 order by grade, people desc, number`, [
    id,
  ]);
}

export async function stockGroup(tx: Tx, id: string, number: number): Promise<StockGroup | undefined> {
  return tx.first(`select ${GROUP} from customers.stock_group where import = $1 and number = $2 for update`, [
    id,
    number,
  ]);
}

/**
 * Counts the people of every group, once all rows are in. Groups that nobody can tell apart any more, because what told them apart was not kept, are
 * one: the same evidence is ruled on together.
 */
export async function countGroups(tx: Tx, id: string): Promise<void> {
  const same = `select number, min(number) over (partition by grade, reason, origin, notice_version, how) as first
      from customers.stock_group where import = $1`;
  const { alike } = await tx.one<{ alike: boolean }>(
    `select exists (select from (${same}) s where s.number <> s.first) as alike`,
    [id],
  );
  // Millions of rows came in a moment ago, and PostgreSQL may not know yet: it must not go through them once for each group.
  if (alike) await tx.execute('set local enable_nestloop = off');
  await tx.execute(
    `update customers.stock_row r set group_number = s.first from (${same}) s
      where r.import = $1 and r.group_number = s.number and s.number <> s.first`,
    [id],
  );
  await tx.execute(
    `delete from customers.stock_group g using (${same}) s where g.import = $1 and g.number = s.number and s.number <> s.first`,
    [id],
  );
  await tx.execute(
    `update customers.stock_group g set people = c.people
       from (select group_number, count(*)::int as people from customers.stock_row where import = $1 group by group_number) c
      where g.import = $1 and g.number = c.group_number`,
    [id],
  );
}

export async function setRuling(
  tx: Tx,
  id: string,
  ruling: {
    number: number;
    ruling: 'accepted' | 'rejected';
    notice: string | null;
    version: number | null;
    reason: string;
    receipt: string;
    by: string;
    at: Date;
  },
): Promise<void> {
  await tx.execute(
    `update customers.stock_group set ruling = $3, ruled_notice = $4, ruled_version = $5, ruling_reason = $6, ruling_receipt = $7, ruled_by = $8,
            ruled_at = $9 where import = $1 and number = $2`,
    [
      id,
      ruling.number,
      ruling.ruling,
      ruling.notice,
      ruling.version,
      ruling.reason,
      ruling.receipt,
      ruling.by,
      ruling.at,
    ],
  );
}

/** Rows that wait in a group, with who has the number here, in order of their digests. */
export async function waitingRows(
  tx: Tx,
  request: { import: string; group: number; issuer: string; limit: number },
): Promise<{ digest: Buffer; shownAt: Date | null; saidAt: Date | null; person: string | null }[]> {
  return tx.query(
    `select r.digest, r.shown_at as "shownAt", r.said_at as "saidAt", case when f.erased_at >= r.said_at then null else i.person end as person
       from customers.stock_row r
       left join customers.identifier i on i.type = 'member_id' and i.issuer = $3 and i.scope = '' and i.digest = r.digest
       left join customers.forgotten_identifier f on f.digest = r.digest
      where r.import = $1 and r.group_number = $2 and r.state = 0 order by r.digest limit $4 for update of r`,
    [request.import, request.group, request.issuer, request.limit],
    'customers.waiting-stock-rows',
  );
}

export async function setStates(tx: Tx, id: string, digests: readonly Buffer[], state: number): Promise<void> {
  if (digests.length === 0) return;
  await tx.execute(
    'update customers.stock_row set state = $3 where import = $1 and digest = any ($2::bytea[])',
    [id, digests, state],
    'customers.set-stock-states',
  );
}

/** How many people of each grade are in each state. */
export async function stateCounts(tx: Tx, id: string): Promise<{ grade: Grade; state: number; people: number }[]> {
  return tx.query(
    `select g.grade, r.state, count(*)::int as people from customers.stock_row r
       join customers.stock_group g on g.import = r.import and g.number = r.group_number
      where r.import = $1 group by g.grade, r.state order by g.grade, r.state`,
    [id],
  );
}

/** Ordinals of the people of a stock who are known here. */
export async function stockOrdinals(tx: Tx, id: string, issuer: string): Promise<number[]> {
  const rows = await tx.query<{ ordinal: number }>(
    `select distinct i.ordinal from customers.stock_row r
       join customers.identifier i on i.type = 'member_id' and i.issuer = $2 and i.scope = '' and i.digest = r.digest
      where r.import = $1 order by i.ordinal`,
    [id, issuer],
  );
  return rows.map(({ ordinal }) => ordinal);
}

const KNOWN_ROWS = `customers.stock_row r
       join customers.stock_group g on g.import = r.import and g.number = r.group_number
       join customers.identifier i on i.type = 'member_id' and i.issuer = $2 and i.scope = '' and i.digest = r.digest`;
/** A group that enters as a consent: proven, or accepted by the DPO. */
const ENTERS = `(g.grade = 'A' or g.ruling is not distinct from 'accepted')`;

/** Ordinals of the people known here whom the stock brings no consent of, and no word that they may not be asked. */
export async function unprovenOrdinals(tx: Tx, id: string, issuer: string): Promise<number[]> {
  const rows = await tx.query<{ ordinal: number }>(
    `select distinct i.ordinal from ${KNOWN_ROWS}
      where r.import = $1 and r.state in (0, 4) and not ${ENTERS} and g.reason not in ('said-no', 'bought') order by i.ordinal`,
    [id, issuer],
    'customers.unproven-stock-ordinals',
  );
  return rows.map(({ ordinal }) => ordinal);
}

/** How many people known here have a consent in the stock that may be taken over and was not yet. */
export async function waitingToEnter(tx: Tx, id: string, issuer: string): Promise<number> {
  const { people } = await tx.one<{ people: number }>(
    `select count(distinct i.ordinal)::int as people from ${KNOWN_ROWS} where r.import = $1 and r.state = 0 and ${ENTERS}`,
    [id, issuer],
    'customers.waiting-stock-people',
  );
  return people;
}

/** Forgets what stocks say of a person. */
export async function deleteStockRows(tx: Tx, person: string): Promise<void> {
  await tx.execute(
    `delete from customers.stock_row r using customers.identifier i
      where i.person = $1 and i.type = 'member_id' and i.digest = r.digest`,
    [person],
  );
}
