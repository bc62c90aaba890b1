import { byteaArray, type Tx, textArray } from '../../../platform/database/index.ts';

/** An erased person. */
export interface ErasedRow {
  readonly person: string;
  readonly at: Date;
  /** The id of the log's entry of kind `erasure`. */
  readonly entry: string;
}

/** What is kept of an erased person for a defence; `sealed` is null once it is destroyed. */
export interface DefenceRow {
  readonly source: string;
  readonly until: Date;
  readonly sealed: Buffer | null;
  readonly destroyedAt: Date | null;
}

/** Whether and when a person was erased. */
export async function findErased(tx: Tx, person: string): Promise<ErasedRow | undefined> {
  return tx.first<ErasedRow>('select person, at, entry from evidence.erased where person = $1', [person]);
}

/** Those who were erased last, the newest first; with `before`, only earlier ones. */
export async function listErased(tx: Tx, limit: number, before: Date | null): Promise<ErasedRow[]> {
  return tx.query<ErasedRow>(
    `select person, at, entry from evidence.erased where $2::timestamptz is null or at < $2 order by at desc, person limit $1`,
    [limit, before],
  );
}

/** Notes that a person is erased, with the digests of the addresses by which a letter may name them. */
export async function insertErased(
  tx: Tx,
  row: ErasedRow,
  addresses: readonly { readonly channel: string; readonly digest: Uint8Array }[],
): Promise<void> {
  await tx.execute(
    'insert into evidence.erased (person, at, entry) values ($1, $2, $3)',
    [row.person, row.at, row.entry],
    'evidence.insert-erased',
  );
  await tx.execute(
    `insert into evidence.erased_address (digest, channel, person)
     select digest, channel, $1 from unnest($2::bytea[], $3::text[]) as row (digest, channel) on conflict do nothing`,
    [
      row.person,
      byteaArray(addresses.map((address) => address.digest)),
      textArray(addresses.map((address) => address.channel)),
    ],
  );
}

/** Erased people who had this address. */
export async function erasedAt(tx: Tx, channel: string, digest: Uint8Array): Promise<ErasedRow[]> {
  return tx.query<ErasedRow>(
    `select erased.person, erased.at, erased.entry from evidence.erased_address join evidence.erased using (person)
      where erased_address.digest = $2 and erased_address.channel = $1 order by erased.at`,
    [channel, digest],
  );
}

/** Closes a locked chain for ever and takes its keys out of the tables, ended ones included. */
export async function closeChain(tx: Tx, person: string): Promise<void> {
  await tx.execute(`update evidence.chain set keys = '' where person = $1`, [person], 'evidence.close-chain');
  await tx.execute('delete from evidence.ended_key where person = $1', [person]);
}

/** Puts the closed chain of somebody who never had one in its place; a chain that exists is left as it is. */
export async function insertClosedChain(tx: Tx, person: string): Promise<void> {
  await tx.execute(
    `insert into evidence.chain (person, generation, n, keys) values ($1, 1, 0, '') on conflict (person) do nothing`,
    [person],
  );
}

/** Takes the sealed details out of a person's places in use batches of version 1; the leaves stay, so other members' proofs hold. */
export async function emptyDetails(tx: Tx, person: string): Promise<void> {
  await tx.execute(`update evidence.member set detail = '' where person = $1`, [person]);
}

/** Keeps something for a defence; a second one of the same source fails. */
export async function insertDefence(
  tx: Tx,
  row: { readonly person: string; readonly source: string; readonly until: Date; readonly sealed: Buffer },
): Promise<void> {
  await tx.execute('insert into evidence.defence (person, source, until, sealed) values ($1, $2, $3, $4)', [
    row.person,
    row.source,
    row.until,
    row.sealed,
  ]);
}

/** What was kept of a person for a defence. */
export async function defenceOf(tx: Tx, person: string): Promise<DefenceRow[]> {
  return tx.query<DefenceRow>(
    `select source, until, sealed, destroyed_at as "destroyedAt" from evidence.defence where person = $1 order by source`,
    [person],
  );
}

/** Destroys what is kept beyond its term; returns how many. */
export async function destroyDue(tx: Tx, now: Date): Promise<number> {
  return tx.execute(
    'update evidence.defence set sealed = null, destroyed_at = $1 where until <= $1 and sealed is not null',
    [now],
  );
}

/** Puts the digests of erased people's addresses under newer ones of the same addresses; where the newer one stands already, the older stays. */
export async function renewErasedAddresses(
  tx: Tx,
  pairs: readonly { readonly from: Uint8Array; readonly to: Uint8Array }[],
): Promise<void> {
  if (pairs.length === 0) return;
  await tx.execute(
    `update evidence.erased_address a set digest = pair.new from unnest($1::bytea[], $2::bytea[]) as pair (old, new)
      where a.digest = pair.old and not exists (select 1 from evidence.erased_address there
        where there.digest = pair.new and there.channel = a.channel and there.person = a.person)`,
    [byteaArray(pairs.map(({ from }) => from)), byteaArray(pairs.map(({ to }) => to))],
    'evidence.renew-erased-addresses',
  );
}

/** How many digests of erased people's addresses stand under secrets before one (its number, 4 bytes), counted up to `most`. */
export async function countOlderErasedAddresses(tx: Tx, below: Uint8Array, most: number): Promise<number> {
  const row = await tx.one<{ count: number }>(
    `select count(*)::int as count from (select 1 from evidence.erased_address
       where length(digest) = 32 or substring(digest from 1 for 4) < $1 limit $2) as old`,
    [below, most],
  );
  return row.count;
}
