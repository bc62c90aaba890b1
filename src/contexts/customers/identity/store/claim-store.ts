import { copyIn, copyOut, type Tx } from '../../../../platform/database/index.ts';
import type { Claim } from '../domain/claim.ts';
import { type IdentifierType, TYPE_NUMBERS } from '../domain/identifier-types.ts';
import { CLAIM_COPY, ClaimWriter } from './claim-writer.ts';

/** A claim as it is stored: when it was last told, and by whom. */
export interface StoredClaim extends Claim {
  readonly seenAt: Date;
  readonly source: string;
}

interface ClaimRow extends Omit<StoredClaim, 'type'> {
  readonly type: number;
}

const COLUMNS = `ordinal, digest, type, issuer, scope, valid_from as "from", valid_to as "to", verified_at as "verifiedAt",
  seen_at as "seenAt", source`;

/** Leaves claims to the linking job. */
export async function insertWaiting(tx: Tx, claims: readonly StoredClaim[]): Promise<void> {
  if (claims.length === 0) return;
  const column = <Name extends keyof StoredClaim>(name: Name) => claims.map((claim) => claim[name]);
  await tx.execute(
    `insert into customers.waiting_claim (ordinal, digest, type, issuer, scope, valid_from, valid_to, verified_at, seen_at, source)
     select * from unnest($1::int[], $2::bytea[], $3::smallint[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
       $8::timestamptz[], $9::timestamptz[], $10::text[])`,
    [
      column('ordinal'),
      column('digest'),
      claims.map(({ type }) => TYPE_NUMBERS.indexOf(type)),
      column('issuer'),
      column('scope'),
      column('from'),
      column('to'),
      column('verifiedAt'),
      column('seenAt'),
      column('source'),
    ],
    'customers.insert-waiting-claims',
  );
}

/** Takes the oldest claims that wait. */
export async function takeWaiting(tx: Tx, limit: number): Promise<StoredClaim[]> {
  const rows = await tx.query<ClaimRow & { seq: string }>(
    `with taken as (delete from customers.waiting_claim where seq in (
        select seq from customers.waiting_claim order by seq limit $1) returning *)
     select seq, ${COLUMNS} from taken order by seq`,
    [limit],
    'customers.take-waiting-claims',
  );
  return rows.map(claimOf);
}

/** How many claims wait. */
export async function countWaiting(tx: Tx): Promise<number> {
  return (await tx.one<{ count: number }>('select count(*)::int as count from customers.waiting_claim')).count;
}

/** The claims of records, in a fixed order: those that the linking job has looked at, or those that wait too. */
export async function claimsOf(
  tx: Tx,
  ordinals: readonly number[],
  which: 'linked' | 'all' = 'all',
): Promise<StoredClaim[]> {
  if (ordinals.length === 0) return [];
  const linked = `select ${COLUMNS} from customers.claim where ordinal = any($1::int[])`;
  const waiting = `select ${COLUMNS} from customers.waiting_claim where ordinal = any($1::int[])`;
  const rows = await tx.query<ClaimRow>(
    `${which === 'all' ? `${linked} union all ${waiting}` : linked} order by 1, 2, "seenAt"`,
    [ordinals],
    `customers.claims-of-${which}`,
  );
  return rows.map(claimOf);
}

/** Writes new claims in one COPY. */
export async function copyClaims(tx: Tx, claims: readonly StoredClaim[]): Promise<void> {
  if (claims.length === 0) return;
  const writer = new ClaimWriter();
  async function* rows(): AsyncGenerator<Uint8Array> {
    for (const claim of claims) writer.add(claim);
    yield writer.finish();
  }
  await copyIn(tx, CLAIM_COPY, rows());
}

/** Extends what is known of claims that were told again. */
export async function refreshClaims(tx: Tx, claims: readonly StoredClaim[]): Promise<void> {
  if (claims.length === 0) return;
  await tx.execute(
    `update customers.claim c set valid_from = least(c.valid_from, t.f), valid_to = greatest(c.valid_to, t.t),
        verified_at = greatest(c.verified_at, t.v), seen_at = greatest(c.seen_at, t.s)
       from unnest($1::int[], $2::bytea[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
         as t (o, d, f, t, v, s)
      where c.ordinal = t.o and c.digest = t.d`,
    [
      claims.map(({ ordinal }) => ordinal),
      claims.map(({ digest }) => digest),
      claims.map(({ from }) => from),
      claims.map(({ to }) => to),
      claims.map(({ verifiedAt }) => verifiedAt),
      claims.map(({ seenAt }) => seenAt),
    ],
    'customers.refresh-claims',
  );
}

