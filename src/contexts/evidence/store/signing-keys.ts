import type { Tx } from '../../../platform/database/index.ts';

/** A signing key of the log, in the order of use. */
export interface SigningKeyRow {
  readonly ordinal: number;
  readonly id: string;
  readonly publicKey: Buffer;
  /** When it began to sign; null for the log's first key. */
  readonly since: Date | null;
  /** Until when its predecessor signs checkpoints besides. */
  readonly overlapUntil: Date | null;
  /** The receipt of the entry that introduced it; null for the first. */
  readonly entry: string | null;
}

const COLUMNS = `ordinal, id, public_key as "publicKey", since, overlap_until as "overlapUntil", entry`;

/** Every key of the log once one was rotated, oldest first; none before. */
export async function signingKeys(tx: Tx): Promise<SigningKeyRow[]> {
  return tx.query<SigningKeyRow>(
    `select ${COLUMNS} from evidence.signing_key order by ordinal`,
    [],
    'evidence.signing-keys',
  );
}

/** The same, and nobody else rotates until the transaction ends. */
export async function lockSigningKeys(tx: Tx): Promise<SigningKeyRow[]> {
  await tx.execute(`select pg_advisory_xact_lock(hashtext('zhinuo.evidence.signing-key'))`);
  return signingKeys(tx);
}

/** Appends a key. */
export async function insertSigningKey(tx: Tx, row: SigningKeyRow): Promise<void> {
  await tx.execute(
    'insert into evidence.signing_key (ordinal, id, public_key, since, overlap_until, entry) values ($1, $2, $3, $4, $5, $6)',
    [row.ordinal, row.id, row.publicKey, row.since, row.overlapUntil, row.entry],
  );
}
