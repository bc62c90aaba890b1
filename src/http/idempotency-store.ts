import { randomUUID } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import { seal, unseal } from '../platform/crypto/index.ts';
import type { Database, MigrationSet, Tx } from '../platform/database/index.ts';
import { overtaken } from './http-failures.ts';

/** The tables of the HTTP layer. */
export const httpMigrations: MigrationSet = { context: 'http', directory: new URL('./migrations/', import.meta.url) };

const CLAIM_MS = 60_000;
const KEPT_MS = 24 * 3_600_000;

/** An answer as it was sent. */
export interface StoredAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** One use of an `Idempotency-Key`; digests are keyed, `scope` is the caller. */
export interface IdempotencyKey {
  readonly scope: string;
  readonly keyDigest: Buffer;
  readonly requestDigest: Buffer;
}

/** What a request with a key finds. */
export type ClaimResult =
  | { readonly state: 'claimed'; readonly claim: string }
  | { readonly state: 'answered'; readonly answer: StoredAnswer }
  | { readonly state: 'busy' | 'executed' | 'other-request' };

interface Row {
  request_digest: Buffer;
  claimed_at: Date;
  executed: boolean;
  status: number | null;
  content_type: string | null;
  answer: Buffer | null;
}

export interface IdempotencyDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** 32 bytes of the service ring, for the stored answers. */
  readonly sealingKey: Buffer;
}

const addition = (key: IdempotencyKey) => `http.idempotency|${key.scope}|${key.keyDigest.toString('hex')}`;

/** Claims a key for this request, or tells what became of the earlier request with the same key. Keys are forgotten after 24 hours. */
export async function claimKey(deps: IdempotencyDeps, key: IdempotencyKey): Promise<ClaimResult> {
  const now = deps.clock.now();
  const claim = randomUUID();
  return deps.database.transaction(async (tx) => {
    const inserted = await tx.execute(
      `insert into http.idempotency (scope, key_digest, request_digest, claim, claimed_at) values ($1, $2, $3, $4, $5)
       on conflict (scope, key_digest) do nothing`,
      [key.scope, key.keyDigest, key.requestDigest, claim, now],
      'http.idempotency.insert',
    );
    if (inserted === 1) return { state: 'claimed', claim };
    const row = await tx.one<Row>(
      `select request_digest, claimed_at, executed, status, content_type, answer
         from http.idempotency where scope = $1 and key_digest = $2 for update`,
      [key.scope, key.keyDigest],
      'http.idempotency.read',
    );
    const age = now.getTime() - row.claimed_at.getTime();
    if (age < KEPT_MS) {
      if (!row.request_digest.equals(key.requestDigest)) return { state: 'other-request' };
      if (row.answer !== null && row.status !== null) return { state: 'answered', answer: open(deps, key, row) };
      if (row.status !== null) return { state: 'executed' };
      // Also after the commit: the answer is on its way here.
      if (age < CLAIM_MS) return { state: 'busy' };
      if (row.executed) return { state: 'executed' };
    }
    await tx.execute(
      `update http.idempotency set request_digest = $3, claim = $4, claimed_at = $5, executed = false, status = null, content_type = null,
         answer = null where scope = $1 and key_digest = $2`,
      [key.scope, key.keyDigest, key.requestDigest, claim, now],
    );
    return { state: 'claimed', claim };
  });
}

function open(deps: IdempotencyDeps, key: IdempotencyKey, row: Row): StoredAnswer {
  const body = row.answer === null ? undefined : unseal(deps.sealingKey, row.answer, addition(key));
  if (body === undefined) throw new Error('a stored answer does not open');
  return { status: row.status ?? 200, contentType: row.content_type ?? 'application/json', body };
}

/**
 * Marks in the act's own transaction that it was carried out. Throws `http.overtaken`, which rolls the act back, when the claim is no longer
 * ours. A transaction that has written nothing is no act.
 */
export async function witnessExecution(tx: Tx, key: IdempotencyKey, claim: string): Promise<void> {
  const { wrote } = await tx.one<{ wrote: boolean }>(
    'select pg_current_xact_id_if_assigned() is not null as wrote',
    [],
    'http.idempotency.wrote',
  );
  if (!wrote) return;
  const marked = await tx.execute(
    'update http.idempotency set executed = true where scope = $1 and key_digest = $2 and claim = $3',
    [key.scope, key.keyDigest, claim],
    'http.idempotency.executed',
  );
  if (marked !== 1) throw overtaken();
}

/** Keeps the answer for repetitions. */
export async function keepAnswer(
  deps: IdempotencyDeps,
  key: IdempotencyKey,
  claim: string,
  answer: StoredAnswer,
): Promise<void> {
  const sealed = seal(deps.sealingKey, answer.body, addition(key));
  await deps.database.transaction((tx) =>
    tx.execute(
      `update http.idempotency set status = $4, content_type = $5, answer = $6 where scope = $1 and key_digest = $2 and claim = $3`,
      [key.scope, key.keyDigest, claim, answer.status, answer.contentType, sealed],
      'http.idempotency.keep',
    ),
  );
}

/** Frees the key of a request that carried nothing out, so that it may be tried again; of one that did, notes that its answer is not kept. */
export async function releaseKey(
  deps: IdempotencyDeps,
  key: IdempotencyKey,
  claim: string,
  status: number,
): Promise<void> {
  const own = [key.scope, key.keyDigest, claim];
  await deps.database.transaction(async (tx) => {
    await tx.execute(
      'delete from http.idempotency where scope = $1 and key_digest = $2 and claim = $3 and not executed',
      own,
    );
    await tx.execute('update http.idempotency set status = $4 where scope = $1 and key_digest = $2 and claim = $3', [
      ...own,
      status,
    ]);
  });
}

/** Forgets keys older than a day; a job runs it. */
export async function forgetOldKeys(tx: Tx, clock: Clock): Promise<number> {
  return tx.execute('delete from http.idempotency where claimed_at < $1', [new Date(clock.now().getTime() - KEPT_MS)]);
}