/** Every claim that may be linked, in pieces; records in `unlinked_record` have none. */
export async function* linkableClaims(tx: Tx, types: readonly IdentifierType[]): AsyncGenerator<Claim[]> {
  const numbers = types.map((type) => TYPE_NUMBERS.indexOf(type)).join(',');
  const sql = `copy (select ordinal, encode(digest, 'hex'), type, issuer, scope, (extract(epoch from valid_from) * 1000)::bigint,
      (extract(epoch from valid_to) * 1000)::bigint, (extract(epoch from verified_at) * 1000)::bigint
    from customers.claim c where type = any('{${numbers}}')
      and not exists (select from customers.unlinked_record u where u.ordinal = c.ordinal)) to stdout`;
  let rest = '';
  for await (const batch of copyOut(tx, sql)) {
    const lines = (rest + batch.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    yield lines.map(claimOfLine);
  }
}

/** Gives the claims of records to the linking job again. */
export async function requeueClaims(tx: Tx, ordinals: readonly number[]): Promise<void> {
  await tx.execute(
    `with taken as (delete from customers.claim where ordinal = any($1::int[]) returning *)
     insert into customers.waiting_claim (ordinal, digest, type, issuer, scope, valid_from, valid_to, verified_at, seen_at, source)
     select ordinal, digest, type, issuer, scope, valid_from, valid_to, verified_at, seen_at, source from taken`,
    [ordinals],
    'customers.requeue-claims',
  );
}

/** Removes what is known of a record's identifiers. */
export async function deleteClaims(tx: Tx, ordinals: readonly number[]): Promise<void> {
  await tx.execute('delete from customers.claim where ordinal = any($1::int[])', [ordinals], 'customers.drop-claims');
  await tx.execute(
    'delete from customers.waiting_claim where ordinal = any($1::int[])',
    [ordinals],
    'customers.drop-waiting-claims',
  );
}

/** Removes a record's claims of one type; returns how many there were. */
export async function deleteClaimsOfType(tx: Tx, ordinal: number, type: IdentifierType): Promise<number> {
  const values = [ordinal, TYPE_NUMBERS.indexOf(type)];
  const linked = await tx.execute('delete from customers.claim where ordinal = $1 and type = $2', values);
  return linked + (await tx.execute('delete from customers.waiting_claim where ordinal = $1 and type = $2', values));
}

function claimOf({ type, ...row }: ClaimRow): StoredClaim {
  return { ...row, type: TYPE_NUMBERS[type] ?? 'virtual_number' };
}

function claimOfLine(line: string): Claim {
  const [ordinal = '', digest = '', type = '', issuer = '', scope = '', from = '', to = '', verified = ''] =
    line.split('\t');
  return {
    ordinal: Number(ordinal),
    digest: Buffer.from(digest, 'hex'),
    type: TYPE_NUMBERS[Number(type)] ?? 'virtual_number',
    issuer: unescaped(issuer),
    scope: unescaped(scope),
    from: new Date(Number(from)),
    to: to === '\\N' ? null : new Date(Number(to)),
    verifiedAt: verified === '\\N' ? null : new Date(Number(verified)),
  };
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/g, (_, each: string) => ({ t: '\t', n: '\n', r: '\r' })[each] ?? each);
}

/** Records that an erasure may concern: those in a cluster with one, and those that a contradiction with it kept apart. */
export async function neighboursOf(tx: Tx, ordinal: number): Promise<number[]> {
  const rows = await tx.query<{ ordinal: number }>(
    `select k.ordinal from customers.cluster_member m join customers.cluster_member k on k.head = m.head where m.ordinal = $1
     union select k.ordinal from customers.quarantine q
       left join customers.cluster_member m on m.ordinal in (q.a, q.b)
       join customers.person k on k.ordinal in (q.a, q.b, m.ordinal)
      where q.a = $1 or q.b = $1 or m.head in (select head from customers.cluster_member where ordinal = $1)`,
    [ordinal],
    'customers.neighbours-of',
  );
  return rows.map((row) => row.ordinal).filter((each) => each !== ordinal);
}
