import { deriveKey } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';

/** A use batch of version 1: one entry for up to 1,000 people. They are kept and no longer written. */
export interface BatchRow {
  readonly id: string;
  readonly entry: string;
  readonly secret: Buffer;
  readonly leaves: Buffer;
}

/** A person's place in a batch of version 1, with the sealed detail. */
export interface MemberRow {
  readonly position: number;
  readonly person: string;
  readonly detail: Buffer;
}

/** Every batch of version 1 that names a person, oldest first. */
export async function membershipsOf(tx: Tx, person: string): Promise<(BatchRow & MemberRow)[]> {
  return tx.query<BatchRow & MemberRow>(
    `select batch.id, batch.entry, batch.secret, batch.leaves, member.position, member.person, member.detail
       from evidence.member join evidence.batch on batch.id = member.batch
      where member.person = $1 order by batch.id, member.position`,
    [person],
    'evidence.memberships-of',
  );
}

/** The key of a batch's sealed details; unlike the salts it is never shown. */
export function detailKey(secret: Uint8Array): Buffer {
  return deriveKey(secret, 'evidence/member-detail');
}

/** What a sealed detail is bound to. */
export function detailBinding(batch: string, position: number): string {
  return `evidence.members|${batch}|${position}`;
}
