import type { Tx } from '../../platform/database/index.ts';
import type { UseRecord } from './domain/acts.ts';
import { chainMembership } from './domain/chain-membership.ts';
import { findOrdinals } from './store/subjects.ts';
import { readParts } from './store/use-chunks.ts';
import { EARLIEST, findUses, LATEST, listNamedUses, listPopulationUses, type UseRow } from './store/uses.ts';

const FIRST_WINDOW = 128;
const LARGEST_WINDOW = 2_048;

/** The uses of a person's information, newest first. */
export async function usesOf(
  tx: Tx,
  person: string,
  page: { limit: number; cursor?: string },
): Promise<{ items: UseRecord[]; next?: string }> {
  const [ordinal] = await findOrdinals(tx, [person]);
  if (ordinal === undefined) return { items: [] };
  const before = page.cursor ?? LATEST;
  const most = page.limit + 1;
  const named = await listNamedUses(tx, ordinal, before, most);
  // Older than a full page of uses by name nothing is looked for.
  const populations = await populationsOf(tx, ordinal, { before, after: named[most - 1] ?? EARLIEST, most });
  const ids = [...named, ...populations].sort().reverse().slice(0, most);
  const items = (await findUses(tx, ids.slice(0, page.limit))).map(useRecord);
  const last = items.at(-1);
  return ids.length > page.limit && last !== undefined ? { items, next: last.use } : { items };
}

// Walks down the uses of populations in growing windows, and asks for each window what the person's one chunk says.
async function populationsOf(
  tx: Tx,
  ordinal: number,
  { before, after, most }: { before: string; after: string; most: number },
): Promise<string[]> {
  const found: string[] = [];
  let below = before;
  for (let window = FIRST_WINDOW; ; window = Math.min(window * 4, LARGEST_WINDOW)) {
    const uses = await listPopulationUses(tx, after, below, window);
    const chains = [...new Set(uses.map((use) => use.chain))];
    const isMember = chainMembership(await readParts(tx, chains, ordinal), ordinal);
    for (const { id, chain, place } of uses) if (isMember(chain, place)) found.push(id);
    const last = uses.at(-1);
    if (last === undefined || uses.length < window || found.length >= most) return found;
    below = last.id;
  }
}

function useRecord(row: UseRow): UseRecord {
  const { id, message: _message, recipient: _recipient, ...rest } = row;
  return { ...rest, use: id };
}
