import type { Tx } from '../../../platform/database/index.ts';

/** What is kept of the tree of one use's members. */
export interface MemberTreeRow {
  /** Id of the use's receipt. */
  readonly entry: string;
  readonly secret: Buffer;
  readonly size: number;
  /** Hashes over every 4,096 leaves, 32 bytes each. */
  readonly groups: Buffer;
}

/** Stores the tree of a use. */
export async function insertMemberTree(tx: Tx, row: MemberTreeRow): Promise<void> {
  await tx.execute(
    'insert into evidence.member_tree (entry, secret, size, groups) values ($1, $2, $3, $4)',
    [row.entry, row.secret, row.size, row.groups],
    'evidence.insert-member-tree',
  );
}

/** The tree of a use by its receipt. */
export async function findMemberTree(tx: Tx, entry: string): Promise<MemberTreeRow | undefined> {
  return tx.first<MemberTreeRow>(
    'select entry, secret, size, groups from evidence.member_tree where entry = $1',
    [entry],
    'evidence.member-tree',
  );
}
