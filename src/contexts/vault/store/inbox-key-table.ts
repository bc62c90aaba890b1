import type { Tx } from '../../../platform/database/index.ts';

/** A public key of the sealed inbox. */
export interface InboxKeyRow {
  readonly ring: string;
  readonly generation: number;
  readonly publicKey: Buffer;
  readonly mac: Buffer;
}

/** Keeps the public key of a generation; one that is there already is made right. */
export async function insertInboxKey(tx: Tx, row: InboxKeyRow): Promise<void> {
  await tx.execute(
    `insert into vault.inbox_key (generation, ring, public_key, mac) values ($1, $2, $3, $4)
     on conflict (generation) do update set ring = excluded.ring, public_key = excluded.public_key, mac = excluded.mac`,
    [row.generation, row.ring, row.publicKey, row.mac],
  );
}

/** The newest of them. */
export function newestInboxKey(tx: Tx): Promise<InboxKeyRow | undefined> {
  return tx.first(
    'select ring, generation, public_key as "publicKey", mac from vault.inbox_key order by generation desc limit 1',
    [],
    'vault.newest-inbox-key',
  );
}
