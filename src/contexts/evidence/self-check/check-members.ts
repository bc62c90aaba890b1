import type { Tx } from '../../../platform/database/index.ts';
import { groupHash } from '../domain/member-tree.ts';
import { foldLevels } from '../domain/merkle.ts';
import { openRow } from '../read-receipt.ts';
import { growTree, openBatchSecret } from '../record-use-batch.ts';
import { findEntry } from '../store/entries.ts';
import { findMemberTree } from '../store/member-trees.ts';
import { AT_ONE_MOMENT, type Checking } from './checking.ts';
import type { Step } from './finding.ts';

const EARLIEST = '00000000-0000-0000-0000-000000000000';

/** What a use's entry commits to. */
interface Committed {
  readonly root: string;
  readonly size: number;
}

/** Computes the tree of every use's members again, from the people whom the recording context names, and compares it with what the entry commits to. */
export async function* checkMembers(checking: Checking, from: unknown): AsyncGenerator<Step> {
  const { database } = checking;
  for (let after = typeof from === 'string' ? from : EARLIEST; ; ) {
    const entry = await database.transaction(async (tx) => {
      const row = await tx.first<{ entry: string }>(
        'select entry from evidence.member_tree where entry > $1 order by entry limit 1',
        [after],
        'evidence.next-member-tree',
      );
      if (row !== undefined) await checkTreeOf(checking, tx, row.entry);
      return row?.entry;
    }, AT_ONE_MOMENT);
    if (entry === undefined) break;
    after = entry;
    yield { cursor: after, looked: 1 };
  }
  await database.transaction((tx) => checkFirstVersion(checking, tx), AT_ONE_MOMENT);
}

async function checkTreeOf(checking: Checking, tx: Tx, receipt: string): Promise<void> {
  const at = `evidence.member_tree ${receipt}`;
  const tree = await findMemberTree(tx, receipt);
  const committed = await committedBy(checking, tx, receipt);
  // A tree without its entry is told by the part that reads the tables of evidence.
  if (tree === undefined || committed === undefined) return;
  const kept = { root: groupHash(Buffer.from(tree.groups)).toString('base64url'), size: tree.size };
  differ(checking, 'tree-changed', at, committed, kept);
  const members = await checking.settings.against.members?.(tx, receipt);
  if (members === undefined) return;
  const secret = secretOf(checking, tree.secret);
  if (secret === undefined) {
    checking.found({ what: 'secret-changed', at, expected: 'a sealed secret', found: 'another' });
    return;
  }
  try {
    const { groups, size } = await growTree(secret, members);
    differ(checking, 'members-changed', at, committed, { root: groupHash(groups).toString('base64url'), size });
  } catch (error) {
    // People stored in a coding that ends too early.
    if (!(error instanceof RangeError)) throw error;
    checking.found({ what: 'members-changed', at, expected: `${committed.size} members`, found: 'unreadable' });
  }
}

function differ(checking: Checking, what: string, at: string, expected: Committed, found: Committed): void {
  if (expected.root === found.root && expected.size === found.size) return;
  const shown = ({ root, size }: Committed) => `${size} members, root ${root}`;
  checking.found({ what, at, expected: shown(expected), found: shown(found) });
}

function secretOf(checking: Checking, sealed: Buffer): Buffer | undefined {
  try {
    return openBatchSecret(checking.context, sealed);
  } catch {
    return undefined;
  }
}

async function committedBy(checking: Checking, tx: Tx, receipt: string): Promise<Committed | undefined> {
  const row = await findEntry(tx, receipt);
  if (row === undefined || row.person !== null) return undefined;
  try {
    const { payload } = openRow(checking.context, row, undefined);
    return (payload as unknown as { members?: Committed }).members;
  } catch {
    // Told by the part that opens every opening.
    return undefined;
  }
}

// Batches of version 1 keep every leaf.
async function checkFirstVersion(checking: Checking, tx: Tx): Promise<void> {
  const rows = await tx.query<{ id: string; entry: string; leaves: Buffer; members: number }>(
    `select id, entry, leaves, (select count(*)::int from evidence.member where member.batch = batch.id) as members from evidence.batch order by id`,
  );
  for (const { id, entry, leaves, members } of rows) {
    const committed = await committedBy(checking, tx, entry);
    if (committed === undefined) continue;
    const root = leaves.length === 0 ? '' : foldLevels(Buffer.from(leaves)).toString('base64url');
    differ(checking, 'tree-changed', `evidence.batch ${id}`, committed, { root, size: members });
  }
}
