import type { Tx } from '../../../platform/database/index.ts';

/** One keyed digest of a person's value. */
export interface BlindIndexRow {
  readonly field: string;
  readonly generation: number;
  readonly digest: Buffer;
  readonly person: string;
}

/** Adds digests; one that is there already is left alone. */
export async function insertDigests(tx: Tx, rows: readonly BlindIndexRow[]): Promise<void> {
  await tx.execute(
    `insert into vault.blind_index (field, generation, digest, person)
     select field, generation, digest, person
     from unnest($1::text[], $2::integer[], $3::bytea[], $4::uuid[]) as new (field, generation, digest, person)
     on conflict do nothing`,
    [
      rows.map((row) => row.field),
      rows.map((row) => row.generation),
      rows.map((row) => row.digest),
      rows.map((row) => row.person),
    ],
    'vault.insert-digests',
  );
}

/** Removes the digests of values that are being replaced. */
export async function deleteDigests(tx: Tx, replaced: readonly { person: string; field: string }[]): Promise<void> {
  await tx.execute(
    `delete from vault.blind_index b using unnest($1::uuid[], $2::text[]) as old (person, field)
     where b.person = old.person and b.field = old.field`,
    [replaced.map((row) => row.person), replaced.map((row) => row.field)],
    'vault.delete-digests',
  );
}

/** Removes every digest of these people. */
export async function deletePersonDigests(tx: Tx, persons: readonly string[]): Promise<void> {
  await tx.execute(
    'delete from vault.blind_index where person = any($1::uuid[])',
    [persons],
    'vault.delete-person-digests',
  );
}

/** Who has one digest; the plainest statement there is, for it is asked for every person one by one. */
export async function selectByDigest(
  tx: Tx,
  field: string,
  { generation, digest }: { generation: number; digest: Buffer },
): Promise<string[]> {
  const rows = await tx.query<{ person: string }>(
    'select person from vault.blind_index where field = $1 and generation = $2 and digest = $3',
    [field, generation, digest],
    'vault.select-by-digest',
  );
  return rows.map(({ person }) => person);
}

/** Who has one of these digests. */
export function selectByDigests(
  tx: Tx,
  field: string,
  digests: readonly { generation: number; digest: Buffer }[],
): Promise<{ digest: Buffer; person: string }[]> {
  return tx.query(
    `select b.digest, b.person from unnest($2::integer[], $3::bytea[]) as asked (generation, digest)
     join vault.blind_index b on b.field = $1 and b.generation = asked.generation and b.digest = asked.digest
     order by b.person`,
    [field, digests.map((each) => each.generation), digests.map((each) => each.digest)],
    'vault.select-by-digests',
  );
}
