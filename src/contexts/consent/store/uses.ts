import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode, Operation } from '../../register/index.ts';
import type { MessageFacts } from '../domain/decision.ts';
import { statementName } from './statement-name.ts';

/** A use as it is stored. */
export interface UseRow {
  readonly id: string;
  readonly activity: string;
  readonly revision: number;
  readonly operation: Operation;
  readonly channel: string | null;
  readonly brand: string | null;
  readonly recipient: string | null;
  readonly fields: readonly FieldCode[];
  readonly recipients: readonly string[];
  readonly message: MessageFacts | null;
  readonly purposeNote: string | null;
  readonly subject: string | null;
  readonly by: string;
  readonly at: Date;
  readonly receipt: string;
  /** Whether its people are a population, kept as bits. */
  readonly population: boolean;
}

type NewUse = Omit<UseRow, 'population'>;

/** Stores a use and its members. */
export async function insertUse(tx: Tx, row: NewUse, ordinals: readonly number[]): Promise<void> {
  await insertRow(tx, row, null);
  await tx.execute(
    'insert into consent.use_member (use, ordinal) select $1, unnest($2::int[])',
    [row.id, ordinals],
    statementName('consent.insert-use-members', ordinals.length),
  );
}

/** Stores a use of a population: bit n of `bitmap`, as get_bit counts, is set for ordinal n. */
export async function insertPopulationUse(tx: Tx, row: NewUse, bitmap: Buffer): Promise<void> {
  await insertRow(tx, row, bitmap);
}

async function insertRow(tx: Tx, row: NewUse, population: Buffer | null): Promise<void> {
  await tx.execute(
    `insert into consent.use (id, activity, revision, operation, channel, brand, recipient, fields, recipients, message,
        purpose_note, subject, used_by, used_at, receipt, population)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      row.id,
      row.activity,
      row.revision,
      row.operation,
      row.channel,
      row.brand,
      row.recipient,
      row.fields,
      row.recipients,
      row.message === null ? null : JSON.stringify(row.message),
      row.purposeNote,
      row.subject,
      row.by,
      row.at,
      row.receipt,
      population,
    ],
    'consent.insert-use',
  );
}

const COLUMNS = `u.id, u.activity, u.revision, u.operation, u.channel, u.brand, u.recipient, u.fields, u.recipients, u.message,
  u.purpose_note as "purposeNote", u.subject, u.used_by as by, u.used_at as at, u.receipt,
  u.population is not null as population`;

/** A use. */
export async function findUse(tx: Tx, id: string): Promise<UseRow | undefined> {
  return tx.first<UseRow>(`select ${COLUMNS} from consent.use u where u.id = $1`, [id], 'consent.use');
}

/** Which of these people are members of a use. */
export async function membersAmong(tx: Tx, use: string, ordinals: readonly number[]): Promise<Set<number>> {
  const rows = await tx.query<{ ordinal: number }>(
    'select ordinal from consent.use_member where use = $1 and ordinal = any ($2::int[])',
    [use, ordinals],
    statementName('consent.use-members-among', ordinals.length),
  );
  return new Set(rows.map((row) => row.ordinal));
}

// Above every UUIDv7; a bound that is always there lets one plan serve the first page and all others.
const LATEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Uses of a person's information, newest first: ids are UUIDv7, so their order is time's. Uses of named people and of populations are two walks
 * down an index, each as long as the page; the second looks at one bit of each population on its way.
 */
export async function listUses(tx: Tx, person: string, before: string | null, limit: number): Promise<UseRow[]> {
  return tx.query<UseRow>(
    `with who as materialized (select ordinal from consent.subject where person = $1)
     (select ${COLUMNS} from consent.use_member m join consent.use u on u.id = m.use
       where m.ordinal = (select ordinal from who) and m.use < $2
       order by m.use desc limit $3)
     union all
     (select ${COLUMNS} from consent.use u
       where u.population is not null and u.id < $2 and case
         when octet_length(u.population) > (select ordinal / 8 from who)
         then get_bit(substring(u.population from (select ordinal / 8 + 1 from who) for 1), (select ordinal % 8 from who)) = 1
         else false end
       order by u.id desc limit $3)
     order by id desc limit $3`,
    [person, before ?? LATEST, limit],
    'consent.uses-of',
  );
}

/** A named person's place in a use. */
export interface NamedPlace {
  readonly use: string;
  readonly receipt: string;
  /** From 0, in the order of ordinals. */
  readonly position: number;
}

/** The uses that name a person, oldest first, with their place in each. */
export async function listNamedPlaces(tx: Tx, ordinal: number, after: string, limit: number): Promise<NamedPlace[]> {
  return tx.query<NamedPlace>(
    `select m.use, u.receipt, (select count(*)::int from consent.use_member o where o.use = m.use and o.ordinal < $1) as position
       from consent.use_member m join consent.use u on u.id = m.use
      where m.ordinal = $1 and m.use > $2 order by m.use limit $3`,
    [ordinal, after, limit],
    'consent.named-places',
  );
}

/** Ids of the named members of a use by place, 16 bytes each, in the order of ordinals. */
export async function namedIds(tx: Tx, use: string, start: number, end: number): Promise<Buffer> {
  const row = await tx.one<{ ids: Buffer | null }>(
    `select string_agg(uuid_send(t.person), '' order by t.ordinal) as ids from (
       select s.person, m.ordinal from consent.use_member m join consent.subject s using (ordinal)
        where m.use = $1 order by m.ordinal offset $2 limit $3) t`,
    [use, start, end - start],
    'consent.named-ids',
  );
  return row.ids ?? Buffer.alloc(0);
}
