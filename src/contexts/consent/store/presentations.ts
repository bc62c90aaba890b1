import type { Json } from '../../../platform/crypto/index.ts';
import { retryWhenOvertaken, type Tx, uuidArray } from '../../../platform/database/index.ts';
import { statementName } from './statement-name.ts';

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

/** A stored presentation and whether its nonce has burnt. */
export type StoredPresentation = PresentationRow & { readonly usedAt: Date | null };

/** Presentations by id; nothing keeps others from burning them meanwhile, but whoever burns them notices. */
export async function readPresentations(tx: Tx, ids: readonly string[]): Promise<Map<string, StoredPresentation>> {
  const rows = await tx.query<StoredPresentation>(
    `select id, notice, notice_version as "noticeVersion", activities, content, hash, nonce_digest as "nonceDigest", ordinal,
        session_digest as "sessionDigest", shown_at as "shownAt", expires_at as "expiresAt", used_at as "usedAt"
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
export async function burnPresentations(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  await retryWhenOvertaken(
    tx.execute(
      `with burnt as (${burningStatement(0)})
       select 1 / (count(*) = cardinality($1::uuid[]))::integer from burnt`,
      [uuidArray(ids), at],
      statementName('consent.burn-presentations', ids.length),
    ),
  );
}

/**
 * The statement that burns nonces and answers a row for each; two parameters behind `before` others: the ids, and when. "is null" would let
 * PostgreSQL walk the index of all that were never answered.
 */
export function burningStatement(before: number): string {
  return `update consent.presentation set used_at = $${before + 2}
    where id = any ($${before + 1}::uuid[]) and coalesce(used_at, 'infinity') = 'infinity' returning 1`;
}

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
