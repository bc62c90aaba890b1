import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode, Operation } from '../../register/index.ts';
import type { MessageFacts } from '../domain/decision.ts';
import { statementName } from './statement-name.ts';
import type { ChainPlace } from './use-chunks.ts';

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
  /** Whether its people are a population, kept as containers. */
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

/** Stores a use of a population, whose people are stored already. */
export async function insertPopulationUse(tx: Tx, row: NewUse, population: PopulationRow): Promise<void> {
  await insertRow(tx, row, population);
}

/** What a use of a population has besides. */
export interface PopulationRow extends ChainPlace {
  readonly size: number;
  /** How many people in each chunk, four bytes little-endian each. */
  readonly counts: Buffer;
  /** Bytes of the containers. */
  readonly bytes: number;
}

async function insertRow(tx: Tx, row: NewUse, population: PopulationRow | null): Promise<void> {
  await tx.execute(
    `insert into consent.use (id, activity, revision, operation, channel, brand, recipient, fields, recipients, message,
        purpose_note, subject, used_by, used_at, receipt, chain, place, size, counts, stored)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
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
      population?.chain ?? null,
      population?.place ?? null,
      population?.size ?? null,
      population?.counts ?? null,
      population?.bytes ?? null,
    ],
    'consent.insert-use',
  );
}

const COLUMNS = `u.id, u.activity, u.revision, u.operation, u.channel, u.brand, u.recipient, u.fields, u.recipients, u.message,
  u.purpose_note as "purposeNote", u.subject, u.used_by as by, u.used_at as at, u.receipt,
  u.chain is not null as population`;

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

/** Below and above every UUIDv7; bounds that are always there let one plan serve the first page and all others. */
export const EARLIEST = '00000000-0000-0000-0000-000000000000';
export const LATEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Ids of the uses that name a person, newest first: ids are UUIDv7, so their order is time's. */
export async function listNamedUses(tx: Tx, ordinal: number, before: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ use: string }>(
    'select use from consent.use_member where ordinal = $1 and use < $2 order by use desc limit $3',
    [ordinal, before, limit],
    'consent.named-uses-of',
  );
  return rows.map(({ use }) => use);
}

/** Uses of populations between two ids, newest first, whoever is in them. */
export async function listPopulationUses(
  tx: Tx,
  after: string,
  before: string,
  limit: number,
): Promise<(ChainPlace & { readonly id: string })[]> {
  return tx.query(
    'select id, chain, place from consent.use where chain is not null and id < $1 and id > $2 order by id desc limit $3',
    [before, after, limit],
    'consent.population-uses',
  );
}

/** Uses by id, newest first. */
export async function findUses(tx: Tx, ids: readonly string[]): Promise<UseRow[]> {
  return tx.query<UseRow>(
    `select ${COLUMNS} from consent.use u where u.id = any ($1::uuid[]) order by u.id desc`,
    [ids],
    statementName('consent.uses', ids.length),
  );
}

/** A use of a population with what tells anybody's place in it. */
export interface PopulationUse extends ChainPlace {
  readonly id: string;
  readonly receipt: string;
  readonly counts: Buffer;
}

/** Uses of populations after an id, oldest first. */
export async function listPopulations(tx: Tx, after: string, limit: number): Promise<PopulationUse[]> {
  return tx.query<PopulationUse>(
    'select id, chain, place, receipt, counts from consent.use where chain is not null and id > $1 order by id limit $2',
    [after, limit],
    'consent.populations',
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
