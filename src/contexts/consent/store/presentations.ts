import type { Json } from '../../../platform/crypto/index.ts';
import {
  byteaArray,
  instantArray,
  integerArray,
  retryWhenOvertaken,
  type Tx,
  textArray,
  uuidArray,
} from '../../../platform/database/index.ts';
import { fewRows } from './few-rows.ts';
import { statementName } from './statement-name.ts';

/** How long a presentation waits for its answer: a day, milliseconds. */
export const WAITS_MS = 86_400_000;

/** A presentation as it is stored; nonce and session only as digests. */
export interface PresentationRow {
  readonly id: string;
  readonly notice: string;
  readonly noticeVersion: number;
  readonly activities: readonly { readonly code: string; readonly revision: number }[];
  readonly content: Json;
  readonly hash: Buffer;
  readonly nonceDigest: Buffer;
  readonly ordinal: number | null;
  readonly sessionDigest: Buffer | null;
  readonly shownAt: Date;
  readonly expiresAt: Date;
}

/** Stores presentations. */
export async function insertPresentations(tx: Tx, rows: readonly PresentationRow[]): Promise<void> {
  const column = <Key extends keyof PresentationRow>(key: Key) => rows.map((row) => row[key]);
  await tx.execute(
    `insert into consent.presentation (id, notice, notice_version, activities, content, hash, nonce_digest, ordinal,
        session_digest, shown_at, expires_at)
     select id, notice, notice_version, activities::jsonb, content::jsonb, hash, nonce_digest, ordinal, session_digest, shown_at, expires_at
       from unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::int[], $9::bytea[],
         $10::timestamptz[], $11::timestamptz[]) as t (id, notice, notice_version, activities, content, hash, nonce_digest, ordinal,
         session_digest, shown_at, expires_at)`,
    [
      column('id'),
      column('notice'),
      column('noticeVersion'),
      column('activities').map((each) => JSON.stringify(each)),
      column('content').map((each) => JSON.stringify(each)),
      column('hash'),
      column('nonceDigest'),
      column('ordinal'),
      column('sessionDigest'),
      column('shownAt'),
      column('expiresAt'),
    ],
    'consent.insert-presentations',
  );
}

/** A presentation and whether its nonce has burnt. What is `carried` by its session is stored when it is answered (decision 0090). */
export type StoredPresentation = PresentationRow & { readonly usedAt: Date | null; readonly carried: boolean };

