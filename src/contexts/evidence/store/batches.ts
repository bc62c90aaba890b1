import type { Tx } from '../../../platform/database/index.ts';

/** A use batch: one entry for many people. */
export interface BatchRow {
  readonly id: string;
  readonly entry: string;
  readonly secret: Buffer;
  readonly leaves: Buffer;
}

/** A person's place in a batch, with the sealed detail. */
export interface MemberRow {
  readonly position: number;
  readonly person: string;
  readonly detail: Buffer;
}

/** Stores a batch with its members. */
export async function insertBatch(tx: Tx, batch: BatchRow, members: readonly MemberRow[]): Promise<void> {
  await tx.execute(
    'insert into evidence.batch (id, entry, secret, leaves) values ($1, $2, $3, $4)',
    [batch.id, batch.entry, batch.secret, batch.leaves],
    'evidence.insert-batch',
  );
  await tx.execute(
    `insert into evidence.member (batch, position, person, detail)
     select $1::uuid, position, person, detail from unnest($2::smallint[], $3::uuid[], $4::bytea[]) as row (position, person, detail)`,
    [
      batch.id,
      members.map((member) => member.position),
      members.map((member) => member.person),
      members.map((member) => member.detail),
    ],
    'evidence.insert-members',
  );
}

/** Every batch that names a person, oldest first. */
export async function membershipsOf(tx: Tx, person: string): Promise<(BatchRow & MemberRow)[]> {
  return tx.query<BatchRow & MemberRow>(
    `select batch.id, batch.entry, batch.secret, batch.leaves, member.position, member.person, member.detail
       from evidence.member join evidence.batch on batch.id = member.batch
      where member.person = $1 order by batch.id, member.position`,
    [person],
    'evidence.memberships-of',
  );
}
