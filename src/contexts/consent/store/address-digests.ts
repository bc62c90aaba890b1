import { byteaArray, type Tx } from '../../../platform/database/index.ts';

/** A digest of an address and the one that replaces it: the same address under a newer secret of the vault. */
export interface RenewedDigest {
  readonly from: Buffer;
  readonly to: Buffer;
}

/**
 * Puts addresses and then noes under newer digests; returns the people whom a change that names the old one may concern. In this order: a no is inserted
 * under the digest of an address whose row its transaction has locked, so it is seen here after that lock is gone.
 */
export async function renewDigests(tx: Tx, pairs: readonly RenewedDigest[]): Promise<number[]> {
  const values = [byteaArray(pairs.map(({ from }) => from)), byteaArray(pairs.map(({ to }) => to))];
  const moved = await tx.query<{ ordinal: number }>(
    `with pair as (select * from unnest($1::bytea[], $2::bytea[]) as pair (old, new)),
     moved as (update consent.address a set digest = pair.new from pair where a.digest = pair.old returning a.ordinal, pair.old)
     select distinct moved.ordinal from moved where exists (select 1 from consent.change c where c.digest = moved.old)`,
    values,
    'consent.renew-addresses',
  );
  await tx.execute(
    `update consent.suppression s set digest = pair.new from unnest($1::bytea[], $2::bytea[]) as pair (old, new)
      where s.digest = pair.old`,
    values,
    'consent.renew-suppressions',
  );
  return moved.map(({ ordinal }) => ordinal);
}

/** How many addresses and noes are kept under secrets before the one whose number (4 bytes) is given, counted up to a bound. */
export async function countOlderDigests(tx: Tx, below: Buffer, most: number): Promise<number> {
  let count = 0;
  for (const table of ['address', 'suppression']) {
    const row = await tx.one<{ count: number }>(
      `select count(*)::int as count from (select 1 from consent.${table}
         where digest is not null and (length(digest) = 32 or substring(digest from 1 for 4) < $1) limit $2) as old`,
      [below, most],
      `consent.old-digests-${table}`,
    );
    count += row.count;
  }
  return count;
}