/** Presentations by id; nothing keeps others from burning them meanwhile, but whoever burns them notices. */
export async function readPresentations(tx: Tx, ids: readonly string[]): Promise<Map<string, StoredPresentation>> {
  const rows = await tx.query<StoredPresentation>(
    `select id, notice, notice_version as "noticeVersion", activities, content, hash, nonce_digest as "nonceDigest", ordinal,
        session_digest as "sessionDigest", shown_at as "shownAt", expires_at as "expiresAt", used_at as "usedAt", carried
       from consent.presentation where id = any ($1::uuid[])`,
    [uuidArray(ids)],
    statementName('consent.read-presentations', ids.length),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Burns nonces. Fails, so that the transaction is tried again and finds out, when
 * somebody else has burnt one of them since they were read: each burns once.
 */
export async function burnPresentations(tx: Tx, answered: readonly StoredPresentation[], at: Date): Promise<void> {
  if (answered.length === 0) return;
  const { name, parameters } = burningParameters(answered, at);
  const { parts, once } = BURNING[name];
  await retryWhenOvertaken(
    tx.execute(
      `with ${parts} select ${once}`,
      parameters,
      statementName(`consent.burn-presentations-${name}`, answered.length),
    ),
  );
}

/** Nonces of stored presentations burn, of carried ones, or of both: a part that has nothing to do would be set up by PostgreSQL all the same. */
export type BurningName = 'stored' | 'carried' | 'all';

/** How many parameters burning carried presentations has: when, and their columns. */
export const CARRIED_PARAMETERS = 11;

/** Which parts a statement needs that burns these, and their parameters. */
export function burningParameters(
  answered: readonly StoredPresentation[],
  at: Date,
): { readonly name: BurningName; readonly parameters: unknown[] } {
  const stored = answered.filter(({ carried }) => !carried).map(({ id }) => id);
  const carried = answered.filter((each) => each.carried);
  if (carried.length === 0) return { name: 'stored', parameters: [at, uuidArray(stored)] };
  if (stored.length === 0) return { name: 'carried', parameters: [at, ...keepingParameters(carried)] };
  return { name: 'all', parameters: [at, uuidArray(stored), ...keepingParameters(carried)] };
}

/**
 * The WITH queries that burn nonces, with parameters behind `before` others, of which the first is when; and `once`, to be selected: 1 when each has burnt
 * just now, otherwise it divides by zero. "is null" would let PostgreSQL walk the index of all that were never answered.
 */
export function burningParts(
  before: number,
): Readonly<Record<BurningName, { readonly parts: string; readonly once: string }>> {
  const at = before + 1;
  const burnt = `burnt as (update consent.presentation set used_at = $${at}
    where id = any ($${at + 1}::uuid[]) and coalesce(used_at, 'infinity') = 'infinity' returning 1)`;
  const kept = (after: number) => `kept as (${keepingStatement(after, at)})`;
  const all = (part: string, ids: number) => `(select count(*) from ${part}) = cardinality($${ids}::uuid[])`;
  const once = (...done: string[]) => `1 / (${done.join(' and ')})::integer as once`;
  return {
    stored: { parts: burnt, once: once(all('burnt', at + 1)) },
    carried: { parts: kept(at), once: once(all('kept', at + 1)) },
    all: { parts: `${burnt}, ${kept(at + 1)}`, once: once(all('burnt', at + 1), all('kept', at + 2)) },
  };
}

const KEPT_TYPES = ['uuid', 'text', 'int', 'text', 'text', 'bytea', 'bytea', 'bytea', 'timestamptz', 'timestamptz'];
const KEPT_COLUMNS =
  'id, notice, notice_version, activities, content, hash, nonce_digest, session_digest, shown_at, expires_at';

// Stores carried presentations with their answer and answers a row for each; parameters behind `before` others, and the time of the answer in `$at`.
// One that stands there already was answered before, and gets no row.
function keepingStatement(before: number, at: number): string {
  return `insert into consent.presentation (${KEPT_COLUMNS}, used_at, carried)
    select id, notice, notice_version, activities::jsonb, content::jsonb, hash, nonce_digest, session_digest, shown_at, expires_at,
        $${at}::timestamptz, true
      from (${fewRows(KEPT_TYPES, before)}) as row (${KEPT_COLUMNS})
    on conflict (id) do nothing returning 1`;
}

function keepingParameters(rows: readonly StoredPresentation[]): Buffer[] {
  const column = <Key extends keyof PresentationRow>(key: Key) => rows.map((row) => row[key]);
  return [
    uuidArray(column('id')),
    textArray(column('notice')),
    integerArray(column('noticeVersion')),
    textArray(column('activities').map((each) => JSON.stringify(each))),
    textArray(column('content').map((each) => JSON.stringify(each))),
    byteaArray(column('hash')),
    byteaArray(column('nonceDigest')),
    byteaArray(column('sessionDigest')),
    instantArray(column('shownAt')),
    instantArray(column('expiresAt')),
  ];
}

const BURNING = burningParts(0);

/** Forgets a few presentations that nobody answered in time, so that pages opened by strangers do not pile up; that they were is counted. */
export async function forgetUnanswered(tx: Tx, now: Date): Promise<void> {
  await tx.execute(
    `with gone as (
       delete from consent.presentation where id in (
         select id from consent.presentation where used_at is null and expires_at < $1
          order by expires_at limit 20 for update skip locked)
       returning content, notice, notice_version, activities, shown_at)
     insert into consent.unanswered (touchpoint, notice, notice_version, activities, wording, week, count)
     select content ->> 'surface', notice, notice_version, array(select a ->> 'code' from jsonb_array_elements(activities) a),
         content -> 'wording' ->> 'id', date_trunc('week', shown_at at time zone 'Asia/Shanghai')::date, count(*)
       from gone group by 1, 2, 3, 4, 5, 6`,
    [now],
    'consent.forget-unanswered',
  );
}

/** The ordinal of somebody who has not been erased. */
export async function findLiving(tx: Tx, person: string): Promise<number | undefined> {
  const row = await tx.first<{ ordinal: number }>(
    'select ordinal from consent.subject where person = $1 and closed_at is null',
    [person],
    'consent.find-living',
  );
  return row?.ordinal;
}
